/**
 * Orders: what the soak asks of a node's process over its channel, and the one thing it is told unasked.
 * Apart from the orders of the network under test: no frame is watched here, so that the heap that is measured is the node's.
 */
import type { Address } from '#impl-tcp';
import type { Horde, Json, NodeToken, Table } from '#spec';

export interface Published {
  readonly topic: string;
  readonly id: string;
  readonly payload: Json;
  readonly forward?: Horde;
}

/** What a node has, looked at when nothing is in flight. */
export interface NodeSnapshot {
  readonly table: Table;
  /** Streams that its process has open, its channel included. */
  readonly sockets: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Each order with its answer. */
export interface NodeRequests {
  start: { give: { token: NodeToken; horde: Horde }; get: { port: number } };
  /** Answered when the uplink is up. */
  climb: { give: Address; get: null };
  /** Every uplink of the node is lost, and dialled anew. */
  'cut uplinks': { give: null; get: null };
  /** Answered when every uplink is up. */
  'uplinks up': { give: null; get: null };
  publish: { give: Published; get: null };
  'settle above': { give: null; get: null };
  'settle below': { give: null; get: null };
  held: { give: null; get: NodeSnapshot };
  /** In bytes, after a forced collection. */
  heap: { give: null; get: number };
}

export type NodeRequestKind = keyof NodeRequests;
export type NodeRequest = {
  [Kind in NodeRequestKind]: { readonly kind: Kind; readonly give: NodeRequests[Kind]['give'] };
}[NodeRequestKind];

export type RequestEnvelope = { readonly id: number; readonly order: NodeRequest };
export type NodeReply =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  /** A pair has ended at the node; `token` is its lower end's. */
  | { readonly kind: 'gone'; readonly token: string };
