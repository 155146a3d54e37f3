/**
 * Symmetry: states that differ only in names count as one. Orcs with the same home (each with its pair and port), lines, and
 * nodes that the topology does not distinguish may be exchanged; the least of all images represents them. This file computes
 * every image, which is right by definition. `representative.ts` is faster when nothing is in flight, and is tested against this
 * file.
 */

import type { Layout } from './layout.ts';
import {
  CONN,
  countBitAt,
  DELETE,
  DISCONN,
  entryBitAt,
  frameOf,
  heldBitAt,
  JOIN,
  lostFrameOf,
} from './layout.ts';
import type { World } from './world.ts';

/** One exchange of names: to which index each orc, line and node is mapped. */
export interface NameExchange {
  readonly orcs: readonly number[];
  readonly lines: readonly number[];
  readonly nodes: readonly number[];
}

export interface Canonicalizer {
  /** Number of exchanges. */
  readonly size: number;
  /** Overwrites the state with its representative. */
  canonicalize(state: Int32Array): void;
}

/** Up to this many exchanges are all tried at every state; more would be too slow. */
export const MOST_EXCHANGES = 720;

export function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => rest.toSpliced(at, 0, count - 1)),
  );
}

/**
 * Returns all exchanges: orcs swap within their home, or together with all orcs of another home that may be
 * exchanged.
 */
export function exchangesOf(world: World): NameExchange[] {
  const { residents, bounds } = world;
  const lines = permutations(bounds.lines);
  return automorphisms(world).flatMap((nodes) =>
    orcExchangesUnder(
      residents.map(({ home }) => home),
      nodes,
    ).flatMap((orcs) => lines.map((line) => ({ orcs, lines: line, nodes }))),
  );
}

/** Returns the number of exchanges, without computing them. */
export function countExchanges(world: World): number {
  const { residents, bounds } = world;
  const factorial = (count: number): number => (count < 2 ? 1 : count * factorial(count - 1));
  const homes = new Map<number, number>();
  for (const { home } of residents) homes.set(home, (homes.get(home) ?? 0) + 1);
  const orcs = [...homes.values()].reduce((product, count) => product * factorial(count), 1);
  return orcs * factorial(bounds.lines) * automorphisms(world).length;
}

/** Returns the exchanges of nodes that keep every uplink and every node's number of orcs. */
export function automorphisms({ above, residents }: World): number[][] {
  const residentCountAt = (node: number) => residents.filter(({ home }) => home === node).length;
  const key = (nodes: readonly number[]) => nodes.toSorted().join();
  const found: number[][] = [];
  const extend = (image: readonly number[]): void => {
    const node = image.length;
    if (node === above.length) {
      if (
        above.every(
          (nodes, at) =>
            key(nodes.map((each) => image[each] as number)) ===
            key(above[image[at] as number] ?? []),
        )
      )
        found.push([...image]);
      return;
    }
    for (let to = 0; to < above.length; to++)
      if (
        !image.includes(to) &&
        residentCountAt(to) === residentCountAt(node) &&
        above[to]?.length === above[node]?.length
      )
        extend([...image, to]);
  };
  extend([]);
  return found;
}

function orcExchangesUnder(homes: readonly number[], nodes: readonly number[]): number[][] {
  let found: number[][] = [[]];
  for (const home of homes)
    found = found.flatMap((image) =>
      homes.flatMap((at, to) =>
        at === nodes[home] && !image.includes(to) ? [[...image, to]] : [],
      ),
    );
  return found;
}

/** One exchange in terms of words: the position that each bit and each frame moves to. */
interface PackedExchange {
  readonly orcs: readonly number[];
  /** For each orc: the new position of each bit of its word. */
  readonly bits: readonly Int8Array[];
  readonly buses: readonly number[];
  readonly frames: Uint8Array;
}

export class Symmetry implements Canonicalizer {
  readonly size: number;
  readonly #layout: Layout;
  readonly #packedExchanges: readonly PackedExchange[];
  readonly #image: Int32Array;
  readonly #best: Int32Array;

  constructor(world: World, layout: Layout) {
    const exchanges = exchangesOf(world);
    this.size = exchanges.length;
    this.#layout = layout;
    this.#packedExchanges = exchanges.map((each) => packExchange(layout, each));
    this.#image = new Int32Array(layout.wordsPerState);
    this.#best = new Int32Array(layout.wordsPerState);
  }

  canonicalize(state: Int32Array): void {
    const image = this.#image;
    const best = this.#best;
    best.set(state);
    for (const exchange of this.#packedExchanges) {
      this.#applyExchange(state, exchange, image);
      if (isLess(image, best)) best.set(image);
    }
    state.set(best);
  }

  #applyExchange(
    state: Int32Array,
    { orcs, bits, buses, frames }: PackedExchange,
    image: Int32Array,
  ): void {
    const { firstBusWord, wordsPerState, frameBits } = this.#layout;
    for (let orc = 0; orc < orcs.length; orc++) {
      const from = state[orc] as number;
      const to = bits[orc] as Int8Array;
      let word = 0;
      for (let bit = 0; bit < to.length; bit++)
        if (((from >>> bit) & 1) !== 0) word |= 1 << (to[bit] as number);
      image[orcs[orc] as number] = word;
    }
    const mask = (1 << frameBits) - 1;
    for (let bus = firstBusWord; bus < wordsPerState; bus++) {
      const from = state[bus] as number;
      let word = 0;
      for (let low = 0; low < 32; low += frameBits) {
        const frame = (from >>> low) & mask;
        if (frame === 0) break;
        word |= (frames[frame] as number) << low;
      }
      image[buses[bus - firstBusWord] as number] = word;
    }
  }
}

function isLess(left: Int32Array, right: Int32Array): boolean {
  for (let word = 0; word < left.length; word++)
    if (left[word] !== right[word]) return (left[word] as number) < (right[word] as number);
  return false;
}

function packExchange(layout: Layout, { orcs, lines, nodes }: NameExchange): PackedExchange {
  const { firstBusWord, links, wordsPerState, linkEnds, paths } = layout;
  const bits = orcs.map((to, orc) => {
    const places = (paths[orc] ?? []).map(({ node }) =>
      (paths[to] ?? []).findIndex((each) => each.node === nodes[node]),
    );
    return bitTargetsOf(layout, lines, places);
  });
  const frames = new Uint8Array(1 << layout.frameBits);
  for (const [orc, to] of orcs.entries())
    for (const word of [JOIN, CONN, DISCONN, DELETE] as const)
      for (const [line, image] of lines.entries())
        frames[frameOf(layout, orc, word, line)] = frameOf(layout, to, word, image);
  frames[lostFrameOf(layout)] = lostFrameOf(layout);
  const linkTo = linkEnds.map(({ below, above }) =>
    linkEnds.findIndex((each) => each.below === nodes[below] && each.above === nodes[above]),
  );
  return {
    orcs,
    bits,
    buses:
      wordsPerState > firstBusWord
        ? [...orcs.map((to) => firstBusWord + to), ...linkTo.map((to) => links + to)]
        : [],
    frames,
  };
}

/** Returns the new position of each bit of an orc's word when lines and the nodes on its path are exchanged. */
function bitTargetsOf(
  layout: Layout,
  lines: readonly number[],
  places: readonly number[],
): Int8Array {
  const { countBits, presenceBit } = layout;
  const to = new Int8Array(presenceBit + 1 + places.length).map((_, bit) => bit);
  for (const [line, image] of lines.entries()) {
    for (let bit = 0; bit < 2 * countBits; bit++)
      to[countBitAt(layout, line) + bit] = countBitAt(layout, image) + bit;
    for (const [place, moved] of places.entries())
      if (place > 0) to[heldBitAt(layout, line, place)] = heldBitAt(layout, image, moved);
  }
  for (const [place, moved] of places.entries())
    to[entryBitAt(layout, place)] = entryBitAt(layout, moved);
  return to;
}
