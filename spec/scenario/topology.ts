/**
 * Topologies: nodes, uplinks, orcs, and the pairs by which orcs attach, with symbolic names only. A legal topology has
 * no cycle and at most one way from any node up to any other (docs/SPEC.md#the-world), unless the law has `ways`.
 */
import type { Feature, Variant } from '../words/features.ts';
import { variantFeatures } from '../words/features.ts';
import type { Horde, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Backend } from '../words/table.ts';

export interface Node {
  readonly token: NodeToken;
  /** Unique in a topology, so that EVENT-9 can speak of the one node with this horde. */
  readonly horde: Horde;
}

/** `below` attaches to `above` as a client of it. */
export interface Uplink {
  readonly below: NodeToken;
  readonly above: NodeToken;
}

/**
 * A place where clients may attach to a node. It opens when it is first used; after it has ended it opens again when it is next
 * used.
 */
export interface Pair {
  readonly id: PairId;
  readonly node: NodeToken;
  readonly backend: Backend;
  /** The event port, null on `ee`. Two pairs of one node may have equal port numbers (ARP-7). */
  readonly port: number | null;
}

export interface Orc {
  readonly name: OrcName;
  readonly nice: number;
}

export interface Topology {
  readonly nodes: readonly Node[];
  readonly uplinks: readonly Uplink[];
  /** Every name that an orc has in the scenario, including names that a rename gives it. */
  readonly orcs: readonly Orc[];
  readonly pairs: readonly Pair[];
  /** The variants of the law by which the scenario is judged; absent where there are none. */
  readonly variants?: readonly Variant[];
}

/** Whether the law has this variant in the network. */
export const hasVariant = ({ variants }: Topology, variant: Variant): boolean =>
  variants?.includes(variant) === true;

/** Returns the topology under the law with those variants that are among the features; the same one if it is so already. */
export function withVariants(topology: Topology, features: Iterable<Feature>): Topology {
  const offered = new Set(features);
  const variants = variantFeatures.filter((each) => offered.has(each));
  const { variants: known = [], ...rest } = topology;
  if (known.length === variants.length && variants.every((each) => known.includes(each)))
    return topology;
  return variants.length > 0 ? { ...rest, variants } : rest;
}

/** Returns the nodes directly above, in the topology's order. */
export function nodesAbove(topology: Topology, node: NodeToken): NodeToken[] {
  return topology.uplinks.filter((uplink) => uplink.below === node).map((uplink) => uplink.above);
}

/** Returns the nodes directly below, in the topology's order. */
export function nodesBelow(topology: Topology, node: NodeToken): NodeToken[] {
  return topology.uplinks.filter((uplink) => uplink.above === node).map((uplink) => uplink.below);
}

/** Returns the node itself and every node below it, at any depth. */
export function atOrBelow(topology: Topology, node: NodeToken): Set<NodeToken> {
  const found = new Set<NodeToken>([node]);
  for (const token of found) for (const below of nodesBelow(topology, token)) found.add(below);
  return found;
}

/**
 * Returns the name of the pair by which a lower node attaches to the node above. The pair belongs to the lower node and not to a
 * client.
 */
export function uplinkPair(below: NodeToken, above: NodeToken): PairId {
  return `${below}/${above}` as PairId;
}

/** The event port of the first uplink of a scenario. The other uplinks get the following numbers, in the topology's order. */
const FIRST_UPLINK_PORT = 50000;

/** Returns the event port of the uplink at this place of the topology's list. */
export const uplinkPortAt = (index: number): number => FIRST_UPLINK_PORT + index;

/** Returns the event port of an uplink of the topology. */
export const uplinkPort = (topology: Topology, uplink: Uplink): number =>
  uplinkPortAt(topology.uplinks.findIndex((each) => sameUplink(each, uplink)));

export const sameUplink = (one: Uplink, other: Uplink): boolean =>
  one.below === other.below && one.above === other.above;

/** Whether the topology declares the uplink. */
export function hasUplink(topology: Topology, uplink: Uplink): boolean {
  return topology.uplinks.some((each) => sameUplink(each, uplink));
}

/** Returns a sentence for each thing that is wrong with a topology; an empty list when it is legal. */
export function topologyFaults(topology: Topology): string[] {
  const faults: string[] = [];
  const requireUnique = <T>(what: string, items: readonly T[], idOf: (item: T) => string) => {
    const seen = new Set<string>();
    for (const id of items.map(idOf)) {
      if (seen.has(id))
        faults.push(`${what} ${JSON.stringify(id)} is declared twice; give each its own`);
      seen.add(id);
    }
    return seen;
  };
  const tokens = requireUnique('node', topology.nodes, (node) => node.token);
  requireUnique('horde', topology.nodes, (node) => node.horde);
  requireUnique('orc', topology.orcs, (orc) => orc.name);
  requireUnique('pair', topology.pairs, (pair) => pair.id);
  requireUnique('uplink', topology.uplinks, (uplink) => `${uplink.below}/${uplink.above}`);
  for (const { below, above } of topology.uplinks)
    for (const token of [below, above])
      if (!tokens.has(token))
        faults.push(`uplink ${below} to ${above}: node ${JSON.stringify(token)} is not declared`);
  for (const { below, above } of topology.uplinks)
    if (below === above) faults.push(`uplink ${below} to ${above}: a node cannot attach to itself`);
  for (const pair of topology.pairs) {
    if (!tokens.has(pair.node))
      faults.push(`pair ${pair.id}: node ${JSON.stringify(pair.node)} is not declared`);
    if ((pair.backend === 'ee') !== (pair.port === null))
      faults.push(`pair ${pair.id}: an axon pair has a port, an ee pair has none`);
  }
  if (faults.length > 0 || hasVariant(topology, 'ways')) return faults;
  for (const { token } of topology.nodes) {
    const fault = pathFault(topology, token, []);
    if (fault) faults.push(fault);
  }
  return faults;
}

const NEEDS_WAYS =
  'only a law with "ways" has this; name "ways" in topology.variants, and judge a router that declares it';

/** Walks every way down from a node. If it meets a node twice, there is a cycle or a second way; both are illegal. */
function pathFault(topology: Topology, from: NodeToken, path: NodeToken[]): string | null {
  const visited = new Set<NodeToken>();
  const walk = (node: NodeToken, above: readonly NodeToken[]): string | null => {
    if (above.includes(node))
      return `uplinks: ${[...above, node].join(' > ')} is a cycle; ${NEEDS_WAYS}`;
    if (visited.has(node))
      return `uplinks: there are two ways between ${from} and ${node}; ${NEEDS_WAYS}`;
    visited.add(node);
    for (const below of nodesBelow(topology, node)) {
      const fault = walk(below, [...above, node]);
      if (fault) return fault;
    }
    return null;
  };
  return walk(from, path);
}
