/**
 * Entries and attachments: the records that the table and the pairs share, each pointing to the other.
 * Apart from both, so that neither index needs to know the other's file.
 */
import type { Backend, Horde, LineId, NodeToken, OrcName, PairId } from '#spec';

/** What an entry is to its orc: an own endpoint, a nested command's trace, a way by a lower node. */
export type Role = 'endpoint' | 'nested' | 'lower';

export interface RouteEntry {
  orcName: OrcName;
  readonly backend: Backend;
  readonly attachment: Attachment;
  role: Role;
  token: string;
  hordes: readonly Horde[];
  nice: number;
  /** Counted at an endpoint; a lower node's line is 1. Never 0. */
  readonly lines: Map<LineId, number>;
}

export interface Attachment {
  readonly pair: PairId;
  readonly backend: Backend;
  readonly port: number | null;
  /** The lower node; null for a client's pair. */
  readonly node: NodeToken | null;
  readonly entries: Map<OrcName, RouteEntry>;
  endpointCount: number;
}
