/**
 * Ways, as values: what a node with `ways` keeps beside its entries, and what it sees of an orc by them (WAYS-1, WAYS-2). Where an orc is
 * reached by ways, its one entry follows from the least of them, so that all that reads entries need not know of ways.
 */
import type { Horde, LineId, NodeToken, OrcName, Path, Stamp } from '#spec';
import { byUnit, comparePaths, compareStamps, GREATHALL, uplinkPair } from '#spec';
import type { ArpEntry, NodeState } from '../arp.ts';
import { insertEntry, pairState, removeEntries } from '../arp.ts';
import { linesOf } from '../lines.ts';
import type { OrcWay, WaysState } from './kept.ts';

export type WaysNode = NodeState & { readonly ways: WaysState };

/** What a node sees of an orc by what it chose: the path begins with the node itself. */
export interface Seen {
  readonly path: Path;
  readonly lines: readonly LineId[];
  /** Those of the nodes on the path, and those that the client told. */
  readonly hordes: readonly Horde[];
  readonly nice: number;
}

export const hasWays = (node: NodeState): node is WaysNode => node.ways !== undefined;

const isEndpoint = (entry: ArpEntry) => !entry.lower && !entry.nested;

export const waysOf = (node: WaysNode, orcName: OrcName): readonly OrcWay[] =>
  node.ways.ways.filter((way) => way.orcName === orcName);

/** Returns the way with the least path. @clause WAYS-2 */
function leastWay(node: WaysNode, orcName: OrcName): OrcWay | undefined {
  const [least] = [...waysOf(node, orcName)].sort((a, b) => comparePaths(a.path, b.path));
  return least;
}

/** Returns what the node sees of the orc: by its endpoints here, else by the least way; null if it does not know the orc. @clause WAYS-2 */
export function seenOf(node: WaysNode, orcName: OrcName): Seen | null {
  const endpoints = node.entries.filter((each) => each.orcName === orcName && isEndpoint(each));
  const [first] = endpoints;
  if (first)
    return {
      path: [node.token],
      lines: linesOf(node, orcName),
      hordes: withHorde(
        node,
        endpoints.flatMap((each) => each.hordes),
      ),
      nice: first.nice,
    };
  const way = leastWay(node, orcName);
  if (!way) return null;
  const { path, lines, hordes, nice } = way;
  return { path: [node.token, ...path], lines, hordes: withHorde(node, hordes), nice };
}

/** Returns these hordes and the node's own, in order. */
export const withHorde = (node: NodeState, hordes: readonly Horde[]): Horde[] =>
  [...new Set([node.horde, ...hordes])].sort(byUnit);

export const homeOf = ({ path }: { readonly path: Path }): NodeToken => path.at(-1) as NodeToken;

/** Returns every orc that the node knows, in ascending order. */
export const knownOrcs = (node: NodeState): OrcName[] =>
  [...new Set(node.entries.map((entry) => entry.orcName))]
    .filter((name) => name !== GREATHALL)
    .sort(byUnit);

/** Puts a way in the place of the one by the same node. */
export function putWay(node: WaysNode, way: OrcWay): WaysNode {
  const others = node.ways.ways.filter(
    (each) => each.orcName !== way.orcName || each.node !== way.node,
  );
  const ways = [...others, way].sort(
    (a, b) => byUnit(a.orcName, b.orcName) || byUnit(a.node, b.node),
  );
  return chooseEntry({ ...node, ways: { ...node.ways, ways } }, way.orcName);
}

/** Takes away those ways to the orc that `isGone` selects. */
export function dropWays(
  node: WaysNode,
  orcName: OrcName,
  isGone: (way: OrcWay) => boolean = () => true,
): WaysNode {
  const ways = node.ways.ways.filter((each) => each.orcName !== orcName || !isGone(each));
  return chooseEntry({ ...node, ways: { ...node.ways, ways } }, orcName);
}

/** Forgets the orc: every endpoint and way. @clause WAYS-5 */
export function forgetOrc(node: WaysNode, orcName: OrcName): WaysNode {
  const left = dropWays(node, orcName);
  return { ...left, ...removeEntries(left, (entry) => entry.orcName === orcName) };
}

/** Makes the orc's entry by a lower node what its least way says. @clause WAYS-2 ARP-4 */
function chooseEntry(node: WaysNode, orcName: OrcName): WaysNode {
  const isOld = (entry: ArpEntry) => entry.orcName === orcName && entry.lower;
  const left: WaysNode = { ...node, ...removeEntries(node, isOld) };
  const way = leastWay(node, orcName);
  if (!way) return left;
  const socket = uplinkPair(way.node, node.token);
  const entry: ArpEntry = {
    backend: 'axon',
    orcName,
    token: way.node,
    socket,
    port: pairState(node, socket)?.port ?? null,
    hordes: way.hordes,
    nice: way.nice,
    lines: way.lines.map((lineId) => ({ lineId, count: 1 })),
    nested: false,
    lower: true,
    stamp: 0,
  };
  return { ...left, ...insertEntry(left, entry) };
}

/** What is stamped. */
type Stamped = 'command' | 'broadcast';

/** Gives the next stamp of this node, which it then has taken itself. @clause WAYS-6 WAYS-7 */
export function giveStamp(node: WaysNode, what: Stamped): { node: WaysNode; stamp: Stamp } {
  const { run, count } = node.ways;
  const stamp: Stamp = [run, count + 1];
  const counted = { ...node, ways: { ...node.ways, count: count + 1 } };
  return { node: mark(counted, what, node.token, stamp), stamp };
}

/** Returns the node after it took the stamp, or null if it took that one or a later one before. @clause WAYS-6 */
export function takeStamp(
  node: WaysNode,
  what: Stamped,
  from: NodeToken,
  stamp: Stamp,
): WaysNode | null {
  const taken = node.ways.marks.find((each) => each.node === from)?.[what] ?? undefined;
  return compareStamps(taken, stamp) < 0 ? mark(node, what, from, stamp) : null;
}

function mark(node: WaysNode, what: Stamped, from: NodeToken, stamp: Stamp): WaysNode {
  const others = node.ways.marks.filter((each) => each.node !== from);
  const known = node.ways.marks.find((each) => each.node === from);
  const marks = [
    ...others,
    { ...(known ?? { node: from, command: null, broadcast: null }), [what]: stamp },
  ].sort((a, b) => byUnit(a.node, b.node));
  return { ...node, ways: { ...node.ways, marks } };
}
