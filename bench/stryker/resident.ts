/**
 * Resident: a test runner for Stryker that loads the inspections once per process and then only switches
 * mutants, so that a mutant costs only its inspections, and no process start. Imports nothing of Partyline. If a
 * mutant leaves something behind in a module, the process is given up, and the next mutant starts in a new one.
 */
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner';
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import type { Inspection } from './suite.ts';

/** The global variables that the instrumented code reads and writes. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: NonNullable<Extract<DryRunResult, { tests: unknown }>['mutantCoverage']>;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const LOADING = '(drawing)';

class ResidentRunner implements TestRunner {
  #inspections: readonly Inspection[] = [];
  #isTainted = false;
  readonly #unhandledRejections: unknown[] = [];
  readonly #instruments: Instruments;

  constructor() {
    const world = globalThis as { __stryker__?: Instruments };
    world.__stryker__ ??= {};
    this.#instruments = world.__stryker__;
  }

  /**
   * Tells Stryker that modules are reloaded for each mutant. They need not be: the configuration ignores mutants that
   * act only while modules load.
   */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    process.on('unhandledRejection', (reason) => this.#unhandledRejections.push(reason));
    const coverage = { static: {}, perTest: {} } as Required<Instruments>['mutantCoverage'];
    this.#instruments.mutantCoverage = coverage;
    // The worker runs in Stryker's sandbox; this file does not, so the path is that of the sandbox.
    const { loadInspections } = await import(`file://${process.cwd()}/bench/stryker/inspection.ts`);
    this.#inspections = await loadInspections((under: boolean) => {
      this.#instruments.currentTestId = under ? LOADING : undefined;
    });
    delete coverage.perTest[LOADING];
  }

  async dryRun(_options: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const inspection of this.#inspections) {
      const { id } = inspection;
      this.#instruments.currentTestId = id;
      const from = performance.now();
      const failure = await this.#failureOf(inspection);
      const told = { id, name: id, timeSpentMs: performance.now() - from };
      tests.push(
        failure === null
          ? { ...told, status: TestStatus.Success }
          : { ...told, status: TestStatus.Failed, failureMessage: failure },
      );
    }
    this.#instruments.currentTestId = undefined;
    const { mutantCoverage } = this.#instruments;
    return {
      status: DryRunStatus.Complete,
      tests,
      ...(mutantCoverage ? { mutantCoverage } : {}),
    };
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    if (this.#isTainted) throw new Error('the mutant before left something behind');
    const wanted = testFilter && new Set(testFilter);
    const own = this.#inspections.filter(({ id }) => !wanted || wanted.has(id));
    for (const [index, inspection] of own.entries()) {
      Object.assign(this.#instruments, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
      const failure = await this.#failureOf(inspection);
      const { hitCount } = this.#instruments;
      Object.assign(this.#instruments, { activeMutant: undefined, hitLimit: undefined });
      if (failure === null) continue;
      // A failure counts only if the same inspection passes on the unchanged code right afterwards.
      if ((await this.#failureOf(inspection)) !== null) this.#isTainted = true;
      const endless = determineHitLimitReached(hitCount, hitLimit);
      if (endless) return { ...endless, status: MutantRunStatus.Timeout };
      return {
        status: MutantRunStatus.Killed,
        killedBy: [inspection.id],
        failureMessage: failure,
        nrOfTests: index + 1,
      };
    }
    return { status: MutantRunStatus.Survived, nrOfTests: own.length };
  }

  /** Returns the message of the failure; null if the inspection passes. */
  async #failureOf({ make }: Inspection): Promise<string | null> {
    this.#unhandledRejections.length = 0;
    try {
      await make();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return this.#unhandledRejections.length > 0
      ? `left unhandled: ${this.#unhandledRejections[0]}`
      : null;
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'resident', ResidentRunner),
];
