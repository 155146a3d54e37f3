/**
 * Endpoints: which orc has an endpoint on which pair, as far as its clients know, oldest first. It stands apart from the steps:
 * it remembers what was done and does nothing to the network. It must not know tables, which belong to the router.
 */

import type { NodeToken, OrcName, Pair, PairId } from '#spec';
import type { BackendName } from './published/published.ts';

export interface Endpoint {
  readonly orcName: OrcName;
  readonly pair: PairId;
  readonly node: NodeToken;
  readonly backend: BackendName;
  /** Returns the ids of the lines that the orc holds here, one for each pattern to which it subscribed. */
  lines(): readonly string[];
}

export class EndpointIndex {
  readonly #staleEndpoints = new Set<Endpoint>();
  #endpoints: Endpoint[] = [];

  get all(): readonly Endpoint[] {
    return this.#endpoints;
  }

  endpointsOf(orcName: OrcName): Endpoint[] {
    return this.#endpoints.filter((each) => each.orcName === orcName);
  }

  endpointsOn(pair: PairId): Endpoint[] {
    return this.#endpoints.filter((each) => each.pair === pair);
  }

  find(orcName: OrcName, pair: PairId): Endpoint | undefined {
    return this.#endpoints.find((each) => each.orcName === orcName && each.pair === pair);
  }

  /** Returns the orc's endpoint on the pair; creates it if there is none. */
  attach(orcName: OrcName, { id, node, backend }: Pair, lines: () => readonly string[]): Endpoint {
    const known = this.find(orcName, id);
    if (known) return known;
    const made: Endpoint = { orcName, pair: id, node, backend, lines };
    this.#endpoints.push(made);
    return made;
  }

  detach(endpoint: Endpoint): void {
    this.#staleEndpoints.delete(endpoint);
    this.#endpoints = this.#endpoints.filter((each) => each !== endpoint);
  }

  /** Whether the orc has since joined by another pair and this endpoint's route was taken over. @clause ARP-5 */
  isStale(endpoint: Endpoint): boolean {
    return this.#staleEndpoints.has(endpoint);
  }

  /**
   * Records that the orc joined here. Its endpoints at other nodes, and its other endpoint here on the same backend, become stale
   * but keep their subscriptions. @clause ARP-5
   */
  takeOver(joined: Endpoint): void {
    this.#staleEndpoints.delete(joined);
    for (const older of this.endpointsOf(joined.orcName)) {
      const isOvertaken = older.node !== joined.node || older.backend === joined.backend;
      if (older !== joined && isOvertaken) this.#staleEndpoints.add(older);
    }
  }
}
