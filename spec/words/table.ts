/**
 * Tables: how an observer sees an ARP table, in the same form for every router. They are sorted lists and not maps, so that two
 * tables are equal when their JSON is equal, and so that `__proto__@T` is an orc like any other.
 */
import type { Horde, LineId, NodeToken, OrcName, PairId } from './names.ts';

export type Backend = 'ee' | 'axon';

/** One route: where a node reaches an orc on one backend (ARP-3). */
export interface Route {
  readonly backend: Backend;
  readonly orcName: OrcName;
  /** The token to which answers are addressed: the client's own, or the lower node's. */
  readonly token: string;
  /** The pair on which the route's messages arrive; `greathall` for greathall. */
  readonly socket: PairId;
  /** The event port paired with the socket; null on `ee`. */
  readonly port: number | null;
  /** In ascending order. */
  readonly hordes: readonly Horde[];
  readonly nice: number;
  /**
   * In ascending order. At the orc's node, the lines that this endpoint holds; above it, the lines that the orc holds.
   */
  readonly lines: readonly { readonly lineId: LineId; readonly count: number }[];
  /** With `ways`: the nodes from this one down to the orc's home; of an endpoint's route this node alone. */
  readonly path?: readonly NodeToken[];
  /** With `ways`: every way to the orc, in ascending order of node; none at its home. */
  readonly ways?: readonly Way[];
}

/** What one lower node last told of an orc (WAYS-1). */
export interface Way {
  readonly node: NodeToken;
  /** From the lower node down to the orc's home, both included. */
  readonly path: readonly NodeToken[];
  /** In ascending order. */
  readonly lines: readonly LineId[];
}

/** A node's number for a command or broadcast: which run of the node it is, and a count within the run. */
export type Stamp = readonly [run: number, count: number];

/** The greatest stamps that a node took from one origin; null where it took none (WAYS-6). */
export interface Mark {
  readonly node: NodeToken;
  readonly command: Stamp | null;
  readonly broadcast: Stamp | null;
}

/** One node's ARP table, in ascending order of backend, then orc name (by UTF-16 unit). */
export interface Table {
  readonly node: NodeToken;
  readonly routes: readonly Route[];
  /** With `ways` and `whole tables`, in ascending order of node. */
  readonly marks?: readonly Mark[];
}

/** Compares by UTF-16 unit, ascending. Every list that observers compare is in this order. */
export function byUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
