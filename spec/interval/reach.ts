/**
 * Reach: the links and nodes on the one way down from one node to another, and whether they were up. It uses the declared
 * topology alone; a legal topology has at most one such way.
 */

import type { Topology } from '../scenario/topology.ts';
import { atOrBelow, nodesAbove, uplinkPair } from '../scenario/topology.ts';
import type { Horde, NodeToken, PairId } from '../words/names.ts';
import type { Span } from './span.ts';
import type { UpSpans } from './upSpans.ts';

export class Reachability {
  readonly #topology: Topology;
  readonly #upSpans: UpSpans;
  readonly #below = new Map<NodeToken, ReadonlySet<NodeToken>>();

  constructor(topology: Topology, upSpans: UpSpans) {
    this.#topology = topology;
    this.#upSpans = upSpans;
    for (const { token } of topology.nodes) this.#below.set(token, atOrBelow(topology, token));
  }

  nodeOf(horde: Horde): NodeToken | undefined {
    return this.#topology.nodes.find((node) => node.horde === horde)?.token;
  }

  /** Whether the topology has a way down from `above` to `below`, whether it is up or not. A node always has a way to itself. */
  hasPath(above: NodeToken, below: NodeToken): boolean {
    return this.#below.get(above)?.has(below) === true;
  }

  /** Whether every link and node on the way down has at least one span that `isStanding` accepts. */
  hasStandingPath(
    above: NodeToken,
    below: NodeToken,
    isStanding: (each: Span) => boolean,
  ): boolean {
    if (!this.hasPath(above, below)) return false;
    const { nodes, links } = this.#upSpans;
    let node = below;
    while (nodes.get(node)?.some(isStanding)) {
      if (node === above) return true;
      const next = nodesAbove(this.#topology, node).find((each) => this.hasPath(above, each));
      if (next === undefined || !links.get(uplinkPair(node, next))?.some(isStanding)) return false;
      node = next;
    }
    return false;
  }

  /** Returns the nodes at both ends of an uplink's pair; undefined for a client's pair. */
  linkOf(pair: PairId): { readonly below: NodeToken; readonly above: NodeToken } | undefined {
    return this.#topology.uplinks.find(({ below, above }) => uplinkPair(below, above) === pair);
  }
}
