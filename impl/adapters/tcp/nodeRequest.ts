/**
 * Orders: what the harness asks of one node, and what it is told by it, as data that crosses to another process.
 * It stands apart because a node is driven alike in this process and in a child. It never crosses the nodes' own
 * sockets: only the process that started a node may read its tables and publish in its name.
 */

import type { Event, Horde, NodeToken, Observation, OrcName, PairId, Table } from '#spec';
import type { Address, Standing } from '../../backends/tcp/index.ts';
import type { Publication } from '../../network/node.ts';

/** Each order with its answer. */
export interface NodeRequests {
  /** `ports`: those of the node that died here; whatever listens there yet is waited for. */
  start: { give: { token: NodeToken; horde: Horde; ports: Ports | null }; get: Ports };
  /** The uplink is dialled again and again from now on; `held`: once it is released. */
  climb: { give: Address & { above: NodeToken; held: boolean }; get: null };
  /** The uplink is not dialled until `release`. */
  hold: { give: { above: NodeToken }; get: null };
  release: { give: { above: NodeToken }; get: null };
  /** One socket of the uplink is destroyed. */
  cut: { give: { above: NodeToken; socket: 'command' | 'event' }; get: null };
  publish: { give: Publication; get: null };
  'hall subscribe': { give: { topic: string }; get: null };
  'hall unsubscribe': { give: { topic: string }; get: null };
  /** An orc in the node's process speaks; the pair opens with its first word. */
  'ee say': { give: { pair: PairId; frame: unknown }; get: null };
  'ee cut': { give: { pair: PairId; socket: 'command' | 'event' }; get: null };
  'ee end': { give: { pair: PairId; orcName: OrcName }; get: null };
  'ee open': { give: { pair: PairId }; get: null };
  /** Answered when all that the node has sent up was handled above. */
  'settle above': { give: null; get: null };
  'settle below': { give: null; get: null };
  table: { give: null; get: Table };
  counters: { give: null; get: Readonly<Record<string, number>> };
  /** Answered when the node is gone and its ports are free; another `start` may follow. */
  stop: { give: null; get: null };
}

/** Where a node listens. */
export interface Ports {
  readonly port: number;
  readonly eventPort: number;
}

export type NodeRequestKind = keyof NodeRequests;

export interface NodeRequest<Kind extends NodeRequestKind = NodeRequestKind> {
  readonly kind: Kind;
  readonly give: NodeRequests[Kind]['give'];
}

/** What a node tells unasked, in the order in which it came about. */
export type Notice =
  | { readonly kind: 'observation'; readonly observation: Observation }
  /** A message came up from a lower node on this pair, as it arrived. */
  | {
      readonly kind: 'message';
      readonly below: NodeToken;
      readonly pair: PairId;
      readonly message: unknown;
    }
  /** A frame came down from the node above, as it arrived. */
  | { readonly kind: 'event'; readonly above: NodeToken; readonly event: unknown }
  /** An emission reached a socket id on `ee`. */
  | { readonly kind: 'ee event'; readonly pair: PairId; readonly event: Event }
  /** A pair is gone at the node's end, the upper one. */
  | { readonly kind: 'gone'; readonly pair: PairId }
  /** An uplink stands, or is gone, at the node's end. */
  | { readonly kind: 'rose' | 'fell'; readonly standing: Standing };
