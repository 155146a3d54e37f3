/**
 * Search: breadth first over packed states. Each state is checked once, so the first violation has the shortest path. The states
 * in the order of discovery are the queue, so a search that was stopped can continue. It knows neither the meaning of a state nor
 * where its results go.
 */

import { PUBLISH } from './actions.ts';
import type { Violation } from './invariants.ts';
import { Invariants, violationOf } from './invariants.ts';
import { Machine } from './machine.ts';
import { commutingActions } from './partialOrder.ts';
import { Representative } from './representative.ts';
import type { Canonicalizer } from './symmetry.ts';
import { Symmetry } from './symmetry.ts';
import { hashOf, shareOf, VisitedStates } from './visitedStates.ts';
import type { World } from './world.ts';

export type StopReason = 'time' | 'memory' | 'interrupted';

export interface Reductions {
  readonly symmetry: boolean;
  readonly partialOrder: boolean;
}

/** Progress of a search. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Number of states found and not yet expanded. */
  readonly waiting: number;
}

export interface SearchEnd {
  /** Why the search stopped; null if it covered everything. `pause`: `run` may be called again immediately. */
  readonly stopped: StopReason | 'pause' | null;
  /** The state that violates an invariant, and its index; null if none does. */
  readonly violation: (Violation & { readonly index: number }) | null;
}

/** The clock is read once for this many states. */
const STATES_PER_CLOCK_CHECK = 2048;

export class Search {
  readonly world: World;
  readonly machine: Machine;
  readonly seen: VisitedStates;
  readonly canonical: Canonicalizer | null;
  /** Actions of which one is expanded alone whenever it is possible (partial order reduction). */
  readonly commuting: readonly number[];
  transitions = 0;
  depth = 0;
  /** Number of states that have been expanded. */
  head = 0;
  /** Index of the first state of the next depth. */
  level = 1;
  readonly #invariants: Invariants;
  readonly #out: Int32Array;
  readonly #orcActions: readonly (readonly number[])[];
  readonly #hasSymmetry: boolean;

  constructor(world: World, reductions: Reductions, machine = new Machine(world)) {
    this.world = world;
    this.machine = machine;
    const { layout, actions } = machine;
    const { interleaved, steps } = world.bounds;
    this.#invariants = new Invariants(world, layout);
    this.#out = new Int32Array(layout.wordsPerState);
    this.canonical = reductions.symmetry ? canonicalizerOf(world, machine) : null;
    // With a bound on steps every order is searched: a reduced order may need more steps than another, and so exceed the bound.
    this.commuting =
      reductions.partialOrder && interleaved && steps === null ? commutingActions(machine) : [];
    this.#orcActions = world.residents.map((_, orc) =>
      actions.flatMap((action, at) => (action.kind !== PUBLISH && action.orc === orc ? [at] : [])),
    );
    this.#hasSymmetry = this.canonical !== null;
    this.seen = new VisitedStates(layout.wordsPerState);
    this.seen.add(this.#out, -1);
  }

  get progress(): Progress {
    const { transitions, depth, head, seen } = this;
    return { states: seen.count, transitions, depth, waiting: seen.count - head };
  }

  /** Continues until everything is covered, an invariant is violated, or `stopReason` gives a reason. */
  run(stopReason: (progress: Progress) => StopReason | 'pause' | null): SearchEnd {
    const { interleaved, steps } = this.world.bounds;
    for (; this.head < this.seen.count; this.head++) {
      if (this.head === this.level) {
        this.depth++;
        this.level = this.seen.count;
      }
      if (this.head % STATES_PER_CLOCK_CHECK === 0) {
        const stopped = stopReason(this.progress);
        if (stopped !== null) return { stopped, violation: null };
      }
      const violation = this.#findViolation();
      if (violation) return { stopped: null, violation: { ...violation, index: this.head } };
      if (steps !== null && this.depth >= steps) continue;
      if (interleaved) this.#expandInterleaved();
      else this.#expandSettled();
    }
    return { stopped: null, violation: null };
  }

  /** Checks the state. While frames are in flight, it checks the state after all of them were delivered. */
  #findViolation(): Violation | null {
    const { words } = this.seen;
    const at = this.head * words;
    if (!this.world.bounds.interleaved) {
      if (this.#invariants.areSatisfied(this.seen.states, at)) return null;
    }
    const out = this.#out;
    for (let word = 0; word < words; word++) out[word] = this.seen.states[at + word] as number;
    if (this.world.bounds.interleaved) this.machine.settle(out);
    return this.#invariants.areSatisfied(out, 0)
      ? null
      : violationOf(this.world, this.machine.layout, out);
  }

  /** Expands a settled state. An action changes only one word, so only its share of the hash is recomputed. */
  #expandSettled(): void {
    const { seen, machine, head } = this;
    const { words } = seen;
    const out = this.#out;
    const at = head * words;
    for (let word = 0; word < words; word++) out[word] = seen.states[at + word] as number;
    const hash = hashOf(out, 0, words);
    // Publishing changes no table, so these transitions lead back to the same state.
    this.transitions += this.world.bounds.lines;
    for (let orc = 0; orc < words; orc++) {
      const word = seen.states[at + orc] as number;
      if (this.#hasSymmetry && this.#isLikeNeighbour(at, orc, word)) continue;
      const rest = hash ^ shareOf(word, orc);
      const own = this.#orcActions[orc] as readonly number[];
      for (let each = 0; each < own.length; each++) {
        const next = machine.nextWord(word, own[each] as number);
        if (next === word) continue;
        this.transitions++;
        out[orc] = next;
        if (this.canonical === null) seen.addWithHash(out, rest ^ shareOf(next, orc), head);
        else {
          this.canonical.canonicalize(out);
          seen.add(out, head);
          for (let back = 0; back < words; back++) out[back] = seen.states[at + back] as number;
        }
      }
      out[orc] = word;
    }
  }

  /** Whether the previous orc at the same home has an equal word. Then both have the same successors, except for names. */
  #isLikeNeighbour(at: number, orc: number, word: number): boolean {
    const { residents } = this.world;
    return (
      orc > 0 &&
      residents[orc]?.home === residents[orc - 1]?.home &&
      this.seen.states[at + orc - 1] === word
    );
  }

  #expandInterleaved(): void {
    const { seen, machine, head } = this;
    const at = head * seen.words;
    for (const action of this.commuting)
      if (machine.apply(seen.states, at, action, this.#out)) return this.#addSuccessor();
    for (let action = 0; action < machine.actions.length; action++)
      if (machine.apply(seen.states, at, action, this.#out)) this.#addSuccessor();
  }

  #addSuccessor(): void {
    this.transitions++;
    this.canonical?.canonicalize(this.#out);
    this.seen.add(this.#out, this.head);
  }
}

function canonicalizerOf(world: World, { layout }: Machine): Canonicalizer {
  return Representative.fits(world, layout)
    ? new Representative(world, layout)
    : new Symmetry(world, layout);
}
