/**
 * Reach: the situations, pairs and triples that a run has met, as sets that can be joined over scenarios, workers and shards. One
 * of them counts only if a wrong outcome could have shown: in the tables right after the step, or in a later event.
 */
import type { Advance, State } from '#model';
import { start } from '#model';
import type { Feature, LineId, OrcName, Scenario, Step, StepKind } from '#spec';
import { addresseeOf, lineOf } from '#spec';
import { canarySteps } from '../epilogue.ts';
import type { GoalLists } from '../situations/lists.ts';
import { goalListsFor } from '../situations/lists.ts';
import type { Bits } from '../situations/tracker.ts';
import { SituationTracker, WORD } from '../situations/tracker.ts';
import { Bitset } from './bitset.ts';

/** A reach as a document stores it. Only reaches of the same features can be joined. */
export interface ReachDocument {
  readonly situations: string;
  readonly pairs: string;
  readonly triples: string;
}

export interface ReachCounts {
  readonly situations: number;
  readonly pairs: number;
  readonly triples: number;
}

/** What one scenario met, and what of it was new. Each number is an index into one of the lists of goals. */
export interface ReachGain {
  /** All situations that the scenario met, new or not. */
  readonly situations: readonly number[];
  readonly newPairs: readonly number[];
  readonly newTriples: readonly number[];
}

export class Reach {
  readonly lists: GoalLists;
  readonly situations: Bitset;
  readonly pairs: Bitset;
  readonly triples: Bitset;
  readonly #hasTables: boolean;
  /** For each kind of step, the low and high bits of the situations that were marked: to mark them again would add nothing. */
  readonly #marked = new Map<StepKind, Map<number, Set<number>>>();

  constructor(features: Iterable<Feature>, document?: ReachDocument) {
    const declared = new Set(features);
    this.#hasTables = declared.has('tables');
    this.lists = goalListsFor(declared);
    const { situations, pairs, triples } = this.lists;
    const read = (size: number, text: string | undefined) =>
      text === undefined ? new Bitset(size) : Bitset.fromBase64(size, text);
    this.situations = read(situations.length, document?.situations);
    this.pairs = read(pairs.length, document?.pairs);
    this.triples = read(triples.length, document?.triples);
  }

  /** Throws RangeError when the document was made for other features. */
  static fromBase64(features: Iterable<Feature>, document: ReachDocument): Reach {
    return new Reach(features, document);
  }

  toBase64(): ReachDocument {
    return {
      situations: this.situations.toBase64(),
      pairs: this.pairs.toBase64(),
      triples: this.triples.toBase64(),
    };
  }

  get counts(): ReachCounts {
    return {
      situations: this.situations.count,
      pairs: this.pairs.count,
      triples: this.triples.count,
    };
  }

  /** How many situations, pairs and triples there are to be reached: the lengths of the lists. */
  get reachable(): ReachCounts {
    return {
      situations: this.situations.size,
      pairs: this.pairs.size,
      triples: this.triples.size,
    };
  }

  /** Adds what another reach has; returns how many triples are new. */
  union(other: Reach): number {
    this.situations.union(other.situations);
    this.pairs.union(other.pairs);
    return this.triples.union(other.triples);
  }

  /**
   * Adds what one run met. `advances` holds the model's advances, one for each of the scenario's own steps. `stepCount` says how
   * many steps were really run, including steps of the epilogue. Returns how many triples are new.
   */
  record(scenario: Scenario, advances: readonly Advance[], stepCount: number): number {
    return this.recordGain(scenario, advances, stepCount).newTriples.length;
  }

  /** Like `record`, but returns what was met and what of it is new. */
  recordGain(scenario: Scenario, advances: readonly Advance[], stepCount: number): ReachGain {
    const { topology, steps } = scenario;
    const tracker = new SituationTracker(topology, this.lists.situations);
    const ranCount = Math.min(steps.length, advances.length, stepCount);
    const later = this.#hasTables ? null : new LaterEvents(scenario, advances, stepCount);
    const gain: { newPairs: number[]; newTriples: number[] } = { newPairs: [], newTriples: [] };
    let [low, high] = [0, 0];
    let state = start(topology);
    for (let index = 0; index < ranCount; index++) {
      const step = steps[index] as Step;
      const advanced = advances[index] as Advance;
      if (later === null || later.canShow(state, advanced.state, step, index))
        for (const bits of tracker.viewsOf(state, step)) {
          low |= bits.low;
          high |= bits.high;
          this.#mark(bits, step.kind, gain);
        }
      tracker.record(state, step, advanced);
      state = advanced.state;
    }
    return { situations: numbersOf({ low, high }), ...gain };
  }

  /** Adds what a reach of the same features gained elsewhere. */
  addGain({ situations, newPairs, newTriples }: ReachGain): void {
    for (const each of situations) this.situations.add(each);
    for (const each of newPairs) this.pairs.add(each);
    for (const each of newTriples) this.triples.add(each);
  }

  #hasMarked({ low, high }: Bits, kind: StepKind): boolean {
    const ofKind = this.#marked.get(kind) ?? new Map<number, Set<number>>();
    const highs = ofKind.get(low) ?? new Set<number>();
    if (highs.has(high)) return true;
    this.#marked.set(kind, ofKind.set(low, highs.add(high)));
    return false;
  }

  #mark(
    bits: Bits,
    kind: StepKind,
    { newPairs, newTriples }: { readonly newPairs: number[]; readonly newTriples: number[] },
  ): void {
    if (this.#hasMarked(bits, kind)) return;
    const held = numbersOf(bits);
    for (const [at, first] of held.entries()) {
      this.situations.add(first);
      const pair = this.lists.pairAt(first, kind);
      if (pair >= 0 && this.pairs.add(pair)) newPairs.push(pair);
      for (let next = at + 1; next < held.length; next++) {
        const triple = this.lists.tripleAt(first, held[next] as number, kind);
        if (triple >= 0 && this.triples.add(triple)) newTriples.push(triple);
      }
    }
  }
}

/** Returns the numbers of the situations that hold, in ascending order. Costs one turn for each of them. */
export function numbersOf({ low, high }: Bits): number[] {
  const held: number[] = [];
  for (let left = low; left !== 0; left &= left - 1) held.push(31 - Math.clz32(left & -left));
  for (let left = high; left !== 0; left &= left - 1)
    held.push(WORD + 31 - Math.clz32(left & -left));
  return held;
}

/** Returns what one scenario alone reaches. */
export function reachOf(
  scenario: Scenario,
  advances: readonly Advance[],
  stepCount: number,
  features: Iterable<Feature>,
): Reach {
  const reach = new Reach(features);
  reach.record(scenario, advances, stepCount);
  return reach;
}

/**
 * The last event of each line and the last result for each orc that were really published. Without tables, only later events can
 * show an error.
 */
class LaterEvents {
  readonly #lastOfLine = new Map<LineId, number>();
  readonly #lastOfOrc = new Map<OrcName, number>();
  #last = -1;

  constructor(scenario: Scenario, advances: readonly Advance[], stepCount: number) {
    const { steps } = scenario;
    for (const [index, step] of steps.entries()) if (index < stepCount) this.#add(step, index);
    const end = advances[steps.length - 1]?.state.history;
    const canaries = canarySteps(scenario);
    const before = steps.length + (end?.held ? 1 : 0) + (end?.down.length ?? 0);
    for (const [at, step] of canaries.entries())
      if (before + at < stepCount) this.#add(step, before + at);
  }

  /**
   * Whether an event that could show an error of the step was published after it: one for a line or an orc of the step, or any
   * event where the step is about a node.
   */
  canShow(before: State, after: State, step: Step, index: number): boolean {
    const lineId = 'topic' in step ? lineOf(step.topic) : null;
    if (step.kind === 'publish') return true;
    if (lineId !== null) return (this.#lastOfLine.get(lineId) ?? -1) > index;
    if (!('orc' in step)) return this.#last > index;
    if ((this.#lastOfOrc.get(step.orc) ?? -1) > index) return true;
    for (const { history } of [before, after])
      for (const { orcName, subscriptions } of history.attachments)
        if (orcName === step.orc)
          for (const each of subscriptions)
            if (each.lineId !== null && (this.#lastOfLine.get(each.lineId) ?? -1) > index)
              return true;
    return false;
  }

  #add(step: Step, index: number): void {
    if (step.kind !== 'publish') return;
    this.#last = index;
    const lineId = lineOf(step.topic);
    if (lineId !== null) this.#lastOfLine.set(lineId, index);
    const addressee = addresseeOf(step.topic);
    if (addressee !== null) this.#lastOfOrc.set(addressee, index);
  }
}
