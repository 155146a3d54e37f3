/**
 * World: the topology that bounds describe, the home of each orc, and the possible steps. Each orc has one home, a leaf, and a
 * pair of its own there. The names are those that the shrinker gives, in the same order. This file knows neither how states are
 * packed nor how they are searched.
 */

import type { Bounds as ModelBounds } from '#model';
import type { Feature, NodeToken, OrcName, PairId, Step, StepKind, Topology, Uplink } from '#spec';
import { horde, nodeToken, orcName, pairId, withVariants } from '#spec';
import type { Bounds } from './bounds.ts';

/** An orc, the node it joins, and the pair it joins by. */
interface Resident {
  readonly orc: OrcName;
  readonly pair: PairId;
  /** Index of the node. */
  readonly home: number;
}

export interface World {
  readonly bounds: Bounds;
  readonly topology: Topology;
  readonly residents: readonly Resident[];
  /** One topic for each line. */
  readonly topics: readonly string[];
  /** For each node, the indexes of the nodes directly above it. */
  readonly above: readonly (readonly number[])[];
  /** The bounds with which the model's `enabled` is called. */
  readonly modelBounds: ModelBounds;
}

/** Returns the world of bounds that have no faults. `features`: of the router that is explored; the law may have variants there. */
export function worldOf(bounds: Bounds, features: readonly Feature[] = []): World {
  const { nodes, orcs, lines } = bounds;
  const tokens = numbersUpTo(nodes).map((each) => nodeToken(`n${each}`));
  const above = numbersUpTo(nodes).map((each) => indicesAbove(bounds, each - 1));
  const leaves = tokens.map((_, at) => at).filter((at) => !above.flat().includes(at));
  const homes = numbersUpTo(orcs)
    .map((each) => leaves[(each - 1) % leaves.length] as number)
    .sort((a, b) => a - b);
  const residents = homes.map((home, at) => ({
    orc: orcName(`p${at + 1}@${tokens[home]}`),
    pair: pairId(`s${at + 1}`),
    home,
  }));
  const topics = numbersUpTo(lines).map((each) => `<l${each}>`);
  return {
    bounds,
    topology: withVariants(topologyOf(tokens, above, residents), features),
    residents,
    topics,
    above,
    modelBounds: {
      features: new Set([
        'axon',
        'nodes',
        'cuts',
        'overlaps',
        'interleaving',
        'shared pairs',
        'stall',
      ]),
      kinds: kindsOf(bounds),
      patterns: topics,
      topics,
      hordes: [],
      frames: [],
      commands: [],
      illNames: [],
      countCap: bounds.countCap,
    },
  };
}

const numbersUpTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

function indicesAbove({ shape, nodes }: Bounds, at: number): number[] {
  switch (shape) {
    case 'chain':
      return at === 0 ? [] : [at - 1];
    case 'tree':
      return at === 0 ? [] : [Math.min(at - 1, nodes - 3)];
    case 'roots':
      return at === nodes - 1 ? numbersUpTo(nodes - 1).map((each) => each - 1) : [];
    default:
      return shape satisfies never;
  }
}

function topologyOf(
  tokens: readonly NodeToken[],
  above: readonly (readonly number[])[],
  residents: readonly Resident[],
): Topology {
  return {
    nodes: tokens.map((token) => ({ token, horde: horde(`h-${token}`) })),
    uplinks: tokens.flatMap((below, at): Uplink[] =>
      (above[at] ?? []).map((each) => ({ below, above: tokens[each] as NodeToken })),
    ),
    orcs: residents.map(({ orc }) => ({ name: orc, nice: 0 })),
    pairs: residents.map(({ pair, home }, at) => ({
      id: pair,
      node: tokens[home] as NodeToken,
      backend: 'axon',
      port: 4001 + at,
    })),
  };
}

function kindsOf({ interleaved, cuts, stalls }: Bounds): StepKind[] {
  return [
    'join',
    'subscribe',
    'unsubscribe',
    'leave',
    ...(cuts ? (['cut'] as const) : []),
    ...(stalls ? (['stall', 'resume'] as const) : []),
    ...(interleaved ? (['arrive', 'climb'] as const) : []),
  ];
}

/** Whether the step is taken at the orc's home. The model's `enabled` would allow an orc to join at every node. */
export function isAtHome({ residents }: World, step: Step): boolean {
  if (!('orc' in step && 'pair' in step)) return true;
  return residents.some(({ orc, pair }) => orc === step.orc && pair === step.pair);
}

/** Returns one canary per line at each node: the check that follows every scenario. */
export function probesOf({ topology, topics }: World): Step[] {
  return topology.nodes.flatMap(({ token: node }) =>
    topics.map((topic): Step => ({ kind: 'publish', node, topic })),
  );
}
