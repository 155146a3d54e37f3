/**
 * The ARP table of one node, as a value: entries and the pure reducers that insert, refresh and remove them. Separate
 * from `node.ts`, which decides when a change is due; here is only what a change does to the table. It knows no link,
 * no queue and no other node.
 */

import type {
  Arp,
  Backend,
  Horde,
  LineId,
  NodeToken,
  OrcName,
  PairId,
  Route,
  Table,
  Variant,
} from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { WaysState } from './ways/kept.ts';

export interface HeldLine {
  readonly lineId: LineId;
  /**
   * At the orc's own node, the number of subscriptions at this endpoint. At nodes above always 1, because there it only
   * matters whether the orc holds the line (LINE-2).
   */
  readonly count: number;
}

export interface ArpEntry extends Omit<Route, 'lines'> {
  readonly lines: readonly HeldLine[];
  /** The entry was made by a command without `join` on a pair that is not an endpoint of the orc (ROUTE-7). */
  readonly nested: boolean;
  /** The route leads over a lower node's pair; then no endpoint of the orc has an entry here (ARP-4). */
  readonly lower: boolean;
  /** The node's refresh counter when the entry was last refreshed: the higher, the newer (EVENT-9). */
  readonly stamp: number;
}

export interface PairState {
  readonly id: PairId;
  readonly backend: Backend;
  readonly port: number | null;
  /** The lower node's token; null for a client's pair. */
  readonly node: NodeToken | null;
}

export interface UplinkState {
  readonly token: NodeToken;
  readonly port: number;
  readonly up: boolean;
}

export interface NodeState {
  readonly token: NodeToken;
  readonly horde: Horde;
  readonly stamp: number;
  readonly pairs: readonly PairState[];
  /** In ascending order of token. */
  readonly uplinks: readonly UplinkState[];
  /** In ascending order of backend, then orcName. */
  readonly entries: readonly ArpEntry[];
  /** The variants of the law that the node keeps. */
  readonly variants: readonly Variant[];
  /** What the node keeps besides where the law has several ways. */
  readonly ways?: WaysState;
  /** Where subscriptions form a set: the patterns of greathall on lines. Absent where they are counted (LINE-9). */
  readonly hallPatterns?: readonly string[];
}

/**
 * Returns a node that has just started, with greathall as its only entry. `run` counts its starts. @clause ARP-1 WAYS-7
 */
export function emptyNode(
  token: NodeToken,
  horde: Horde,
  variants: readonly Variant[],
  run = 1,
): NodeState {
  const greathall: ArpEntry = {
    backend: 'ee',
    orcName: GREATHALL,
    token,
    socket: GREATHALL as string as PairId,
    port: null,
    hordes: [horde],
    nice: 0,
    lines: [],
    nested: false,
    lower: false,
    stamp: 0,
  };
  const node = { token, horde, stamp: 0, pairs: [], uplinks: [], entries: [greathall], variants };
  return {
    ...node,
    ...(variants.includes('set subscriptions') ? { hallPatterns: [] } : {}),
    ...(variants.includes('ways') ? { ways: { run, count: 0, ways: [], marks: [] } } : {}),
  };
}

const compareEntries = (left: ArpEntry, right: ArpEntry) =>
  byUnit(left.backend, right.backend) || byUnit(left.orcName, right.orcName);

export function entriesOf(node: NodeState, orcName: OrcName): readonly ArpEntry[] {
  return node.entries.filter((entry) => entry.orcName === orcName);
}

export function pairState(node: NodeState, pair: PairId): PairState | undefined {
  return node.pairs.find((each) => each.id === pair);
}

/** Returns all hordes known at or below the node, and those in a message that passes through it. @clause ARP-3 */
export function knownHordes(node: NodeState, passing: readonly Horde[]): Horde[] {
  const known = new Set<Horde>([node.horde, ...passing]);
  for (const entry of node.entries) for (const horde of entry.hordes) known.add(horde);
  return [...known].sort(byUnit);
}

/** Inserts the orc's entry for this pair without lines, or refreshes it and keeps its lines. @clause ARP-2 ARP-3 ARP-6 ARP-7 ROUTE-6 */
export function refreshEntry(
  node: NodeState,
  pair: PairState,
  orcName: OrcName,
  arp: Arp,
  nested: boolean,
): NodeState {
  const known = node.entries.find((entry) => entry.orcName === orcName && entry.socket === pair.id);
  const entry: ArpEntry = {
    backend: pair.backend,
    orcName,
    token: pair.node ?? arp.token,
    socket: pair.id,
    port: pair.port,
    hordes: [...new Set(arp.hordes)].sort(byUnit),
    nice: arp.nice,
    lines: known ? known.lines : [],
    nested,
    lower: pair.node !== null,
    stamp: node.stamp + 1,
  };
  // An orc has one `nice` per node, whichever of its entries the message refreshed (ADR 1.13).
  const entries = node.entries.map((each) =>
    each === known
      ? entry
      : each.orcName === orcName && each.nice !== arp.nice
        ? { ...each, nice: arp.nice }
        : each,
  );
  const refreshed = { ...node, stamp: entry.stamp, entries };
  return known ? refreshed : insertEntry(refreshed, entry);
}

/** Puts an entry into its place in the order. */
export function insertEntry(node: NodeState, entry: ArpEntry): NodeState {
  const index = node.entries.findIndex((each) => compareEntries(entry, each) < 0);
  const entries = node.entries.toSpliced(index < 0 ? node.entries.length : index, 0, entry);
  return { ...node, entries };
}

/** Removes every entry that `isGone` selects, with its lines. @clause ROUTE-6 SAFE-3 */
export function removeEntries(node: NodeState, isGone: (entry: ArpEntry) => boolean): NodeState {
  return { ...node, entries: node.entries.filter((entry) => !isGone(entry)) };
}

/** Moves all entries of an orc to its new name and changes nothing else of them. @clause ARP-8 */
export function renameEntries(node: NodeState, orcName: OrcName, to: OrcName): NodeState {
  const entries = node.entries.map((entry) =>
    entry.orcName === orcName ? { ...entry, orcName: to } : entry,
  );
  return { ...node, entries: entries.sort(compareEntries) };
}

function routeOf(entry: ArpEntry): Route {
  const { backend, orcName, token, socket, port, hordes, nice, lines } = entry;
  return { backend, orcName, token, socket, port, hordes, nice, lines };
}

/** Returns how much the node remembers: its pairs and uplinks, and its entries with their hordes and lines. @clause SAFE-3 */
export function sizeOfNode({
  pairs,
  uplinks,
  entries,
  ways,
  hallPatterns = [],
}: NodeState): number {
  const known = [...entries, ...(ways?.ways ?? [])];
  return known.reduce(
    (size, { hordes, lines }) => size + 1 + hordes.length + lines.length,
    pairs.length + uplinks.length + hallPatterns.length,
  );
}

/** Returns the table as an observer sees it. @clause WAYS-1 WAYS-2 WAYS-6 */
export function tableOfNode(node: NodeState): Table {
  const { token, entries, ways } = node;
  if (!ways) return { node: token, routes: entries.map(routeOf) };
  const routes = entries.map((entry): Route => {
    const route = routeOf(entry);
    if (entry.orcName === GREATHALL) return route;
    const own = ways.ways.filter((way) => way.orcName === entry.orcName);
    const chosen = own.find((way) => way.node === entry.token);
    return {
      ...route,
      path: entry.lower && chosen ? [token, ...chosen.path] : [token],
      ways: own.map(({ node: below, path, lines }) => ({ node: below, path, lines })),
    };
  });
  return { node: token, routes, marks: ways.marks };
}
