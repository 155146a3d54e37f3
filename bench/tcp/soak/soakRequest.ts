/**
 * Node requests: what the soak asks of a node's process, and the one notice the process sends by itself. Separate from
 * the requests of the network under test: here frames are not observed, so that the measured heap is the node's alone.
 */
import type { Address } from '#impl-tcp';
import type { Horde, Json, NodeToken, Table } from '#spec';

export interface SoakEvent {
  readonly topic: string;
  readonly id: string;
  readonly payload: Json;
  readonly forward?: Horde;
}

/** The state of a node, read when nothing is in flight. */
export interface NodeSnapshot {
  readonly table: Table;
  /** Number of open streams of its process, the channel to its parent included. */
  readonly sockets: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** The argument (`give`) and the answer (`get`) of each request. */
export interface SoakRequests {
  start: { give: { token: NodeToken; horde: Horde }; get: { port: number } };
  /** Answered when the uplink is up. */
  climb: { give: Address; get: null };
  /** Cuts every uplink of the node, which then reconnects. */
  'cut uplinks': { give: null; get: null };
  /** Answered when every uplink is up. */
  'uplinks up': { give: null; get: null };
  publish: { give: SoakEvent; get: null };
  'settle above': { give: null; get: null };
  'settle below': { give: null; get: null };
  held: { give: null; get: NodeSnapshot };
  /** Bytes of heap in use, after a forced collection. */
  heap: { give: null; get: number };
}

export type SoakRequestKind = keyof SoakRequests;
export type SoakRequest = {
  [Kind in SoakRequestKind]: { readonly kind: Kind; readonly give: SoakRequests[Kind]['give'] };
}[SoakRequestKind];

export type RequestEnvelope = { readonly id: number; readonly order: SoakRequest };
export type NodeReply =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  /** A pair has ended at the node; `token` is that of its lower end. */
  | { readonly kind: 'gone'; readonly token: string };
