/**
 * Attachments: the pairs that are there, who is behind each, and which of them a broadcast goes to.
 * It stands apart because pairs come and go with the transport, entries with messages.
 * It must not know lines, uplinks or effects.
 */

import type { Backend, NodeToken, PairId } from '#spec';
import { byUnit } from '#spec';
import type { Attachment, Entry } from './entry.ts';

export class Attachments {
  readonly #byPair = new Map<PairId, Attachment>();
  readonly #byNode = new Map<NodeToken, Attachment>();
  #everyone: readonly PairId[] | null = null;

  get(pair: PairId): Attachment | undefined {
    return this.#byPair.get(pair);
  }

  ofNode(node: NodeToken): Attachment | undefined {
    return this.#byNode.get(node);
  }

  /** The pair must not be there. On `ee` there is no port. */
  open(pair: PairId, backend: Backend, port: number | null, node: NodeToken | null): void {
    const held = backend === 'ee' ? null : port;
    const attachment = { pair, backend, port: held, node, entries: new Map(), endpointCount: 0 };
    this.#byPair.set(pair, attachment);
    if (node !== null) this.#byNode.set(node, attachment);
    this.#everyone = null;
  }

  /** Its entries must be gone. */
  close(attachment: Attachment): void {
    this.#byPair.delete(attachment.pair);
    if (attachment.node !== null) this.#byNode.delete(attachment.node);
    this.#everyone = null;
  }

  house(entry: Entry): void {
    const { attachment } = entry;
    attachment.entries.set(entry.orcName, entry);
    if (entry.role === 'endpoint' && attachment.endpointCount++ === 0) this.#everyone = null;
  }

  evict(entry: Entry): void {
    const { attachment } = entry;
    attachment.entries.delete(entry.orcName);
    if (entry.role === 'endpoint' && --attachment.endpointCount === 0) this.#everyone = null;
  }

  /** Ascending by orcName, a copy: entries may go while it is walked. */
  entriesOn(attachment: Attachment): Entry[] {
    return [...attachment.entries.values()].sort((a, b) => byUnit(a.orcName, b.orcName));
  }

  /**
   * The axon pairs of a broadcast, ascending: every lower node, for its greathall, and every pair with an endpoint.
   * Kept until a pair comes, goes, fills or empties; never mutated. @clause EVENT-3
   */
  everyone(): readonly PairId[] {
    if (this.#everyone) return this.#everyone;
    const pairs: PairId[] = [];
    for (const { pair, backend, node, endpointCount } of this.#byPair.values())
      if (backend === 'axon' && (node !== null || endpointCount > 0)) pairs.push(pair);
    this.#everyone = Object.freeze(pairs.sort(byUnit));
    return this.#everyone;
  }
}
