/**
 * Webs: the uplinks of shapes with several ways and cycles (feature `ways`). Each has its own skeleton; the nodes left over are attached
 * to it one by one, above or below.
 */
import type { Chance } from './values/chance.ts';
import { percent } from './values/chance.ts';

/** Shapes that need the feature `ways`. */
export const webShapes = ['diamond', 'ladder', 'mutual', 'ring', 'mesh', 'web'] as const;
export type WebShape = (typeof webShapes)[number];

export const isWeb = (shape: string): shape is WebShape =>
  (webShapes as readonly string[]).includes(shape);

/** An uplink by the places of its nodes. */
export type Edge = readonly [below: number, above: number];

/** Returns the uplinks between nodes 0 to `count` - 1. A shape that the number of nodes is too small for becomes the next smaller one. */
export function drawWeb(chance: Chance, shape: WebShape, count: number): Edge[] {
  if (count < 2) return [];
  const [size, edges] = skeletonOf(chance, shape, count);
  for (let node = size; node < count; node++) {
    const other = chance.below(node);
    edges.push(percent(chance, 50) ? [other, node] : [node, other]);
  }
  return edges;
}

/** Returns how many nodes the skeleton takes, and its uplinks. */
function skeletonOf(chance: Chance, shape: WebShape, count: number): [size: number, edges: Edge[]] {
  switch (shape) {
    case 'diamond':
      return count < 4 ? triangle(count) : diamond(chance, count);
    case 'ladder':
      return count < 4 ? triangle(count) : ladder(count);
    case 'ring':
      return count < 3 ? mutual(2) : ring(chance, Math.min(count, 3 + chance.below(2)));
    case 'mutual':
      return mutual(count > 2 && percent(chance, 30) ? 3 : 2);
    case 'mesh':
      return mesh(Math.min(count, 2 + chance.below(3)));
    case 'web':
      return web(chance, count);
    default:
      return shape satisfies never;
  }
}

/** Two ways of different length; of two nodes a mutual pair. */
const triangle = (count: number): [number, Edge[]] =>
  count < 3
    ? mutual(2)
    : [
        3,
        [
          [0, 1],
          [1, 2],
          [0, 2],
        ],
      ];

/** A diamond, at times with a mutual pair in the middle or with a second diamond on top. */
function diamond(chance: Chance, count: number): [number, Edge[]] {
  const edges: Edge[] = [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ];
  if (percent(chance, 20)) return [4, [...edges, [1, 2], [2, 1]]];
  // The second one has a longer and a shorter side, or two alike where there are nodes enough.
  if (count >= 7 && percent(chance, 50)) return [7, [...edges, [3, 4], [3, 5], [4, 6], [5, 6]]];
  return count >= 6 && percent(chance, 50) ? [6, [...edges, [3, 4], [4, 5], [3, 5]]] : [4, edges];
}

/** Two nodes on each level, each attached to both nodes of the level above. */
function ladder(count: number): [number, Edge[]] {
  const size = count - (count % 2);
  const edges: Edge[] = [];
  for (let node = 0; node + 2 < size; node++) {
    const above = node - (node % 2) + 2;
    edges.push([node, above], [node, above + 1]);
  }
  return [size, edges];
}

/** Two nodes above each other; of three, the third below both. */
const mutual = (size: number): [number, Edge[]] => {
  const pair: Edge[] = [
    [0, 1],
    [1, 0],
  ];
  return [size, size === 2 ? pair : [...pair, [2, 0], [2, 1]]];
};

/** A cycle, at times with a chord. */
function ring(chance: Chance, size: number): [number, Edge[]] {
  const edges = Array.from({ length: size }, (_, node): Edge => [node, (node + 1) % size]);
  return [size, size > 3 && percent(chance, 50) ? [...edges, [0, 2]] : edges];
}

/** Every node above every other. */
function mesh(size: number): [number, Edge[]] {
  const all = Array.from({ length: size }, (_, node) => node);
  return [
    size,
    all.flatMap((below) =>
      all.filter((above) => above !== below).map((above): Edge => [below, above]),
    ),
  ];
}

/** A tree of all nodes, and a few more uplinks between any two of them. */
function web(chance: Chance, size: number): [number, Edge[]] {
  const edges: Edge[] = [];
  const add = (below: number, above: number) => {
    const isThere = edges.some((each) => each[0] === below && each[1] === above);
    if (below !== above && !isThere) edges.push([below, above]);
  };
  for (let node = 1; node < size; node++) {
    const other = chance.below(node);
    if (percent(chance, 60)) add(other, node);
    else add(node, other);
  }
  for (let more = 1 + chance.below(3); more > 0; more--)
    add(chance.below(size), chance.below(size));
  return [size, edges];
}
