/**
 * Bounds: how much of the world an exploration covers, in numbers that its certificate repeats. Within the bounds nothing is
 * random. This file says which bounds are valid; `world.ts` builds the world from them.
 */

export const searchShapes = ['chain', 'tree', 'roots'] as const;
/**
 * `chain`: each node is below the one before it. `tree`: a chain with two leaves at its lower end. `roots`: one node below all
 * others.
 */
export type SearchShape = (typeof searchShapes)[number];

export interface Bounds {
  readonly shape: SearchShape;
  readonly nodes: number;
  readonly orcs: number;
  readonly lines: number;
  /** The most subscriptions of one orc on one line. */
  readonly countCap: number;
  /** The most frames in flight on one bus. Settled networks have none. */
  readonly queueCap: number;
  /** The most steps of a scenario; null for no limit. In interleaved searches each delivery is a step. */
  readonly steps: number | null;
  readonly interleaved: boolean;
  /** Whether pairs may be lost. */
  readonly cuts: boolean;
  /** Whether clients may stop reading, and read on; only when scenarios are run on a router. */
  readonly stalls?: boolean;
}

export const defaultBounds: Bounds = {
  shape: 'chain',
  nodes: 3,
  orcs: 2,
  lines: 2,
  countCap: 2,
  queueCap: 2,
  steps: null,
  interleaved: false,
  cuts: false,
};

/** The smallest and the largest value of each number. A larger search would not end within a day. */
const RANGES = {
  nodes: [1, 8],
  orcs: [1, 8],
  lines: [1, 4],
  countCap: [1, 7],
  queueCap: [1, 8],
  steps: [1, 10_000],
} as const;

const FEWEST_NODES: Readonly<Record<SearchShape, number>> = { chain: 1, tree: 3, roots: 3 };

/** Returns a sentence for each invalid bound. */
export function boundsFaults(bounds: Bounds): string[] {
  const found: string[] = [];
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = bounds[name as keyof typeof RANGES];
    if (value !== null && (!Number.isInteger(value) || value < least || value > most))
      found.push(`${name}: came ${value}, expected a whole number from ${least} to ${most}`);
  }
  if (bounds.nodes < FEWEST_NODES[bounds.shape])
    found.push(
      `nodes: came ${bounds.nodes}, and the shape ${bounds.shape} needs ${FEWEST_NODES[bounds.shape]} at least`,
    );
  if (bounds.stalls && bounds.interleaved)
    found.push('stalls: a client stops reading at rest; expected --settled');
  return found;
}

/** Returns the bounds in words: `chain of 3 nodes, 2 orcs, 2 lines, counts up to 2, settled`. */
export function formatBounds(bounds: Bounds): string {
  const { shape, nodes, orcs, lines, countCap, queueCap, steps, interleaved, cuts, stalls } =
    bounds;
  const formatCount = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return [
    `${shape} of ${formatCount(nodes, 'node')}`,
    formatCount(orcs, 'orc'),
    formatCount(lines, 'line'),
    `counts up to ${countCap}`,
    ...(cuts ? ['pairs may be lost'] : []),
    ...(stalls ? ['clients may stop reading'] : []),
    interleaved ? `interleaved, ${formatCount(queueCap, 'frame')} on a bus at most` : 'settled',
    ...(steps === null ? [] : [`up to ${formatCount(steps, 'step')}`]),
  ].join(', ');
}
