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
import { settled, stepsOf } from './edit.ts';
import { entities, merges } from './entities.ts';
import type { Measure } from './measure.ts';
import { compared, measure } from './measure.ts';
import { leaps, neighbours, within } from './neighbours.ts';
import { plainer } from './plainer.ts';
import { chunks, couples, singles, swaps } from './stepEdits.ts';

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
const LEAPS = 6;

/** The smallest scenario found that ends in the signature. The first one is believed to do so. */
export async function shrink(
  scenario: Scenario,
  signature: string,
  ask: Ask,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  return await new Search(scenario, signature, ask, options).through();
}

class Search {
  readonly #signature: string;
  readonly #ask: Ask;
  readonly #features: ReadonlySet<Feature>;
  readonly #batch: number;
  readonly #limit: number;
  readonly #signal: Pick<AbortSignal, 'aborted'> | undefined;
  readonly #known = new Map<string, Failure>();
  /** Names may be what fails; then the scenario is searched under those it came with. */
  #naming: Naming = 'given';
  #best: Scenario;
  #size: Measure;
  #at: number;
  #calls = 0;
  #proving = 0;
  #proved = false;

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
    this.#at = scenario.steps.length;
  }

  async through(): Promise<Shrunk> {
    await this.#renamed();
    await this.#sliced();
    while (!this.#over()) {
      const size = this.#size;
      await this.#dropped();
      for (const edits of [merges, plainer, couples, swaps]) await this.#swept(edits);
      if (compared(this.#size, size) < 0) continue;
      if (await this.#renamed()) continue;
      const before = this.#calls;
      if (await this.#adopt(neighbours(this.#best, this.#features, this.#naming))) continue;
      if (this.#over()) break;
      this.#proved = true;
      this.#proving = this.#calls - before;
      if (this.#best.steps.length > LEAPS || !(await this.#leapt())) break;
      this.#proved = false;
    }
    const minimal = this.#proved;
    return {
      scenario: this.#best,
      naming: this.#naming,
      features: [...this.#features],
      at: this.#at,
      neighbours: minimal ? this.#around() : [],
      calls: this.#calls,
      proving: this.#proving,
      minimal,
    };
  }

  /** What the last sweep learned. */
  #around(): Neighbour[] {
    return neighbours(this.#best, this.#features, this.#naming).map(({ edit, scenario }) => ({
      edit,
      scenario,
      failure: this.#known.get(measure(scenario).text) ?? null,
    }));
  }

  /** Tries the better names: by birth, then by rank, which keeps their order. */
  async #renamed(): Promise<boolean> {
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
  async #leapt(): Promise<boolean> {
    const edits = [...leaps(this.#best, this.#features)];
    return (await this.#adopt(edits, 'fewer')) !== null;
  }

  #over(): boolean {
    return this.#signal?.aborted === true || this.#calls >= this.#limit;
  }

  /** Nothing after the failure matters, and most of what is before it has nothing to do with it. */
  async #sliced(): Promise<void> {
    const { steps } = this.#best;
    const failing = steps[this.#at];
    if (!failing) return;
    const until = steps.slice(0, this.#at + 1);
    const near = until.filter((step) => related(step, [failing]));
    const nearer = until.filter((step) => related(step, near));
    for (const [edit, kept] of [
      ['keep what the failing step names', near],
      ['keep what those steps name', nearer],
      ['drop what comes after the failure', until],
    ] as const)
      if (await this.#adopt([{ edit, scenario: stepsOf(this.#best, kept) }])) return;
  }

  /** Entities, runs of steps, single steps: over again as long as something goes. */
  async #dropped(): Promise<void> {
    for (const edits of [entities, chunks, singles]) await this.#swept(edits);
  }

  /** All edits of one kind, going on at the same place after each success, until none succeeds. */
  async #swept(edits: (scenario: Scenario) => Iterable<Edit>): Promise<void> {
    for (let from = 0, again = false; !this.#over(); ) {
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
    let asked: { at: number; scenario: Scenario; size: Measure }[] = [];
    // Where one of the first ones does it, the rest would have been asked for nothing.
    let batch = Math.min(this.#batch, FIRST_BATCH);
    for (const [at, edit] of edits.entries()) {
      const scenario = settled(edit.scenario, namings[this.#naming]);
      const size = scenario && measure(scenario);
      // What it needs is asked last: it costs as much as running the model through it.
      if (
        size &&
        (which === 'any' || less(size, this.#size, which)) &&
        (this.#known.has(size.text) || within(scenario, this.#features))
      )
        asked.push({ at, scenario, size });
      if (asked.length === 0 || (asked.length < batch && at + 1 < edits.length)) continue;
      if (this.#over()) return null;
      await this.#learn(asked);
      const first = asked.find(({ size }) => this.#fails(size));
      if (first) {
        this.#best = first.scenario;
        this.#size = first.size;
        this.#at = this.#known.get(first.size.text)?.at ?? first.scenario.steps.length;
        return { at: first.at };
      }
      asked = [];
      batch = Math.min(this.#batch, 2 * batch);
    }
    return null;
  }

  #fails({ text }: Measure): boolean {
    return this.#known.get(text)?.signature === this.#signature;
  }

  async #learn(candidates: readonly { scenario: Scenario; size: Measure }[]): Promise<void> {
    const fresh = new Map(
      candidates
        .filter(({ size }) => !this.#known.has(size.text))
        .map(({ size, scenario }) => [size.text, scenario] as const)
        .slice(0, this.#limit - this.#calls),
    );
    if (fresh.size === 0) return;
    this.#calls += fresh.size;
    const answers = await this.#ask([...fresh.values()]);
    for (const [index, text] of [...fresh.keys()].entries())
      this.#known.set(text, answers[index] ?? null);
  }
}

function less(size: Measure, than: Measure, which: 'smaller' | 'fewer'): boolean {
  if (compared(size, than) >= 0) return false;
  const last = size.counts.length - 1;
  return (
    which === 'smaller' || size.counts.some((count, at) => at < last && count !== than.counts[at])
  );
}

/** Whether the step names an orc, a pair or a line that one of the others names. */
function related(step: Step, others: readonly Step[]): boolean {
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
