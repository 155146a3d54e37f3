/**
 * Shrinker: searches for the smallest scenario that still shows a failure, with edits on topology and steps together. Every
 * candidate is legal and in canonical form, and is run at most once. The search accepts only smaller candidates, in a fixed
 * order, so that its result does not depend on the batch size. It knows no router, only the `Ask` function.
 */

import type { Feature, Scenario } from '#spec';
import { featureNames } from '#spec';
import { needsOf } from '../scenario/needs.ts';
import type { NamingScheme } from './canonical.ts';
import { namings } from './canonical.ts';
import type { Edit } from './edit.ts';
import { legalize, replaceSteps } from './edit.ts';
import { entityDrops, entityMerges } from './entityEdits.ts';
import type { Measure } from './measure.ts';
import { compareMeasures, measure } from './measure.ts';
import { doubleEdits, isWithinFeatures, neighbours } from './neighbours.ts';
import { simplifications } from './simplifications.ts';
import { chunkDrops, doubleDrops, isRelated, singleDrops, stepSwaps } from './stepEdits.ts';

/** The result of running a candidate: the failure's signature and the index of its step; null when it passed. */
export type Failure = { readonly signature: string; readonly at: number } | null;

/** Runs each candidate from the start. Returns the results in the order of the candidates. */
export type Ask = (candidates: readonly Scenario[]) => Promise<readonly Failure[]>;

export interface ShrinkOptions {
  /** The features that the router offers. Candidates may also use what the first scenario needs. Default: all features. */
  readonly features?: readonly Feature[];
  /** How many candidates are asked about at a time, at most. Default: 1; more for a router that answers slowly. */
  readonly batch?: number;
  /** How many candidates are run in total, at most. */
  readonly limit?: number;
  /** Ends the search early; the result is the best scenario so far. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Called with each smaller scenario that fails with the signature, as it is found. */
  readonly onSmaller?: (scenario: Scenario) => void;
}

/** A scenario one edit away from the final one, and its result. */
interface Neighbour {
  readonly edit: string;
  readonly scenario: Scenario;
  readonly failure: Failure;
}

export interface Shrunk {
  readonly scenario: Scenario;
  /** How entities are named: `birth` unless the failure depends on names. */
  readonly naming: NamingScheme;
  /** The features that candidates could use: those that the router offers, and those that the first scenario needed. */
  readonly features: readonly Feature[];
  /** Index of the failing step; `steps.length` or more means the epilogue. */
  readonly at: number;
  /** Every smaller scenario one edit away, with its result. None of them fails with the signature. Empty unless `minimal`. */
  readonly neighbours: readonly Neighbour[];
  /** Number of scenarios that the router ran. */
  readonly calls: number;
  /** How many of these runs belong to the last sweep, which only proved that no neighbour fails. */
  readonly proving: number;
  /** Whether every neighbour was run: false after an interrupt or at a limit. */
  readonly minimal: boolean;
}

/** A search runs at most this many scenarios by default. */
const SHRINK_LIMIT = 4000;

/** And at most this much work for its candidates (`workOf`). It is counted and not timed, so that equal searches end alike. */
const WORK_LIMIT = 4_000_000;
/** After this much work the event loop gets a turn, so that progress is shown and an interrupt is heard. */
const WORK_PER_TURN = 20_000;

/** Number of candidates in a sweep's first batch; it doubles while none shows the failure. */
const FIRST_BATCH = 4;

/** Double edits are tried only on scenarios of at most this many steps. */
const MAX_DOUBLE_EDIT_STEPS = 6;

/** Shrinks a scenario that fails with the signature. The scenario is not run first to confirm this. */
export async function shrink(
  scenario: Scenario,
  signature: string,
  ask: Ask,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  return await new ShrinkSearch(scenario, signature, ask, options).runToEnd();
}

class ShrinkSearch {
  readonly #signature: string;
  readonly #ask: Ask;
  readonly #features: ReadonlySet<Feature>;
  readonly #batch: number;
  readonly #limit: number;
  readonly #signal: Pick<AbortSignal, 'aborted'> | undefined;
  readonly #onSmaller: ShrinkOptions['onSmaller'];
  readonly #failures = new Map<string, Failure>();
  /** Starts with the given names, and keeps them if the failure depends on them. */
  #naming: NamingScheme = 'given';
  #best: Scenario;
  #size: Measure;
  #failingIndex: number;
  #calls = 0;
  /** The work for all candidates so far, run or not. */
  #work = 0;
  #provingCalls = 0;
  #isProved = false;

  constructor(scenario: Scenario, signature: string, ask: Ask, options: ShrinkOptions) {
    this.#signature = signature;
    this.#ask = ask;
    // The router evidently offers what the first scenario needs, whatever was declared.
    this.#features = new Set([...(options.features ?? featureNames), ...needsOf(scenario)]);
    this.#batch = options.batch ?? 1;
    this.#limit = options.limit ?? SHRINK_LIMIT;
    this.#signal = options.signal;
    this.#onSmaller = options.onSmaller;
    this.#best = scenario;
    this.#size = measure(scenario);
    this.#failingIndex = scenario.steps.length;
  }

  async runToEnd(): Promise<Shrunk> {
    await this.#tryBetterNames();
    await this.#dropUnrelated();
    while (!this.#isOver()) {
      const size = this.#size;
      await this.#dropParts();
      for (const edits of [entityMerges, simplifications, doubleDrops, stepSwaps])
        await this.#sweep(edits);
      if (compareMeasures(this.#size, size) < 0) continue;
      if (await this.#tryBetterNames()) continue;
      if (!this.#canProve()) break;
      const before = this.#calls;
      if (await this.#adopt(neighbours(this.#best, this.#features, this.#naming))) continue;
      if (this.#isOver()) break;
      this.#isProved = true;
      this.#provingCalls = this.#calls - before;
      if (this.#best.steps.length > MAX_DOUBLE_EDIT_STEPS || !(await this.#tryDoubleEdits())) break;
      this.#isProved = false;
    }
    const minimal = this.#isProved;
    return {
      scenario: this.#best,
      naming: this.#naming,
      features: [...this.#features],
      at: this.#failingIndex,
      neighbours: minimal ? this.#finalNeighbours() : [],
      calls: this.#calls,
      proving: this.#provingCalls,
      minimal,
    };
  }

  /** Returns the results of the last sweep, from the cache. */
  #finalNeighbours(): Neighbour[] {
    return neighbours(this.#best, this.#features, this.#naming).map(({ edit, scenario }) => ({
      edit,
      scenario,
      failure: this.#failures.get(measure(scenario).text) ?? null,
    }));
  }

  /** Tries to rename by first use, then by rank, which keeps the order of the old names. */
  async #tryBetterNames(): Promise<boolean> {
    const own = this.#naming;
    const came = [{ edit: 'canonical names', scenario: this.#best }];
    for (const naming of ['birth', 'rank'] as const) {
      if (naming === own) break;
      this.#naming = naming;
      if (await this.#adopt(came, 'any')) return true;
    }
    this.#naming = own;
    return false;
  }

  /** Tries double edits, but only those that leave fewer steps or entities, to limit their number. */
  async #tryDoubleEdits(): Promise<boolean> {
    const edits = [...doubleEdits(this.#best, this.#features)];
    return (await this.#adopt(edits, 'fewer')) !== null;
  }

  #isOver(): boolean {
    return this.#signal?.aborted === true || this.#calls >= this.#limit || this.#work >= WORK_LIMIT;
  }

  /** Whether the scenarios one edit away can be run within the limit: they are more than the pairs of steps. */
  #canProve(): boolean {
    const { length } = this.#best.steps;
    return (length * (length - 1)) / 2 < this.#limit - this.#calls;
  }

  /** Drops the steps after the failing one, and those before it that share no name with the failing step. */
  async #dropUnrelated(): Promise<void> {
    const { steps } = this.#best;
    const failing = steps[this.#failingIndex];
    if (!failing) return;
    const until = steps.slice(0, this.#failingIndex + 1);
    const near = until.filter((step) => isRelated(step, [failing]));
    const nearer = until.filter((step) => isRelated(step, near));
    for (const [edit, kept] of [
      ['keep what the failing step names', near],
      ['keep what those steps name', nearer],
      ['drop what comes after the failure', until],
    ] as const)
      if (await this.#adopt([{ edit, scenario: replaceSteps(this.#best, kept) }])) return;
  }

  /** Drops entities, runs of steps and single steps, each kind until no more can be dropped. */
  async #dropParts(): Promise<void> {
    for (const edits of [entityDrops, chunkDrops, singleDrops]) await this.#sweep(edits);
  }

  /** Tries all edits of one kind, continuing at the same position after each success, until none succeeds. */
  async #sweep(edits: (scenario: Scenario) => Iterable<Edit>): Promise<void> {
    for (let from = 0, again = false; !this.#isOver(); ) {
      const found = await this.#adopt([...edits(this.#best)].slice(from));
      if (found) {
        from += found.at;
        again = true;
      } else if (again && from > 0) {
        from = 0;
        again = false;
      } else return;
    }
  }

  /** Adopts the first smaller candidate that fails with the same signature. Returns null when there is none. */
  async #adopt(
    edits: readonly Edit[],
    which: 'smaller' | 'fewer' | 'any' = 'smaller',
  ): Promise<{ readonly at: number } | null> {
    let pending: { at: number; scenario: Scenario; size: Measure }[] = [];
    // The batches are small at first: if an early candidate succeeds, the rest of its batch was run in vain.
    let batch = Math.min(this.#batch, FIRST_BATCH);
    for (const [at, edit] of edits.entries()) {
      await this.#countWork(edit.scenario);
      if (this.#isOver()) return null;
      const scenario = legalize(edit.scenario, namings[this.#naming]);
      const size = scenario && measure(scenario);
      // The features are checked last, because that costs a run of the model.
      if (
        size &&
        (which === 'any' || isLess(size, this.#size, which)) &&
        (this.#failures.has(size.text) || isWithinFeatures(scenario, this.#features))
      )
        pending.push({ at, scenario, size });
      if (pending.length === 0 || (pending.length < batch && at + 1 < edits.length)) continue;
      await this.#learn(pending);
      const first = pending.find(({ size }) => this.#fails(size));
      if (first) {
        this.#best = first.scenario;
        this.#size = first.size;
        this.#onSmaller?.(this.#best);
        this.#failingIndex = this.#failures.get(first.size.text)?.at ?? first.scenario.steps.length;
        return { at: first.at };
      }
      pending = [];
      batch = Math.min(this.#batch, 2 * batch);
    }
    return null;
  }

  async #countWork(candidate: Scenario): Promise<void> {
    const turn = Math.floor(this.#work / WORK_PER_TURN);
    this.#work += workOf(candidate);
    if (Math.floor(this.#work / WORK_PER_TURN) > turn)
      await new Promise((resume) => setTimeout(resume));
  }

  #fails({ text }: Measure): boolean {
    return this.#failures.get(text)?.signature === this.#signature;
  }

  async #learn(candidates: readonly { scenario: Scenario; size: Measure }[]): Promise<void> {
    const fresh = new Map(
      candidates
        .filter(({ size }) => !this.#failures.has(size.text))
        .map(({ size, scenario }) => [size.text, scenario] as const)
        .slice(0, this.#limit - this.#calls),
    );
    if (fresh.size === 0) return;
    this.#calls += fresh.size;
    const answers = await this.#ask([...fresh.values()]);
    for (const [index, text] of [...fresh.keys()].entries())
      this.#failures.set(text, answers[index] ?? null);
  }
}

function isLess(size: Measure, than: Measure, which: 'smaller' | 'fewer'): boolean {
  if (compareMeasures(size, than) >= 0) return false;
  const last = size.counts.length - 1;
  return (
    which === 'smaller' || size.counts.some((count, at) => at < last && count !== than.counts[at])
  );
}

/** What a candidate costs: each of its steps is about as dear as the network is large. */
const workOf = ({ steps, topology: { nodes, orcs, pairs } }: Scenario): number =>
  steps.length * (nodes.length + orcs.length + pairs.length);
