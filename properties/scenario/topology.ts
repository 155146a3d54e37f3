/**
 * Random topologies: single nodes, chains, trees, nodes with several roots, with orcs and pairs on them. Names are
 * few, and some are names of prototype properties (`__proto__`); ports repeat, and several orcs may share a pair.
 */

import type { Feature, Node, NodeToken, Orc, Pair, Topology, Uplink } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent } from './chance.ts';

export const shapes = ['single', 'chain', 'tree', 'roots'] as const;
export type Shape = (typeof shapes)[number];

export const LIMITS = { nodes: 6, orcs: 8, lines: 4 } as const;

const TOKENS = ['T', 'B', 'C', 'D', 'E', 'F'];
const ORCS = ['p1', 'p2', 'p3', '__proto__', 'p4', 'constructor', 'p5', 'toString'];
const PORTS = [4001, 4001, 4002, 4003];

/** A legal topology of the shape, limited to the given features and to at most `maxNodes` nodes. */
export function drawTopology(
  chance: Chance,
  shape: Shape,
  features: ReadonlySet<Feature>,
  maxNodes: number = LIMITS.nodes,
): Topology {
  const count = shape === 'single' ? 1 : 2 + chance.below(Math.max(1, maxNodes - 1));
  const hasHostileToken = percent(chance, 10);
  const nodes = TOKENS.slice(0, count).map((name, index): Node => {
    const token = hasHostileToken && index === 0 ? '__proto__' : name;
    return { token: nodeToken(token), horde: horde(index % 2 === 0 ? token : `h${token}`) };
  });
  return {
    nodes,
    uplinks: drawUplinks(
      chance,
      shape,
      nodes.map((node) => node.token),
    ),
    orcs: drawOrcs(
      chance,
      nodes.map((node) => node.token),
    ),
    pairs: nodes.flatMap((node) => drawPairs(chance, node.token, features)),
  };
}

/** Links every node to an earlier one, above or below, so that there is exactly one path between any two nodes. */
function drawUplinks(chance: Chance, shape: Shape, tokens: readonly NodeToken[]): Uplink[] {
  const link = (below: number, above: number): Uplink => ({
    below: tokens[below] as NodeToken,
    above: tokens[above] as NodeToken,
  });
  const others = tokens.slice(1).map((_, index) => index + 1);
  switch (shape) {
    case 'single':
      return [];
    case 'chain':
      return others.map((index) => link(index - 1, index));
    case 'tree':
      return others.map((index) => link(index, chance.below(index)));
    case 'roots': {
      // In a tree there is at most one path between two nodes, whichever end of each edge is the lower one.
      const first = link(0, 1);
      return others.map((index) => {
        if (index === 1) return first;
        const other = chance.below(index);
        return percent(chance, 60) ? link(other, index) : link(index, other);
      });
    }
    default:
      return shape satisfies never;
  }
}

function drawOrcs(chance: Chance, tokens: readonly NodeToken[]): Orc[] {
  const count = 1 + Math.min(chance.below(LIMITS.orcs), 2 + chance.below(LIMITS.orcs));
  return ORCS.slice(0, count).map((name) => ({
    name: orcName(`${name}@${oneOf(chance, tokens)}`),
    nice: oneOf(chance, [0, 0, -4, 19]),
  }));
}

function drawPairs(chance: Chance, node: NodeToken, features: ReadonlySet<Feature>): Pair[] {
  const pairs: Pair[] = [];
  const sockets = features.has('axon') ? 1 + chance.below(3) : 0;
  for (let index = 1; index <= sockets; index++)
    pairs.push({
      id: pairId(`s${index}.${node}`),
      node,
      backend: 'axon',
      port: oneOf(chance, PORTS),
    });
  const emitters = features.has('ee') ? chance.below(3) : 0;
  for (let index = 1; index <= emitters; index++)
    pairs.push({ id: pairId(`e${index}.${node}`), node, backend: 'ee', port: null });
  return pairs.length > 0 ? pairs : [{ id: pairId(`e1.${node}`), node, backend: 'ee', port: null }];
}
