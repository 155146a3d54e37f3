/**
 * Hunt: coverage-guided fuzzing of a router with scenarios. It keeps the scenarios that reach something new and mutates
 * them to get the next ones. It is meant to run for hours. Its scenarios are no random sample, so it reports findings
 * but no verdicts. The seed, the stored scenarios and the number of runs determine it. It reads and writes no files.
 */
import type { AnyRouterKind } from '#spec';
import { featuresOf } from '#spec';
import { isWhole } from '../campaign/bypass.ts';
import { Performer } from '../campaign/performer.ts';
import type { PerformedScenario } from '../campaign/task.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { batchesOf } from '../network/lifting.ts';
import type { DrawnScenario, ScenarioOptions } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { shapes } from '../scenario/topology.ts';
import { seeded } from '../scenario/values/chance.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isFailing, isInconclusive } from '../verdict/verdict.ts';
import type { HuntOptions, HuntProgress, HuntResult } from './huntOptions.ts';
import type { KeptScenario } from './kept.ts';
import { KeptScenarios } from './kept.ts';
import { mutate } from './mutate.ts';
import { RunMeter } from './runMeter.ts';
import type { HuntScope } from './scope.ts';
import type { StrategyName } from './strategies.ts';
import { drawLikeCheck, drawTowardsNew, Strategies } from './strategies.ts';

/** A scenario to run, and how the hunt came to it. `parent`: the kept scenario that it was made from. */
interface Candidate {
  readonly drawn: DrawnScenario;
  readonly strategy: StrategyName;
  readonly parent: KeptScenario | null;
}

/** A candidate after its run. `answers`: see `AnswerWatch`. */
interface Trial extends Candidate {
  readonly performed: PerformedScenario;
  readonly answers: Iterable<number>;
}

/** Number of runs after which the counters of code coverage are read. */
const BATCH_SIZE = 32;

/** Hunts on one kind of a router. Throws Undriven. */
export async function hunt(kind: AnyRouterKind, options: HuntOptions): Promise<HuntResult> {
  return await new Hunt(kind, options).runToEnd();
}

class Hunt {
  readonly #kind: AnyRouterKind;
  readonly #options: HuntOptions;
  readonly #performer: Performer;
  readonly #meter: RunMeter;
  readonly #scope: HuntScope;
  readonly #draw: ScenarioOptions;
  readonly #kept: KeptScenarios;
  readonly #strategies = new Strategies();
  readonly #found = new Map<string, Finding>();
  readonly #startMs: number;
  #runs = 0;
  #steps = 0;
  #dropped = 0;
  #keptCount = 0;

  constructor(kind: AnyRouterKind, options: HuntOptions) {
    const { seed, known, judge, signal, now } = options;
    const { carries = {} } = kind;
    const features = featuresOf(kind);
    this.#kind = kind;
    this.#options = options;
    this.#performer = new Performer([kind], {
      seed,
      shapes,
      now,
      ...(known ? { known } : {}),
      ...(judge ? { judge } : {}),
      ...(signal ? { signal } : {}),
    });
    this.#meter = new RunMeter(features);
    this.#scope = { features: new Set(features), carries };
    this.#draw = { features, carries };
    this.#kept = new KeptScenarios(this.#meter.marks);
    this.#startMs = now();
  }

  async runToEnd(): Promise<HuntResult> {
    await this.#runStored();
    while (!this.#isOver) {
      const left = (this.#options.runs ?? Number.MAX_SAFE_INTEGER) - this.#runs;
      const trials = await this.#runBatch(this.#plan(Math.min(BATCH_SIZE, left)));
      await this.#enterBatch(trials);
      this.#options.onProgress?.(this.#progress);
      // Yields to the event loop, so that an interrupt is noticed: everything else here may be synchronous.
      await new Promise((resume) => setImmediate(resume));
    }
    return {
      ...this.#progress,
      found: [...this.#found.values()],
      dropped: this.#dropped,
      interrupted: this.#isInterrupted,
    };
  }

  get #isInterrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  get #isOver(): boolean {
    const { runs = Number.POSITIVE_INFINITY, timeMs = Number.POSITIVE_INFINITY } = this.#options;
    return this.#isFull || this.#runs >= runs || this.#options.now() - this.#startMs >= timeMs;
  }

  /**
   * Whether not even a stored scenario may be run any more. Unlike `isOver`, this ignores the limits of runs and time.
   */
  get #isFull(): boolean {
    return this.#isInterrupted || this.#hasBailed;
  }

  get #hasBailed(): boolean {
    const { bail = Number.POSITIVE_INFINITY } = this.#options;
    return [...this.#found.values()].filter(isFailing).length >= bail;
  }

  get #progress(): HuntProgress {
    const { counts, reachable } = this.#meter.reach;
    return {
      runs: this.#runs,
      steps: this.#steps,
      kept: this.#keptCount,
      reached: counts,
      reachable,
      findings: this.#found.size,
    };
  }

  /** Runs the stored scenarios, the shortest first, so that a long one is kept only for what no shorter one reaches. */
  async #runStored(): Promise<void> {
    const { stored = [], code } = this.#options;
    const runnable = stored
      .filter(({ scenario }) => missingForScenario(scenario, this.#kind).length === 0)
      .sort((one, other) => one.scenario.steps.length - other.scenario.steps.length);
    for (const { scenario, isKept } of runnable) {
      if (this.#isFull) return;
      await code?.discardCounts();
      const [trial] = await this.#runBatch([
        { drawn: { scenario, advances: [] }, strategy: 'drawn', parent: null },
      ]);
      if (!trial) return;
      await this.#collectFindings(trial);
      if (!isWhole(trial.performed.bypassed)) continue;
      const parts = (await code?.readNewParts()) ?? [];
      code?.markExecuted();
      const newMarks = this.#meter.record(trial, parts);
      if (newMarks.length > 0) {
        this.#kept.add(scenario, newMarks, 0);
        if (isKept) this.#keptCount++;
      } else if (isKept) {
        this.#dropped++;
        await this.#options.onDropped?.(scenario);
      }
    }
    await code?.discardCounts();
  }

  /**
   * Chooses the next candidates. Each is drawn from its own run number, so the size of a batch does not affect the
   * choice.
   */
  #plan(count: number): Candidate[] {
    const candidates: Candidate[] = [];
    for (let turn = 0; turn < count; turn++)
      candidates.push(this.#nextCandidate(this.#runs + turn));
    return candidates;
  }

  #nextCandidate(run: number): Candidate {
    const { seed } = this.#options;
    const chance = seeded(`${seed}/hunt choices`, run);
    const strategy = this.#strategies.choose(chance, this.#kept.count > 0);
    const withoutParent = (drawn: DrawnScenario): Candidate => ({ drawn, strategy, parent: null });
    if (strategy === 'goal')
      return withoutParent(drawTowardsNew(chance, this.#meter.reach, this.#draw));
    if (strategy !== 'drawn') {
      const parent = this.#kept.choose(chance, run);
      const partner = strategy === 'splice' ? this.#kept.choose(chance, run) : parent;
      const { scenario } = parent;
      const drawn = mutate(chance, strategy, scenario, partner.scenario, this.#scope);
      if (drawn) return { drawn, strategy, parent };
    }
    return withoutParent(drawLikeCheck(seed, run, this.#draw));
  }

  /** Runs the candidates in order, as many at a time as the kind prefers; stops early when the hunt is over. */
  async #runBatch(candidates: readonly Candidate[]): Promise<Trial[]> {
    const trials: Trial[] = [];
    for (const some of batchesOf(candidates, this.#kind)) {
      if (trials.length > 0 && this.#isOver) break;
      trials.push(...(await Promise.all(some.map((each) => this.#runOne(each)))));
    }
    return trials;
  }

  async #runOne(candidate: Candidate): Promise<Trial> {
    const watch = this.#meter.watch();
    const performed = await this.#performer.performScenario(0, candidate.drawn, watch.observe);
    return { ...candidate, performed, answers: watch.answers };
  }

  async #enterBatch(trials: readonly Trial[]): Promise<void> {
    const { code } = this.#options;
    const isNewCodeExecuted = code ? (await code.readNewParts()).length > 0 : false;
    const reading = code?.lastReading;
    for (const trial of trials) {
      if (this.#hasBailed) break;
      const { strategy, parent, performed } = trial;
      const run = this.#runs++;
      const { scenario, outcome } = performed.bypassed;
      this.#steps += outcome.stepCount;
      await this.#collectFindings(trial);
      const newMarks = isWhole(performed.bypassed)
        ? await this.#recordTrial(trial, isNewCodeExecuted)
        : [];
      this.#strategies.record(strategy, newMarks.length, outcome.stepCount);
      if (newMarks.length === 0) continue;
      if (parent) parent.fruitfulCount++;
      this.#kept.add(scenario, newMarks, run);
      this.#keptCount++;
      await this.#options.onKept?.(scenario);
    }
    code?.markExecuted(reading);
    // Other runs, such as those that shrank a finding, must not count in the next reading.
    await code?.discardCounts();
  }

  /**
   * Returns the marks that this run is the first to reach. A reading of code coverage covers a whole batch. To tell
   * whether this run executed something new, it is run once more; but only if it reached nothing else new, since
   * otherwise it is kept anyway.
   */
  async #recordTrial(trial: Trial, isNewCodeExecuted: boolean): Promise<number[]> {
    const { code } = this.#options;
    const newMarks = this.#meter.record(trial, []);
    if (newMarks.length > 0 || !code || !isNewCodeExecuted) return newMarks;
    await code.discardCounts();
    await this.#runOne(trial);
    const parts = await code.readNewParts();
    code.markExecuted();
    return this.#meter.recordCode(parts);
  }

  /** Collects the findings that are new, and shrinks them. Known deviations are not findings. */
  async #collectFindings({ performed }: Trial): Promise<void> {
    const { known = [], shrink = true, onSighted, onFinding } = this.#options;
    for (const sighted of performed.sightings) {
      if (isKnown(known, sighted, sighted.scenario) || this.#found.has(sighted.id)) continue;
      this.#found.set(sighted.id, sighted);
      await onSighted?.(sighted);
      const isShrunk = shrink && sighted.reproduced && !isInconclusive(sighted);
      const finding = isShrunk
        ? await this.#performer.shrink({ finding: sighted, kindIndex: 0 })
        : sighted;
      this.#found.set(sighted.id, finding);
      await onFinding?.(finding);
      if (this.#hasBailed) return;
    }
  }
}
