/**
 * Attachments: the pairs that are open, which orcs are behind each, and which of them a broadcast goes to. It stands apart
 * because the transport attaches and ends pairs, while messages make and remove entries. It must not know lines, uplinks or
 * effects.
 */

import type { Backend, NodeToken, PairId } from '#spec';
import { byUnit } from '#spec';
import type { AttachedPair, RouteEntry } from './routeEntry.ts';

export class AttachedPairs {
  readonly #byPair = new Map<PairId, AttachedPair>();
  readonly #byNode = new Map<NodeToken, AttachedPair>();
  #broadcastPairs: readonly PairId[] | null = null;

  /** The number of pairs, of lower nodes, and of entries behind the pairs. */
  get size(): number {
    let size = this.#byPair.size + this.#byNode.size;
    for (const { entries } of this.#byPair.values()) size += entries.size;
    return size;
  }

  get(pair: PairId): AttachedPair | undefined {
    return this.#byPair.get(pair);
  }

  getByNode(node: NodeToken): AttachedPair | undefined {
    return this.#byNode.get(node);
  }

  /** Adds a pair, which must not be open. On `ee` the port is ignored. */
  open(pair: PairId, backend: Backend, port: number | null, node: NodeToken | null): void {
    const eventPort = backend === 'ee' ? null : port;
    const attachment = {
      pair,
      backend,
      port: eventPort,
      node,
      entries: new Map(),
      endpointCount: 0,
      lineCount: 0,
      hordeCount: 0,
    };
    this.#byPair.set(pair, attachment);
    if (node !== null) this.#byNode.set(node, attachment);
    this.#broadcastPairs = null;
  }

  /** Removes a pair, whose entries must be gone already. */
  close(attachment: AttachedPair): void {
    this.#byPair.delete(attachment.pair);
    if (attachment.node !== null) this.#byNode.delete(attachment.node);
    this.#broadcastPairs = null;
  }

  addEntry(entry: RouteEntry): void {
    const { attachment } = entry;
    attachment.entries.set(entry.orcName, entry);
    if (entry.role === 'endpoint' && attachment.endpointCount++ === 0) this.#broadcastPairs = null;
  }

  removeEntry(entry: RouteEntry): void {
    const { attachment } = entry;
    attachment.entries.delete(entry.orcName);
    if (entry.role === 'endpoint' && --attachment.endpointCount === 0) this.#broadcastPairs = null;
  }

  /** Returns a copy in ascending order of orc name, so entries may be removed during iteration. */
  entriesOn(attachment: AttachedPair): RouteEntry[] {
    return [...attachment.entries.values()].sort((a, b) => byUnit(a.orcName, b.orcName));
  }

  /**
   * Returns the axon pairs of a broadcast, in ascending order: every lower node's, for its greathall, and every pair
   * with an endpoint. Cached until a pair is added or removed, or its first or last endpoint comes or goes; never
   * mutated. @clause EVENT-3
   */
  broadcastPairs(): readonly PairId[] {
    if (this.#broadcastPairs) return this.#broadcastPairs;
    const pairs: PairId[] = [];
    for (const { pair, backend, node, endpointCount } of this.#byPair.values())
      if (backend === 'axon' && (node !== null || endpointCount > 0)) pairs.push(pair);
    this.#broadcastPairs = Object.freeze(pairs.sort(byUnit));
    return this.#broadcastPairs;
  }
}
