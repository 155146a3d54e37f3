/**
 * Layout: how a state is packed into 32-bit words; no other file knows. One word per orc holds what its client knows,
 * and its entries at all nodes on its path. Interleaved states have one more word for each bus that carries frames.
 * Hordes, age and nice are left out, as they influence no event of this world.
 *
 *   an orc's word, from the low end:  for each line  [client's count][count at its node][held above, a bit a node]
 *                                     then           [client there][entry at its node][entry above, a bit a node]
 *   a bus's word:                     the frames in flight, the oldest in the low bits; 0 is no frame
 */

import type { World } from './world.ts';

export const JOIN = 0;
export const CONN = 1;
export const DISCONN = 2;
export const DELETE = 3;
/** What a message of an orc says, without the line. */
export type MessageKind = typeof JOIN | typeof CONN | typeof DISCONN | typeof DELETE;

/**
 * A node at which the orc is reachable: first its own node, then each node above it. It also says from which of these nodes it
 * learned of the orc.
 */
interface Hop {
  readonly node: number;
  /** Index in the path; -1 for the orc's own node. */
  readonly from: number;
  /** Index of the link from there to here; -1 for the orc's own node. */
  readonly link: number;
}

export interface Layout {
  readonly orcs: number;
  readonly lines: number;
  /** Number of words of one state. */
  readonly wordsPerState: number;
  /** Index of the first word of the clients' buses, then of the links' buses; settled states have neither. */
  readonly firstBusWord: number;
  readonly links: number;
  readonly countBits: number;
  readonly countMask: number;
  /** Number of bits of one line's group. */
  readonly bitsPerLine: number;
  /** The bit that tells whether the client is present; the first after those of the lines. */
  readonly presenceBit: number;
  readonly paths: readonly (readonly Hop[])[];
  /** Indexes of the lower and the upper node of each link. */
  readonly linkEnds: readonly { readonly below: number; readonly above: number }[];
  /** Number of bits of one frame. */
  readonly frameBits: number;
}

const bitCountFor = (most: number) => 32 - Math.clz32(most);

export function layoutOf({ bounds, residents, above, topology }: World): Layout {
  const { orcs, lines, countCap, interleaved } = bounds;
  const linkEnds = above.flatMap((nodes, below) => nodes.map((each) => ({ below, above: each })));
  const paths = residents.map(({ home }) => pathFrom(home, linkEnds));
  const highest = Math.max(...paths.map((path) => path.length)) - 1;
  const countBits = bitCountFor(countCap);
  const bitsPerLine = 2 * countBits + highest;
  const wordsPerState = interleaved ? 2 * orcs + topology.uplinks.length : orcs;
  return {
    orcs,
    lines,
    wordsPerState,
    firstBusWord: orcs,
    links: 2 * orcs,
    countBits,
    countMask: (1 << countBits) - 1,
    bitsPerLine,
    presenceBit: lines * bitsPerLine,
    paths,
    linkEnds,
    frameBits: bitCountFor(orcs * (2 + 2 * lines) + 1),
  };
}

/**
 * Returns the path from a node up, the nearest node first. A node that passes something on comes before the nodes to which it
 * passes it.
 */
function pathFrom(home: number, ends: Layout['linkEnds']): Hop[] {
  const path: Hop[] = [{ node: home, from: -1, link: -1 }];
  for (let from = 0; from < path.length; from++)
    for (const [link, { below, above }] of ends.entries())
      if (below === path[from]?.node) path.push({ node: above, from, link });
  return path;
}

/** Returns a sentence for each word that has too few bits. */
export function layoutFaults(layout: Layout, queueCap: number): string[] {
  const { presenceBit, bitsPerLine, countBits, frameBits, wordsPerState, orcs } = layout;
  const orcBits = presenceBit + 2 + bitsPerLine - 2 * countBits;
  const found: string[] = [];
  if (orcBits > 32)
    found.push(
      `an orc needs ${orcBits} bits and has 32: expected fewer lines, fewer nodes above a leaf, or a smaller count cap`,
    );
  if (wordsPerState > orcs && queueCap * frameBits > 32)
    found.push(
      `a bus needs ${queueCap * frameBits} bits and has 32: expected a smaller queue cap, fewer lines or fewer orcs`,
    );
  return found;
}

/** Returns the first bit of the client's count of a line; the count at its node is `countBits` higher. */
export const countBitAt = ({ bitsPerLine }: Layout, line: number): number => line * bitsPerLine;

/** Returns the bit that tells whether the node at this place of the path, above the orc's own, holds the line. */
export const heldBitAt = (
  { bitsPerLine, countBits }: Layout,
  line: number,
  place: number,
): number => line * bitsPerLine + 2 * countBits + place - 1;

/** Returns the bit that tells whether the node at this place of the path has an entry. */
export const entryBitAt = ({ presenceBit }: Layout, place: number): number =>
  presenceBit + 1 + place;

/** Returns the frame that tells a node that a client's pair is lost. */
export const lostFrameOf = ({ orcs, lines }: Layout): number => 1 + orcs * (2 + 2 * lines);

/** Returns the number, above 0, that stands for a frame. */
export const frameOf = ({ lines }: Layout, orc: number, word: MessageKind, line: number): number =>
  1 +
  orc * (2 + 2 * lines) +
  (word === JOIN ? 0 : word === DELETE ? 1 : 2 + line + (word === DISCONN ? lines : 0));
