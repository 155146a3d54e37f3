/**
 * Links: the topology restricted to the uplinks that are up. The audience law asks nothing else about connections. Separate from
 * the topology, which is declared once, and from the history, which says what is lost.
 */
import type { NodeToken } from '../words/names.ts';
import type { Topology, Uplink } from './topology.ts';
import { sameUplink } from './topology.ts';

interface LinkState {
  readonly topology: Topology;
  /** Uplinks that were lost and are not back yet. */
  readonly down: readonly Uplink[];
}

const topologyCache = new WeakMap<readonly Uplink[], WeakMap<Topology, Topology>>();

/** Returns the topology with only the uplinks that are up now. It returns the same object as long as they do not change. */
export function linked({ topology, down }: LinkState): Topology {
  if (down.length === 0) return topology;
  const known = topologyCache.get(down) ?? new WeakMap<Topology, Topology>();
  topologyCache.set(down, known);
  const remaining = known.get(topology) ?? {
    ...topology,
    uplinks: topology.uplinks.filter((each) => !down.some((gone) => sameUplink(gone, each))),
  };
  known.set(topology, remaining);
  return remaining;
}

/** Returns the uplinks that are up and have the node at one end: first those to nodes above it, then those to nodes below it. */
export function linksOf(state: LinkState, node: NodeToken): Uplink[] {
  const { uplinks } = linked(state);
  const above = uplinks.filter((uplink) => uplink.below === node);
  return [...above, ...uplinks.filter((uplink) => uplink.above === node)];
}
