/**
 * The ARP table of one node, as a value: entries and the pure reducers that insert, refresh and remove them.
 * It stands apart from `node.ts`, which decides when; here is only what one change does to the table.
 * It knows no link, no queue and no other node.
 */

import type { Draft } from 'immer';
import { Immer } from 'immer';
import type { Arp, Backend, Horde, LineId, NodeToken, OrcName, PairId, Route, Table } from '#spec';
import { byUnit, GREATHALL } from '#spec';

export interface HeldLine {
  readonly lineId: LineId;
  /** Subscriptions at the orc's own endpoint; 1 above, where only membership matters (LINE-2). */
  readonly count: number;
}

export interface ArpEntry extends Omit<Route, 'lines'> {
  readonly lines: readonly HeldLine[];
  /** Made by a command without `join` on a pair that is no endpoint of the orc (ROUTE-7). */
  readonly nested: boolean;
  /** By a lower node's pair: no endpoint stands beside it (ARP-4). */
  readonly lower: boolean;
  /** The node's count of refreshes at the last one: the higher, the newer (EVENT-9). */
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
}

/** Values are readonly by their types; freezing them again would cost more than the reducers do. */
export const produce: Immer['produce'] = new Immer({ autoFreeze: false }).produce;

/** @clause ARP-1 */
export function emptyNode(token: NodeToken, horde: Horde): NodeState {
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
  return { token, horde, stamp: 0, pairs: [], uplinks: [], entries: [greathall] };
}

const compareEntries = (left: ArpEntry, right: ArpEntry) =>
  byUnit(left.backend, right.backend) || byUnit(left.orcName, right.orcName);

type WritableEntries = Draft<readonly ArpEntry[]>;

/** A whole new list for a draft: cheaper than a draft of each entry. */
export const asWritable = (entries: readonly ArpEntry[]): WritableEntries =>
  entries as WritableEntries;

const sortEntries = (entries: readonly ArpEntry[]): WritableEntries =>
  asWritable(entries.toSorted(compareEntries));

export function entriesOf(node: NodeState, orcName: OrcName): readonly ArpEntry[] {
  return node.entries.filter((entry) => entry.orcName === orcName);
}

export function pairState(node: NodeState, pair: PairId): PairState | undefined {
  return node.pairs.find((each) => each.id === pair);
}

/** All hordes the node knows at or below it, and those of a message on its way up. @clause ARP-3 */
export function knownHordes(node: NodeState, passing: readonly Horde[]): Horde[] {
  const known = new Set<Horde>([node.horde, ...passing]);
  for (const entry of node.entries) for (const horde of entry.hordes) known.add(horde);
  return [...known].sort(byUnit);
}

/** Inserts the orc's entry by this pair, without lines, or refreshes it, lines kept. @clause ARP-2 ARP-3 ARP-6 ARP-7 ROUTE-6 */
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
  // One orc has one nice here, whichever of its entries the message refreshed (ADR 1.13).
  const entries = node.entries.map((each) =>
    each === known
      ? entry
      : each.orcName === orcName && each.nice !== arp.nice
        ? { ...each, nice: arp.nice }
        : each,
  );
  if (!known) {
    const index = entries.findIndex((each) => compareEntries(entry, each) < 0);
    entries.splice(index < 0 ? entries.length : index, 0, entry);
  }
  return produce(node, (draft) => {
    draft.stamp = entry.stamp;
    draft.entries = asWritable(entries);
  });
}

/** Removes every entry for which the test is true, with its lines; nothing of it is kept. @clause ROUTE-6 SAFE-3 */
export function removeEntries(node: NodeState, isGone: (entry: ArpEntry) => boolean): NodeState {
  return produce(node, (draft) => {
    draft.entries = asWritable(node.entries.filter((entry) => !isGone(entry)));
  });
}

/** Moves all entries of an orc to its new name; everything else of them stays. @clause ARP-8 */
export function renameEntries(node: NodeState, orcName: OrcName, to: OrcName): NodeState {
  return produce(node, (draft) => {
    draft.entries = sortEntries(
      node.entries.map((entry) => (entry.orcName === orcName ? { ...entry, orcName: to } : entry)),
    );
  });
}

function routeOf(entry: ArpEntry): Route {
  const { backend, orcName, token, socket, port, hordes, nice, lines } = entry;
  return { backend, orcName, token, socket, port, hordes, nice, lines };
}

/** The table as an observer sees it. */
export function tableOfNode(node: NodeState): Table {
  return { node: node.token, routes: node.entries.map(routeOf) };
}
