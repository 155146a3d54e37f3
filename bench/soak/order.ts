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
export interface Held {
  readonly table: Table;
  /** Streams that its process has open, its channel included. */
  readonly sockets: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Each order with its answer. */
export interface Orders {
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
  held: { give: null; get: Held };
  /** In bytes, after a forced collection. */
  heap: { give: null; get: number };
}

export type OrderKind = keyof Orders;
export type Order = {
  [Kind in OrderKind]: { readonly kind: Kind; readonly give: Orders[Kind]['give'] };
}[OrderKind];

export type Asked = { readonly id: number; readonly order: Order };
export type Told =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  /** A pair has ended at the node; `token` is its lower end's. */
  | { readonly kind: 'gone'; readonly token: string };
