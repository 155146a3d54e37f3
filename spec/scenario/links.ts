/**
 * Links: the topology as far as its uplinks are up. The audience law asks it, and nothing else of the ways.
 * Apart from the topology, which is declared once, and from the history, which says what is lost.
 */
import type { Topology, Uplink } from './topology.ts';
import { sameUplink } from './topology.ts';

interface LinkState {
  readonly topology: Topology;
  /** Uplinks that are lost and have not come back. */
  readonly down: readonly Uplink[];
}

const topologyCache = new WeakMap<readonly Uplink[], WeakMap<Topology, Topology>>();

/** The topology with the uplinks that are up now; the same object as long as none goes or comes back. */
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
