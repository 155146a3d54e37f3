/**
 * Search: breadth first over packed states, each checked once, so that the first breach is the nearest. The order in which
 * states were met is the queue; a search that was stopped goes on from where it stood.
 * It knows neither what a state means nor where its results go.
 */

import { PUBLISH } from './actions.ts';
import type { Breach } from './claims.ts';
import { breachOf, Claims } from './claims.ts';
import { Machine } from './machine.ts';
import { commuting } from './partialOrder.ts';
import { Representative } from './representative.ts';
import { hashOf, Seen, shareOf } from './seen.ts';
import type { Canonical } from './symmetry.ts';
import { Symmetry } from './symmetry.ts';
import type { World } from './world.ts';

export type Stop = 'time' | 'memory' | 'interrupted';

export interface Reductions {
  readonly symmetry: boolean;
  readonly partialOrder: boolean;
}

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Met and not yet gone on from. */
  readonly waiting: number;
}

export interface Ended {
  /** Null where all was gone through. `pause`: `run` may be called again at once. */
  readonly stopped: Stop | 'pause' | null;
  /** The state that breaks a claim, as its index; null where none does. */
  readonly breach: (Breach & { readonly index: number }) | null;
}

/** Between two looks at the clock. */
const STRIDE = 2048;

export class Search {
  readonly world: World;
  readonly machine: Machine;
  readonly seen: Seen;
  readonly canonical: Canonical | null;
  /** Actions that are done alone where they can be. */
  readonly commuting: readonly number[];
  transitions = 0;
  depth = 0;
  /** States whose successors are known. */
  head = 0;
  /** Where the states of the next depth begin. */
  level = 1;
  readonly #claims: Claims;
  readonly #out: Int32Array;
  readonly #own: readonly (readonly number[])[];
  readonly #twinned: boolean;

  constructor(world: World, reductions: Reductions, machine = new Machine(world)) {
    this.world = world;
    this.machine = machine;
    const { layout, actions } = machine;
    const { interleaved, steps } = world.bounds;
    this.#claims = new Claims(world, layout);
    this.#out = new Int32Array(layout.words);
    this.canonical = reductions.symmetry ? canonicalOf(world, machine) : null;
    // A step saved by one order is a step more in another: with a bound on steps all orders are gone through.
    this.commuting =
      reductions.partialOrder && interleaved && steps === null ? commuting(machine) : [];
    this.#own = world.residents.map((_, orc) =>
      actions.flatMap((action, at) => (action.kind !== PUBLISH && action.orc === orc ? [at] : [])),
    );
    this.#twinned = this.canonical !== null;
    this.seen = new Seen(layout.words);
    this.seen.add(this.#out, -1);
  }

  get progress(): Progress {
    const { transitions, depth, head, seen } = this;
    return { states: seen.count, transitions, depth, waiting: seen.count - head };
  }

  /** Goes on until all is done, a claim is broken, or `over` names a reason to stop. */
  run(over: (progress: Progress) => Stop | 'pause' | null): Ended {
    const { interleaved, steps } = this.world.bounds;
    for (; this.head < this.seen.count; this.head++) {
      if (this.head === this.level) {
        this.depth++;
        this.level = this.seen.count;
      }
      if (this.head % STRIDE === 0) {
        const stopped = over(this.progress);
        if (stopped !== null) return { stopped, breach: null };
      }
      const breach = this.#breach();
      if (breach) return { stopped: null, breach: { ...breach, index: this.head } };
      if (steps !== null && this.depth >= steps) continue;
      if (interleaved) this.#interleaved();
      else this.#settled();
    }
    return { stopped: null, breach: null };
  }

  /** The state as it is, or once all that is in flight has arrived. */
  #breach(): Breach | null {
    const { words } = this.seen;
    const at = this.head * words;
    if (!this.world.bounds.interleaved) {
      if (this.#claims.hold(this.seen.states, at)) return null;
    }
    const out = this.#out;
    for (let word = 0; word < words; word++) out[word] = this.seen.states[at + word] as number;
    if (this.world.bounds.interleaved) this.machine.settle(out);
    return this.#claims.hold(out, 0) ? null : breachOf(this.world, this.machine.layout, out);
  }

  /** Only one word changes, so only its share of the hash does. */
  #settled(): void {
    const { seen, machine, head } = this;
    const { words } = seen;
    const out = this.#out;
    const at = head * words;
    for (let word = 0; word < words; word++) out[word] = seen.states[at + word] as number;
    const hash = hashOf(out, 0, words);
    // Publishing changes no table: these lead back here.
    this.transitions += this.world.bounds.lines;
    for (let orc = 0; orc < words; orc++) {
      const word = seen.states[at + orc] as number;
      if (this.#twinned && this.#likeBefore(at, orc, word)) continue;
      const rest = hash ^ shareOf(word, orc);
      const own = this.#own[orc] as readonly number[];
      for (let each = 0; each < own.length; each++) {
        const next = machine.next(word, own[each] as number);
        if (next === word) continue;
        this.transitions++;
        out[orc] = next;
        if (this.canonical === null) seen.addHashed(out, rest ^ shareOf(next, orc), head);
        else {
          this.canonical.canonical(out);
          seen.add(out, head);
          for (let back = 0; back < words; back++) out[back] = seen.states[at + back] as number;
        }
      }
      out[orc] = word;
    }
  }

  /** What an orc does that is just like its neighbour at home leads to the same states. */
  #likeBefore(at: number, orc: number, word: number): boolean {
    const { residents } = this.world;
    return (
      orc > 0 &&
      residents[orc]?.home === residents[orc - 1]?.home &&
      this.seen.states[at + orc - 1] === word
    );
  }

  #interleaved(): void {
    const { seen, machine, head } = this;
    const at = head * seen.words;
    for (const action of this.commuting)
      if (machine.apply(seen.states, at, action, this.#out)) return this.#met();
    for (let action = 0; action < machine.actions.length; action++)
      if (machine.apply(seen.states, at, action, this.#out)) this.#met();
  }

  #met(): void {
    this.transitions++;
    this.canonical?.canonical(this.#out);
    this.seen.add(this.#out, this.head);
  }
}

function canonicalOf(world: World, { layout }: Machine): Canonical {
  return Representative.fits(world, layout)
    ? new Representative(world, layout)
    : new Symmetry(world, layout);
}
