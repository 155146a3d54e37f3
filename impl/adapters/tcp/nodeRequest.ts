/**
 * Requests to one node and notices from it, as data that can cross to another process. It stands apart because a node is driven
 * in the same way in this process and in a child. None of this crosses the nodes' own sockets: only the process that started a
 * node may read its tables and publish in its name.
 */

import type { Event, Horde, NodeToken, Observation, OrcName, PairId, Table } from '#spec';
import type { Address, PairWelcome } from '../../backends/tcp/index.ts';
import type { Publication } from '../../network/node.ts';

/** The parameters (`give`) and answer (`get`) of each request. */
export interface NodeRequests {
  /**
   * `ports`: the ports of the node that died here. If another socket still listens on one of them, the start waits until it is
   * free.
   */
  start: { give: { token: NodeToken; horde: Horde; ports: Ports | null }; get: Ports };
  /** From now on the uplink is dialled, and dialled again after each loss; with `held` only after `release`. */
  climb: { give: Address & { above: NodeToken; held: boolean }; get: null };
  /** The uplink is not dialled until `release`. */
  hold: { give: { above: NodeToken }; get: null };
  release: { give: { above: NodeToken }; get: null };
  /** Destroys one socket of the uplink. */
  cut: { give: { above: NodeToken; socket: 'command' | 'event' }; get: null };
  publish: { give: Publication; get: null };
  'hall subscribe': { give: { topic: string }; get: null };
  'hall unsubscribe': { give: { topic: string }; get: null };
  /** An orc in the node's process sends a message; its first one opens the pair. */
  'ee say': { give: { pair: PairId; frame: unknown }; get: null };
  'ee cut': { give: { pair: PairId; socket: 'command' | 'event' }; get: null };
  'ee end': { give: { pair: PairId; orcName: OrcName }; get: null };
  'ee open': { give: { pair: PairId }; get: null };
  /** Answered when all nodes above have handled everything that the node has sent up. */
  'settle above': { give: null; get: null };
  'settle below': { give: null; get: null };
  /** Whether the client of the pair reads its events; one that does not is left out when the nodes settle. */
  reading: { give: { pair: PairId; isReading: boolean }; get: null };
  table: { give: null; get: Table };
  size: { give: null; get: number };
  counters: { give: null; get: Readonly<Record<string, number>> };
  /** Answered when the node is gone and its ports are free; another `start` may follow. */
  stop: { give: null; get: null };
}

/** The ports that a node listens on. */
export interface Ports {
  readonly port: number;
  readonly eventPort: number;
}

export type NodeRequestKind = keyof NodeRequests;

export interface NodeRequest<Kind extends NodeRequestKind = NodeRequestKind> {
  readonly kind: Kind;
  readonly give: NodeRequests[Kind]['give'];
}

/** What a node reports unasked, in the order in which it happened. */
export type Notice =
  | { readonly kind: 'observation'; readonly observation: Observation }
  /** A message arrived from a lower node on this pair. */
  | {
      readonly kind: 'message';
      readonly below: NodeToken;
      readonly pair: PairId;
      readonly message: unknown;
    }
  /** A frame arrived from the node above. */
  | { readonly kind: 'event'; readonly above: NodeToken; readonly event: unknown }
  /** An emission reached a socket id on `ee`. */
  | { readonly kind: 'ee event'; readonly pair: PairId; readonly event: Event }
  /** A pair is gone at its upper end, which is this node. */
  | { readonly kind: 'gone'; readonly pair: PairId }
  /** An uplink has come up or is gone, at the lower end, which is this node. */
  | { readonly kind: 'uplink up' | 'uplink down'; readonly establishedPair: PairWelcome };
