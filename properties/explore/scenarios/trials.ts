/**
 * Trials: runs every scenario within the bounds on a router, the shortest first. The model says which steps are possible next.
 * Each run is judged like any other, with a canary per line at every node after the last step. When tables are all that a router
 * remembers, scenarios that end in equal tables are continued only once.
 */

import type { State } from '#model';
import { advance, legal } from '#model';
import type { AnyRouterKind, ClauseId, Scenario, Step } from '#spec';
import { featuresOf, SCENARIO_VERSION } from '#spec';
import { isKnown } from '../../knownDeviations/knownDeviation.ts';
import type { Divergence } from '../../lockstep/run.ts';
import { Undriven } from '../../network/undriven.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import type { TextRenaming } from '../search/facts.ts';
import { canonicalTextOf, isCanonicalRow, renamingsOf } from '../search/facts.ts';
import type { Progress, StopReason } from '../search/search.ts';
import { exchangesOf } from '../search/symmetry.ts';
import type { World } from '../search/world.ts';
import { probesOf } from '../search/world.ts';
import { restrictWorld } from './capabilities.ts';
import { Prefetcher } from './prefetcher.ts';
import { initialStateOf, possibleSteps } from './reference.ts';
import type { Runner, ScenarioResult } from './runner.ts';
import { runBatchOn } from './runner.ts';

export interface Counterexample extends Divergence {
  readonly scenario: Scenario;
}

export interface TrialsResult {
  readonly stopped: StopReason | null;
  readonly found: Counterexample | null;
  /** Why the router could not be driven. */
  readonly error: string | null;
}

/** A row of steps and the model's state after it. The state is dropped once the row has been extended. */
interface RowEnd {
  readonly parent: number;
  readonly step: Step | null;
  readonly depth: number;
  state: State | null;
}

/** A step that is possible next, and the row that results from it. */
interface Choice {
  readonly step: Step;
  readonly row: readonly Step[];
}

interface FailingRow {
  readonly row: readonly Step[];
  readonly divergence: Divergence;
}

type TrialFailure = FailingRow | { readonly error: string };

export class Trials {
  readonly world: World;
  readonly exchanges: number;
  readonly merged: boolean;
  readonly exercised = new Set<ClauseId>();
  /** Failures that were declared beforehand: number of scenarios by signature. */
  readonly expected = new Map<string, number>();
  transitions = 0;
  scenarios = 0;
  head = 0;
  readonly #runner: Runner;
  readonly #declared: readonly Deviation[];
  readonly #renamings: readonly TextRenaming[];
  readonly #knownTexts = new Set<string>();
  readonly #ends: RowEnd[];
  readonly #probes: readonly Step[];

  constructor(
    world: World,
    kind: AnyRouterKind,
    symmetry: boolean,
    declared: readonly Deviation[] = [],
    runner: Runner = { atOnce: 1, runBatch: (batch) => runBatchOn(kind, batch) },
  ) {
    this.#declared = declared;
    this.#runner = runner;
    this.world = restrictWorld(world, kind);
    this.merged = featuresOf(kind).includes('whole tables');
    const exchanges = symmetry ? exchangesOf(world) : [];
    this.exchanges = Math.max(1, exchanges.length);
    this.#renamings = renamingsOf(world, exchanges);
    this.#probes = probesOf(world);
    const state = initialStateOf(world);
    this.#ends = [{ parent: -1, step: null, depth: 0, state }];
    if (this.merged) this.#knownTexts.add(canonicalTextOf(state, this.#renamings));
  }

  get progress(): Progress {
    const { transitions, head } = this;
    const depth = this.#ends[Math.min(head, this.#ends.length - 1)]?.depth ?? 0;
    return { states: this.#ends.length, transitions, depth, waiting: this.#ends.length - head };
  }

  /**
   * Runs until everything is covered, a scenario fails, or `stopReason` gives a reason. Several runners work in parallel, but
   * their results are judged in the order of a single runner; results after the end are ignored. When `givenUp` resolves, which is
   * some time after an interrupt, results that are missing are not waited for. `onPause` is called, and waited for, at moments at
   * which the rows can be saved.
   */
  async run(
    stopReason: (progress: Progress) => StopReason | null,
    givenUp?: Promise<void>,
    onPause?: () => Promise<void>,
  ): Promise<TrialsResult> {
    let nextIndex = this.head;
    const next = (): Choice[] | null => {
      while (nextIndex < this.#ends.length && !this.#canExtend(nextIndex)) nextIndex++;
      return nextIndex < this.#ends.length ? this.#choicesAt(nextIndex++) : null;
    };
    const prefetcher = new Prefetcher(this.#runner.atOnce, next, (choices: Choice[]) =>
      this.#runChoices(choices),
    );
    try {
      for (; this.head < this.#ends.length; this.head++) {
        if (!this.#canExtend(this.head)) continue;
        // Yields to the event loop, so that an interrupt is noticed.
        await new Promise((resume) => setImmediate(resume));
        const stopped = stopReason(this.progress);
        if (stopped !== null) return { stopped, found: null, error: null };
        await onPause?.();
        const taken = await (givenUp
          ? Promise.race([prefetcher.take(), givenUp.then(() => 'given up' as const)])
          : prefetcher.take());
        if (taken === 'given up') return { stopped: 'interrupted', found: null, error: null };
        if (!taken) throw new Error('a row was not extended in its turn');
        const failure = this.#judgeChoices(taken.question, taken.answer);
        if (failure === null) continue;
        await prefetcher.end();
        return await this.#resultOf(failure);
      }
      return { stopped: null, found: null, error: null };
    } finally {
      await (givenUp ? Promise.race([prefetcher.end(), givenUp]) : prefetcher.end());
    }
  }

  /** Whether the bounds allow the row to be extended. */
  #canExtend(index: number): boolean {
    const { steps } = this.world.bounds;
    return steps === null || (this.#ends[index] as RowEnd).depth < steps;
  }

  /** Returns the steps that extend a row. It leaves out steps whose row equals another one except for names. */
  #choicesAt(index: number): Choice[] {
    const before = this.#rowOf(index);
    const state = this.#ends[index]?.state as State;
    return possibleSteps(this.world, state)
      .map((step) => ({ step, row: [...before, step] }))
      .filter(
        ({ row }) =>
          this.merged ||
          isCanonicalRow(
            row.map((each) => JSON.stringify(each)),
            this.#renamings,
          ),
      );
  }

  /** Returns the first of the choices that fails and so ends the search; null when none does. */
  #judgeChoices(
    choices: readonly Choice[],
    results: readonly ScenarioResult[],
  ): TrialFailure | null {
    const end = this.#ends[this.head] as RowEnd;
    const state = end.state as State;
    for (const [at, { step, row }] of choices.entries()) {
      const { divergence, exercised, error } = results[at] as ScenarioResult;
      this.transitions++;
      this.scenarios++;
      for (const id of exercised) this.exercised.add(id);
      if (error !== null) return { error };
      if (divergence) {
        if (!isKnown(this.#declared, divergence, this.#scenarioOf(row))) return { row, divergence };
        const { signature } = divergence;
        this.expected.set(signature, (this.expected.get(signature) ?? 0) + 1);
        // A row with a declared failure is not extended, unless only the probes after the row failed.
        if (divergence.at < row.length + (this.world.bounds.interleaved ? 1 : 0)) continue;
      }
      this.#addEnd(end, step, advance(state, step, row.length).state);
    }
    end.state = null;
    return null;
  }

  async #resultOf(failure: TrialFailure): Promise<TrialsResult> {
    return 'error' in failure
      ? { stopped: null, found: null, error: failure.error }
      : { stopped: null, found: await this.#shorten(failure), error: null };
  }

  #addEnd({ depth }: RowEnd, step: Step, state: State): void {
    if (this.merged) {
      const text = canonicalTextOf(state, this.#renamings);
      if (this.#knownTexts.has(text)) return;
      this.#knownTexts.add(text);
    }
    this.#ends.push({ parent: this.head, step, depth: depth + 1, state });
  }

  async #runChoices(choices: readonly Choice[]): Promise<readonly ScenarioResult[]> {
    const scenarios = choices.map(({ row }) => this.#scenarioOf(row));
    return await this.#runner.runBatch({ scenarios, declared: this.#declared });
  }

  /** Returns the scenario of a row of steps, with the probes. In an interleaved one everything is delivered before the probes. */
  #scenarioOf(row: readonly Step[], probes: readonly Step[] = this.#probes): Scenario {
    const { topology, bounds } = this.world;
    return {
      version: SCENARIO_VERSION,
      topology,
      steps: bounds.interleaved
        ? [{ kind: 'hold' }, ...row, { kind: 'settle' }, ...probes]
        : [...row, ...probes],
    };
  }

  /** Returns the failing row with its end shortened as far as it still fails with the same signature. */
  async #shorten({ row, divergence }: FailingRow): Promise<Counterexample> {
    const fullScenario = this.#scenarioOf(row);
    const failing = fullScenario.steps[divergence.at];
    const probe = failing?.kind === 'publish' ? [failing] : [];
    const candidates = [
      {
        ...fullScenario,
        steps: fullScenario.steps.slice(
          0,
          Math.min(divergence.at + 1, row.length + (this.world.bounds.interleaved ? 1 : 0)),
        ),
      },
      this.#scenarioOf(row, probe),
    ];
    for (const scenario of candidates) {
      const [result] = await this.#runner
        .runBatch({ scenarios: [scenario], declared: [] })
        .catch(ignoreUndriven);
      const again = result?.divergence;
      if (again?.signature === divergence.signature) return { ...again, scenario };
    }
    return {
      ...divergence,
      scenario: { ...fullScenario, steps: fullScenario.steps.slice(0, divergence.at + 1) },
    };
  }

  /** Returns the estimated bytes of all ends. */
  get bytes(): number {
    return this.#ends.length * 4096;
  }

  /** Returns each end as its parent and its step, in the order they were found. */
  rows(): [parent: number, step: Step | null][] {
    return this.#ends.map(({ parent, step }) => [parent, step]);
  }

  /** Replays all rows; false when one of them is impossible in this world. */
  restore(rows: readonly (readonly [number, Step | null])[]): boolean {
    const states: State[] = [];
    this.#ends.length = 0;
    this.#knownTexts.clear();
    for (const [parent, step] of rows) {
      const before = states[parent];
      if (step !== null && (!before || legal(before, step) !== null)) return false;
      const depth = step === null ? 0 : (this.#ends[parent]?.depth ?? 0) + 1;
      const state =
        step && before ? advance(before, step, depth).state : initialStateOf(this.world);
      states.push(state);
      if (this.merged) this.#knownTexts.add(canonicalTextOf(state, this.#renamings));
      this.#ends.push({ parent, step, depth, state: states.length > this.head ? state : null });
    }
    return this.#ends.length > 0;
  }

  #rowOf(index: number): Step[] {
    const row: Step[] = [];
    for (let end = this.#ends[index]; end?.step; end = this.#ends[end.parent])
      row.unshift(end.step);
    return row;
  }
}

/** Ignores the error of a batch that was asked ahead: once the search has ended, the error does not matter. */
function ignoreUndriven(error: unknown): readonly ScenarioResult[] {
  if (error instanceof Undriven) return [];
  throw error;
}
