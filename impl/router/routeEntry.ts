/**
 * Route entries and attachments: the records of the table and of the pairs, which point to each other. Separate, so
 * that neither index needs to import the other's file.
 */
import type { Backend, Horde, LineId, NodeToken, OrcName, PairId } from '#spec';

/** Why the orc has the entry: it has an endpoint here, it sent a nested command, or it is behind a lower node. */
export type Role = 'endpoint' | 'nested' | 'lower';

export interface RouteEntry {
  orcName: OrcName;
  readonly backend: Backend;
  readonly attachment: AttachedPair;
  role: Role;
  token: string;
  hordes: readonly Horde[];
  nice: number;
  /** Subscriptions per line at an endpoint. Always 1 for an entry by a lower node; never 0. */
  readonly lines: Map<LineId, number>;
}

export interface AttachedPair {
  readonly pair: PairId;
  readonly backend: Backend;
  readonly port: number | null;
  /** The lower node at the other end; null for a client's pair. */
  readonly node: NodeToken | null;
  readonly entries: Map<OrcName, RouteEntry>;
  endpointCount: number;
  /** The number of lines that the entries hold together, each counted once an entry. */
  lineCount: number;
  /** The number of hordes that the entries name together. */
  hordeCount: number;
}
