/**
 * Layout: a topology as boxes and lines. Higher nodes stand above lower ones, and below each node, side by side, its clients' pairs
 * and the nodes that are attached to it. What is added to a topology leaves the order of the rest as it was.
 */
import type { NodeToken, PairId, Topology } from '#spec';
import { levelsAbove } from '#spec';
import type { Box, Drawing } from './drawing.ts';
import { linkKey, nodeKey, pairKey } from './traffic.ts';

/** Sizes in px. */
export interface Rooms {
  /** The size of the box of a node or pair. */
  readonly box: (key: string) => { readonly width: number; readonly height: number };
  /** The size of the area beside a link in which its marks are written. */
  readonly label: (key: string) => { readonly width: number; readonly height: number };
}

const GAP = 22;
const MARGIN = 8;
/** Least height between a box and the boxes below it, without marks. */
const LEAST_DROP = 30;
/** A link turns this far below the upper box. */
const TURN = 12;
const LABEL_OFFSET = 8;
/** Second uplinks of a node meet it this far beside the first. */
const BESIDE = 16;

interface Place {
  readonly key: string;
  readonly level: number;
  readonly link: string | null;
  readonly children: Place[];
  width: number;
  x: number;
}

export function layOut(topology: Topology, rooms: Rooms): Omit<Drawing, 'folded'> {
  const levels = levelsAbove(topology);
  const roots = topology.nodes.filter(
    ({ token }) => !topology.uplinks.some(({ below }) => below === token),
  );
  const seen = new Set<NodeToken>();
  const placeNode = (token: NodeToken, link: string | null): Place => {
    seen.add(token);
    const level = levels.get(token) ?? 0;
    const children = topology.pairs
      .filter(({ node }) => node === token)
      .map(
        ({ id }): Place => ({
          key: pairKey(id),
          level: level + 1,
          link: pairKey(id),
          children: [],
          width: 0,
          x: 0,
        }),
      );
    for (const { below, above } of topology.uplinks)
      if (above === token && !seen.has(below))
        children.push(placeNode(below, linkKey(below, above)));
    return { key: nodeKey(token), level, link, children, width: 0, x: 0 };
  };
  // In a cycle no node is a root: the highest that is left begins a tree of its own.
  const highest = topology.nodes.toSorted(
    (one, other) => (levels.get(one.token) ?? 0) - (levels.get(other.token) ?? 0),
  );
  const trees: Place[] = [];
  for (const { token } of [...roots, ...highest])
    if (!seen.has(token)) trees.push(placeNode(token, null));
  let right = MARGIN;
  for (const tree of trees) {
    measureWidth(tree, rooms);
    setX(tree, right, rooms);
    right += tree.width + GAP;
  }
  return drawPlaces(topology, trees, rooms, Math.max(right - GAP, MARGIN) + MARGIN);
}

/** Returns how far a box reaches to the right of its middle, with the marks of its link. */
const reachRight = ({ key, link }: Place, rooms: Rooms): number => {
  const marks = link === null ? 0 : rooms.label(link).width + LABEL_OFFSET;
  return Math.max(rooms.box(key).width / 2, marks);
};
const reachLeft = ({ key }: Place, rooms: Rooms): number => rooms.box(key).width / 2;

function measureWidth(place: Place, rooms: Rooms): void {
  for (const child of place.children) measureWidth(child, rooms);
  const below = place.children.reduce((sum, { width }) => sum + width + GAP, -GAP);
  place.width = Math.max(reachLeft(place, rooms) + reachRight(place, rooms), below);
}

/** Sets the middle of each box: over its children, or as far left as its own width allows. */
function setX(place: Place, left: number, rooms: Rooms): void {
  const { children } = place;
  const below = children.reduce((sum, { width }) => sum + width + GAP, -GAP);
  let at = left + Math.max(0, (place.width - below) / 2);
  for (const child of children) {
    setX(child, at, rooms);
    at += child.width + GAP;
  }
  const [first, last] = [children[0], children.at(-1)];
  const least = left + reachLeft(place, rooms);
  const most = Math.max(least, left + place.width - reachRight(place, rooms));
  const middle = first && last ? (first.x + last.x) / 2 : least;
  place.x = Math.min(most, Math.max(least, middle));
}

function drawPlaces(
  topology: Topology,
  trees: readonly Place[],
  rooms: Rooms,
  width: number,
): Omit<Drawing, 'folded'> {
  const all: Place[] = [];
  const collect = (place: Place): void => {
    all.push(place);
    place.children.forEach(collect);
  };
  trees.forEach(collect);
  const links = linksOf(topology);
  const tops = topsOf(all, links, rooms);
  const boxes = new Map<string, Box>();
  for (const place of all) {
    const size = rooms.box(place.key);
    boxes.set(place.key, {
      x: Math.round(place.x - size.width / 2),
      y: tops[place.level] ?? 0,
      ...size,
    });
  }
  const box = (key: string) => boxes.get(key) as Box;
  const bottom = Math.max(0, ...[...boxes.values()].map(({ y, height }) => y + height));
  return {
    width: Math.ceil(width),
    height: Math.ceil(bottom + MARGIN),
    nodes: topology.nodes.map(({ token }) => ({ token, ...box(nodeKey(token)) })),
    pairs: topology.pairs.map(({ id }) => ({ id, ...box(pairKey(id)) })),
    links: links.map(({ key, above, below, rank }) =>
      drawLink(key, box(above), box(below), rank, rooms),
    ),
  };
}

interface LinkEnds {
  readonly key: string;
  readonly above: string;
  readonly below: string;
  /** 0 for the first uplink of a node, 1 for the second, and so on. */
  readonly rank: number;
}

function linksOf({ uplinks, pairs }: Topology): LinkEnds[] {
  const ranks = new Map<NodeToken, number>();
  return [
    ...uplinks.map(({ below, above }): LinkEnds => {
      const rank = ranks.get(below) ?? 0;
      ranks.set(below, rank + 1);
      return { key: linkKey(below, above), above: nodeKey(above), below: nodeKey(below), rank };
    }),
    ...pairs.map(
      ({ id, node }): LinkEnds => ({
        key: pairKey(id),
        above: nodeKey(node),
        below: pairKey(id),
        rank: 0,
      }),
    ),
  ];
}

/** Returns the y of the boxes of each level: each level is as high as its highest box, and the marks above it have room. */
function topsOf(places: readonly Place[], links: readonly LinkEnds[], rooms: Rooms): number[] {
  const levelOf = new Map(places.map(({ key, level }) => [key, level]));
  const heights: number[] = [];
  const drops: number[] = [];
  const keepMost = (list: number[], level: number, value: number) => {
    list[level] = Math.max(list[level] ?? 0, value);
  };
  for (const { key, level } of places) keepMost(heights, level, rooms.box(key).height);
  for (const { key, below } of links)
    keepMost(drops, levelOf.get(below) ?? 0, TURN + 10 + rooms.label(key).height);
  const tops: number[] = [];
  let y = MARGIN;
  for (const [level, height] of heights.entries()) {
    if (level > 0) y += Math.max(LEAST_DROP, drops[level] ?? 0);
    tops.push(y);
    y += height;
  }
  return tops;
}

/** A link leaves the upper box at its bottom, turns, and reaches the middle of the lower box from above. */
function drawLink(
  key: string,
  above: Box,
  below: Box,
  rank: number,
  rooms: Rooms,
): Drawing['links'][number] {
  const to = below.x + below.width / 2 + rank * BESIDE;
  const bottom = above.y + above.height;
  const inset = Math.min(12, above.width / 2);
  const from = Math.min(above.x + above.width - inset, Math.max(above.x + inset, to));
  const turn = below.y - Math.max(LEAST_DROP - TURN, rooms.label(key).height + 10);
  const label = rooms.label(key);
  return {
    key,
    points: [
      { x: from, y: bottom },
      ...(from === to
        ? []
        : [
            { x: from, y: turn },
            { x: to, y: turn },
          ]),
      { x: to, y: below.y },
    ].map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })),
    label: { x: Math.round(to + LABEL_OFFSET), y: below.y - label.height - 6, ...label },
  };
}

/** Returns the topology without these pairs. */
export function withoutPairs(topology: Topology, folded: ReadonlySet<PairId>): Topology {
  return folded.size === 0
    ? topology
    : { ...topology, pairs: topology.pairs.filter(({ id }) => !folded.has(id)) };
}
