/**
 * Search: the smallest scenario that still shows a failure, by edits on topology and steps together. Every candidate
 * is legal by the model and in canonical form before the router is called; none is called twice. It only goes down in
 * one fixed order, so the same failure ends in the same scenario, however many are asked at a time.
 * It stands outside fast-check and serves its arbitrary; it knows no router but the question it is given.
 */

import type { Feature, Scenario, Step } from '#spec';
import { featureNames, lineOf } from '#spec';
import { needsOf } from '../scenario/needs.ts';
import type { Naming } from './canonical.ts';
import { namings } from './canonical.ts';
import type { Edit } from './edit.ts';
import { legalize, replaceSteps } from './edit.ts';
import { entityDrops, entityMerges } from './entityEdits.ts';
import type { Measure } from './measure.ts';
import { compareMeasures, measure } from './measure.ts';
import { doubleEdits, isWithinFeatures, neighbours } from './neighbours.ts';
import { simplifications } from './simplifications.ts';
import { chunkDrops, doubleDrops, singleDrops, stepSwaps } from './stepEdits.ts';

/** What a candidate led to: the failure's signature and the index of its step; null when it passed. */
export type Failure = { readonly signature: string; readonly at: number } | null;

/** Runs candidates from reset; the answers stand in the order of the candidates. */
export type Ask = (candidates: readonly Scenario[]) => Promise<readonly Failure[]>;

export interface ShrinkOptions {
  /** What the router offers: no candidate needs more than the first scenario or this. Default: everything. */
  readonly features?: readonly Feature[];
  /** Most candidates asked at a time: 1 by default; more for a router that answers slowly. */
  readonly batch?: number;
  /** Most candidates the router is called with. */
  readonly limit?: number;
  /** Ends the search with the best so far. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

/** A scenario one edit away from the final one, and what it ended in. */
export interface Neighbour {
  readonly edit: string;
  readonly scenario: Scenario;
  readonly failure: Failure;
}

export interface Shrunk {
  readonly scenario: Scenario;
  /** How its entities are named: `birth` unless the failure hangs on names. */
  readonly naming: Naming;
  /** What may stand in a candidate: what the router offers, and what the first scenario needed. */
  readonly features: readonly Feature[];
  /** Index of the failing step; as many as there are steps and more: the epilogue. */
  readonly at: number;
  /** Every one-edit neighbour that is smaller, with what it ended in; none of them in the signature. Empty unless `minimal`. */
  readonly neighbours: readonly Neighbour[];
  /** Scenarios the router ran. */
  readonly calls: number;
  /** Of these, those of the last sweep, which only proved that nothing smaller is near. */
  readonly proving: number;
  /** Whether every neighbour was asked: false after an interrupt or at the limit. */
  readonly minimal: boolean;
}

/** Most scenarios one search may run on the router. */
export const SHRINK_LIMIT = 4000;

/** A sweep begins with so few at a time, and doubles them as long as none fails alike. */
const FIRST_BATCH = 4;

/** Most steps of a scenario whose neighbours two edits away are asked too. */
const MAX_DOUBLE_EDIT_STEPS = 6;

/** The smallest scenario found that ends in the signature. The first one is believed to do so. */
export async function shrink(
  scenario: Scenario,
  signature: string,
  ask: Ask,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  return await new Shrinker(scenario, signature, ask, options).runToEnd();
}

class Shrinker {
  readonly #signature: string;
  readonly #ask: Ask;
  readonly #features: ReadonlySet<Feature>;
  readonly #batch: number;
  readonly #limit: number;
  readonly #signal: Pick<AbortSignal, 'aborted'> | undefined;
  readonly #failures = new Map<string, Failure>();
  /** Names may be what fails; then the scenario is searched under those it came with. */
  #naming: Naming = 'given';
  #best: Scenario;
  #size: Measure;
  #failingIndex: number;
  #calls = 0;
  #provingCalls = 0;
  #isProved = false;

  constructor(scenario: Scenario, signature: string, ask: Ask, options: ShrinkOptions) {
    this.#signature = signature;
    this.#ask = ask;
    // What the scenario itself needs was offered, whatever was declared.
    this.#features = new Set([...(options.features ?? featureNames), ...needsOf(scenario)]);
    this.#batch = options.batch ?? 1;
    this.#limit = options.limit ?? SHRINK_LIMIT;
    this.#signal = options.signal;
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

  /** What the last sweep learned. */
  #finalNeighbours(): Neighbour[] {
    return neighbours(this.#best, this.#features, this.#naming).map(({ edit, scenario }) => ({
      edit,
      scenario,
      failure: this.#failures.get(measure(scenario).text) ?? null,
    }));
  }

  /** Tries the better names: by birth, then by rank, which keeps their order. */
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

  /** Of two edits at once only what has fewer steps or entities: the rest would be too many. */
  async #tryDoubleEdits(): Promise<boolean> {
    const edits = [...doubleEdits(this.#best, this.#features)];
    return (await this.#adopt(edits, 'fewer')) !== null;
  }

  #isOver(): boolean {
    return this.#signal?.aborted === true || this.#calls >= this.#limit;
  }

  /** Nothing after the failure matters, and most of what is before it has nothing to do with it. */
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

  /** Entities, runs of steps, single steps: over again as long as something goes. */
  async #dropParts(): Promise<void> {
    for (const edits of [entityDrops, chunkDrops, singleDrops]) await this.#sweep(edits);
  }

  /** All edits of one kind, going on at the same place after each success, until none succeeds. */
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

  /** Takes the first candidate that is smaller and fails alike; null when none does. */
  async #adopt(
    edits: readonly Edit[],
    which: 'smaller' | 'fewer' | 'any' = 'smaller',
  ): Promise<{ readonly at: number } | null> {
    let pending: { at: number; scenario: Scenario; size: Measure }[] = [];
    // Where one of the first ones does it, the rest would have been asked for nothing.
    let batch = Math.min(this.#batch, FIRST_BATCH);
    for (const [at, edit] of edits.entries()) {
      const scenario = legalize(edit.scenario, namings[this.#naming]);
      const size = scenario && measure(scenario);
      // What it needs is asked last: it costs as much as running the model through it.
      if (
        size &&
        (which === 'any' || isLess(size, this.#size, which)) &&
        (this.#failures.has(size.text) || isWithinFeatures(scenario, this.#features))
      )
        pending.push({ at, scenario, size });
      if (pending.length === 0 || (pending.length < batch && at + 1 < edits.length)) continue;
      if (this.#isOver()) return null;
      await this.#learn(pending);
      const first = pending.find(({ size }) => this.#fails(size));
      if (first) {
        this.#best = first.scenario;
        this.#size = first.size;
        this.#failingIndex = this.#failures.get(first.size.text)?.at ?? first.scenario.steps.length;
        return { at: first.at };
      }
      pending = [];
      batch = Math.min(this.#batch, 2 * batch);
    }
    return null;
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

/** Whether the step names an orc, a pair or a line that one of the others names. */
function isRelated(step: Step, others: readonly Step[]): boolean {
  const own = namesOf(step);
  return others.some((other) => namesOf(other).some((name) => own.includes(name)));
}

function namesOf(step: Step): string[] {
  const lineId = 'topic' in step ? lineOf(step.topic) : null;
  return [
    ...('orc' in step ? [`orc ${step.orc}`] : []),
    ...('to' in step ? [`orc ${step.to}`] : []),
    ...('pair' in step ? [`pair ${step.pair}`] : []),
    ...(lineId === null ? [] : [`line ${lineId}`]),
  ];
}
