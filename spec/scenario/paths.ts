/**
 * Least paths: which way down each node prefers (WAYS-2), as a function of the topology alone. The laws about who hears are stated with
 * them; nodes find them hop by hop, and no table is asked here.
 */
import type { NodeToken } from '../words/names.ts';
import { byUnit } from '../words/table.ts';
import type { Topology } from './topology.ts';
import { nodesAbove, nodesBelow } from './topology.ts';

export type Path = readonly NodeToken[];

const pathCache = new WeakMap<Topology, Map<NodeToken, ReadonlyMap<NodeToken, Path>>>();

/**
 * Returns the least path from the node down to each node at or below it, both ends included. Of equally short ones it is the first,
 * compared token by token from the top. Cached for each topology.
 */
export function leastPaths(topology: Topology, from: NodeToken): ReadonlyMap<NodeToken, Path> {
  const known = pathCache.get(topology) ?? new Map<NodeToken, ReadonlyMap<NodeToken, Path>>();
  pathCache.set(topology, known);
  const found = known.get(from) ?? walkDown(topology, from);
  known.set(from, found);
  return found;
}

/** Breadth first, lesser paths before greater ones: then the first path to a node is its least one. */
function walkDown(topology: Topology, from: NodeToken): Map<NodeToken, Path> {
  const paths = new Map<NodeToken, Path>([[from, [from]]]);
  for (const [node, path] of paths)
    for (const below of nodesBelow(topology, node).sort(byUnit))
      if (!paths.has(below)) paths.set(below, [...path, below]);
  return paths;
}

/**
 * Returns for each node how many links its longest way up has. In a cycle a link that leads back to a node on the way counts as none,
 * so that nodes can be put on levels all the same.
 */
export function levelsAbove(topology: Topology): ReadonlyMap<NodeToken, number> {
  const levels = new Map<NodeToken, number>();
  const entered = new Set<NodeToken>();
  const measure = (node: NodeToken): number => {
    const known = levels.get(node);
    if (known !== undefined || entered.has(node)) return known ?? -1;
    entered.add(node);
    const level = Math.max(0, ...nodesAbove(topology, node).map((above) => measure(above) + 1));
    levels.set(node, level);
    return level;
  };
  for (const { token } of topology.nodes) measure(token);
  return levels;
}
