/**
 * Reach: the links and nodes on the ways down from one node to another, and whether they were up. It uses the declared
 * topology alone; but with `ways` a legal topology has at most one such way.
 */

import type { Topology } from '../scenario/topology.ts';
import { atOrBelow, hasVariant, nodesAbove, nodesBelow, uplinkPair } from '../scenario/topology.ts';
import type { Horde, NodeToken, PairId } from '../words/names.ts';
import type { Span } from './span.ts';
import { coversPerhaps, coversSurely } from './span.ts';
import type { UpSpans } from './upSpans.ts';

export class Reachability {
  readonly #topology: Topology;
  readonly #upSpans: UpSpans;
  readonly #below = new Map<NodeToken, ReadonlySet<NodeToken>>();
  readonly hasWays: boolean;

  constructor(topology: Topology, upSpans: UpSpans) {
    this.hasWays = hasVariant(topology, 'ways');
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

  /**
   * Whether a way down stood all the time from p0 to q. Of several ways, none may have changed meanwhile: an event that is under way
   * when a way is lost or comes back is not sent again, and a better way may be there before its lines are. @clause WAYS-10
   */
  isSurelyUp(above: NodeToken, below: NodeToken, p0: number, q: number): boolean {
    const stands = this.#hasStandingPath(above, below, (each) => coversSurely(each, p0, q));
    return stands && (!this.hasWays || this.#isUnchanged(above, below, p0, q));
  }

  /** Whether there is a way down of which each link and node may have been up at some time from p0 to q. */
  isPerhapsUp(above: NodeToken, below: NodeToken, p0: number, q: number): boolean {
    return this.#hasStandingPath(above, below, (each) => coversPerhaps(each, p0, q));
  }

  /** Whether whatever goes down from the one node to the other passes this node. */
  isOnEveryWay(node: NodeToken, above: NodeToken, below: NodeToken): boolean {
    if (!this.hasWays || node === above || node === below) return this.hasPath(node, below);
    const others = new Set([above]);
    for (const each of others)
      for (const next of nodesBelow(this.#topology, each)) if (next !== node) others.add(next);
    return !others.has(below);
  }

  /** Whether there is a way down of which every link and node has at least one span that `isStanding` accepts. */
  #hasStandingPath(
    above: NodeToken,
    below: NodeToken,
    isStanding: (each: Span) => boolean,
  ): boolean {
    const { nodes, links } = this.#upSpans;
    const reached = new Set([below]);
    for (const node of reached) {
      if (!nodes.get(node)?.some(isStanding)) {
        reached.delete(node);
        continue;
      }
      for (const next of nodesAbove(this.#topology, node))
        if (this.hasPath(above, next) && links.get(uplinkPair(node, next))?.some(isStanding))
          reached.add(next);
    }
    return reached.has(above);
  }

  /** Whether each link and node on any way down was up, or down, all the time from p0 to q. */
  #isUnchanged(above: NodeToken, below: NodeToken, p0: number, q: number): boolean {
    const isOnWay = (token: NodeToken) => this.hasPath(above, token) && this.hasPath(token, below);
    const isSteady = (spans: readonly Span[] = []) =>
      spans.every((each) => coversSurely(each, p0, q) || !coversPerhaps(each, p0, q));
    const { nodes, links } = this.#upSpans;
    return (
      [...nodes].every(([token, spans]) => !isOnWay(token) || isSteady(spans)) &&
      this.#topology.uplinks.every(
        (uplink) =>
          !isOnWay(uplink.above) ||
          !isOnWay(uplink.below) ||
          isSteady(links.get(uplinkPair(uplink.below, uplink.above))),
      )
    );
  }

  /** Returns the nodes at both ends of an uplink's pair; undefined for a client's pair. */
  linkOf(pair: PairId): { readonly below: NodeToken; readonly above: NodeToken } | undefined {
    return this.#topology.uplinks.find(({ below, above }) => uplinkPair(below, above) === pair);
  }
}
