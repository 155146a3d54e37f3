/**
 * Representative: the fast canonical form of a settled state. Lines are sorted by what all orcs hold of them, which no exchange
 * of orcs changes. Only lines that are equal in this are tried in every order. Then orcs are sorted within their homes, then
 * homes that may be exchanged. `symmetry.ts` is the definition; a test compares the two.
 */

import type { Layout } from './layout.ts';
import type { Canonicalizer } from './symmetry.ts';
import { automorphisms, countExchanges, permutations } from './symmetry.ts';
import type { World } from './world.ts';

/** One node's clients (orcs): indexes `first` to `end`, `end` excluded. */
interface Home {
  readonly first: number;
  readonly end: number;
}

export class Representative implements Canonicalizer {
  readonly size: number;
  readonly #lines: number;
  readonly #bitsPerLine: number;
  readonly #groupMask: number;
  readonly #presenceBit: number;
  readonly #homes: readonly Home[];
  /** Two homes whose orcs may be exchanged as a whole; null if there are no such homes. */
  readonly #twins: readonly [Home, Home] | null;
  readonly #lineOrders: readonly (readonly number[])[];
  readonly #columns: Float64Array;
  readonly #image: Int32Array;
  readonly #best: Int32Array;

  constructor(world: World, layout: Layout) {
    this.size = countExchanges(world);
    this.#lines = layout.lines;
    this.#bitsPerLine = layout.bitsPerLine;
    this.#groupMask = (1 << layout.bitsPerLine) - 1;
    this.#presenceBit = layout.presenceBit;
    this.#homes = homesOf(world);
    this.#twins = twinsOf(world, this.#homes);
    this.#lineOrders = permutations(layout.lines);
    this.#columns = new Float64Array(layout.lines);
    this.#image = new Int32Array(layout.wordsPerState);
    this.#best = new Int32Array(layout.wordsPerState);
  }

  /**
   * Whether this class can canonicalize every state of the world. It can if the network is settled and a column fits into a
   * number.
   */
  static fits({ bounds, residents }: World, layout: Layout): boolean {
    return !bounds.interleaved && residents.length * layout.bitsPerLine <= 52;
  }

  canonicalize(state: Int32Array): void {
    this.#measureColumns(state);
    const image = this.#image;
    const best = this.#best;
    const columns = this.#columns;
    let hasBest = false;
    for (const order of this.#lineOrders) {
      if (!isAscending(columns, order)) continue;
      this.#reorderLines(state, order, image);
      for (const home of this.#homes) sortHome(image, home);
      if (this.#twins) sortTwins(image, this.#twins);
      if (hasBest && !isLess(image, best)) continue;
      best.set(image);
      hasBest = true;
    }
    state.set(best);
  }

  /**
   * Computes for each line one number that tells how all orcs hold it, whatever the names of orcs
   * and homes.
   */
  #measureColumns(state: Int32Array): void {
    const groups = 2 ** this.#bitsPerLine;
    for (let line = 0; line < this.#lines; line++) {
      const low = line * this.#bitsPerLine;
      // A home's column: its orcs' groups, sorted.
      let column = 0;
      let twin = -1;
      for (const home of this.#homes) {
        const own = this.#columnOf(state, home, low);
        const size = groups ** (home.end - home.first);
        if (this.#twins === null || (home !== this.#twins[0] && home !== this.#twins[1]))
          column = column * size + own;
        else if (twin < 0) twin = own;
        else column = (column * size + Math.min(own, twin)) * size + Math.max(own, twin);
      }
      this.#columns[line] = column;
    }
  }

  #columnOf(state: Int32Array, { first, end }: Home, low: number): number {
    const mask = this.#groupMask;
    const one = ((state[first] as number) >>> low) & mask;
    if (end - first === 1) return one;
    if (end - first === 2) {
      const other = ((state[first + 1] as number) >>> low) & mask;
      return one < other ? one * (mask + 1) + other : other * (mask + 1) + one;
    }
    const groups = Array.from(state.subarray(first, end), (word) => (word >>> low) & mask);
    return groups.sort((a, b) => a - b).reduce((sum, each) => sum * (mask + 1) + each, 0);
  }

  /** Moves line `order[at]` to position `at`. */
  #reorderLines(state: Int32Array, order: readonly number[], image: Int32Array): void {
    const group = this.#bitsPerLine;
    const mask = this.#groupMask;
    for (let orc = 0; orc < image.length; orc++) {
      const word = state[orc] as number;
      let moved = (word >>> this.#presenceBit) << this.#presenceBit;
      for (let at = 0; at < order.length; at++)
        moved |= ((word >>> ((order[at] as number) * group)) & mask) << (at * group);
      image[orc] = moved;
    }
  }
}

/** Whether the columns are ascending in this order. */
function isAscending(columns: Float64Array, order: readonly number[]): boolean {
  for (let at = 1; at < order.length; at++)
    if ((columns[order[at - 1] as number] as number) > (columns[order[at] as number] as number))
      return false;
  return true;
}

function sortHome(image: Int32Array, { first, end }: Home): void {
  for (let at = first + 1; at < end; at++) {
    const word = image[at] as number;
    let to = at;
    for (; to > first && (image[to - 1] as number) > word; to--)
      image[to] = image[to - 1] as number;
    image[to] = word;
  }
}

function sortTwins(image: Int32Array, [left, right]: readonly [Home, Home]): void {
  const size = left.end - left.first;
  for (let at = 0; at < size; at++) {
    const one = image[left.first + at] as number;
    const other = image[right.first + at] as number;
    if (one < other) return;
    if (one > other) {
      for (let each = 0; each < size; each++) {
        const word = image[left.first + each] as number;
        image[left.first + each] = image[right.first + each] as number;
        image[right.first + each] = word;
      }
      return;
    }
  }
}

function isLess(left: Int32Array, right: Int32Array): boolean {
  for (let word = 0; word < left.length; word++)
    if (left[word] !== right[word]) return (left[word] as number) < (right[word] as number);
  return false;
}

function homesOf({ residents }: World): Home[] {
  const homes: Home[] = [];
  for (const [orc, { home }] of residents.entries()) {
    if (residents[orc - 1]?.home === home) homes.push({ ...(homes.pop() as Home), end: orc + 1 });
    else homes.push({ first: orc, end: orc + 1 });
  }
  return homes;
}

/**
 * Returns two homes that may be exchanged, if there are any. Only the leaves of a tree qualify. Roots may be exchanged as well,
 * but in settled states this changes nothing.
 */
function twinsOf(world: World, homes: readonly Home[]): readonly [Home, Home] | null {
  const [left, right] = homes;
  const swaps = automorphisms(world).some((nodes) =>
    world.residents.some(({ home }) => nodes[home] !== home),
  );
  return swaps && left && right ? [left, right] : null;
}
