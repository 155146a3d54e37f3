/**
 * Large scenarios: each is large in one dimension, for what breaks only at the ninth orc, the seventeenth event or the
 * 256th subscription. A plan of steps, made from the topology alone, leads there; a step that is not legal when its turn
 * comes is skipped. Apart from the ordinary drawing, which stays small so that shallow bugs are found soon.
 */
import type { Feature } from '#spec';
import type { StepsOf } from './largePlans.ts';
import {
  amount,
  carriers,
  counted,
  crowd,
  linesOfOne,
  manyLines,
  onePerNode,
  published,
  returns,
  throughAll,
} from './largePlans.ts';
import type { Limits, Shape, TopologyOptions } from './topology.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';

/** The most of each in a large scenario, and in any: what an adapter must be ready for. */
export const LARGEST: Limits = { nodes: 12, orcs: 60, pairs: 30, lines: 40, steps: 500 };

const dimensions = [
  'orcs',
  'orcs behind one pair',
  'carriers of one line',
  'lines',
  'lines of one orc',
  'depth',
  'lower nodes',
  'count',
  'steps',
  'publishes',
  'returns',
] as const;
export type Dimension = (typeof dimensions)[number];

interface Plan {
  readonly shape: Shape;
  readonly sizes: NonNullable<TopologyOptions['sizes']>;
  readonly lines: number;
  /** How many steps are drawn as in any other scenario, after those of the plan. */
  readonly others: number;
  readonly steps: StepsOf;
}

/** The dimension of a large scenario; null where the features or the limits leave none. */
export function drawDimension(
  chance: Chance,
  features: ReadonlySet<Feature>,
  shapes: readonly Shape[],
  limits: Limits,
): Dimension | null {
  const isOpen = (shape: Shape) => shapes.includes(shape);
  const needs: Readonly<Record<Dimension, boolean>> = {
    orcs: limits.orcs > 8 && features.has('shared pairs'),
    'orcs behind one pair': limits.orcs > 8 && features.has('shared pairs'),
    'carriers of one line': limits.pairs > 4 && limits.orcs > 4 && features.has('axon'),
    lines: limits.lines > 4,
    'lines of one orc': limits.lines > 4,
    depth: limits.nodes > 6 && isOpen('chain'),
    'lower nodes': limits.nodes > 6 && isOpen('tree'),
    count: limits.steps > 60,
    steps: limits.steps > 60,
    publishes: limits.steps > 60,
    returns: limits.nodes > 1 && features.has('heal') && isOpen('chain'),
  };
  const open = dimensions.filter((each) => needs[each]);
  return open.length === 0 ? null : oneOf(chance, open);
}

/** How the scenario is made that is large in this dimension. */
export function planOf(chance: Chance, dimension: Dimension, limits: Limits): Plan {
  const small = {
    shape: percent(chance, 50) ? 'single' : 'chain',
    sizes: { nodes: 2 },
    lines: 2,
    others: 12,
  } as const;
  switch (dimension) {
    case 'orcs': {
      const orcs = amount(chance, 20, limits.orcs);
      return { ...small, sizes: { nodes: 2, orcs, axonPairs: 3 }, steps: crowd };
    }
    case 'orcs behind one pair': {
      const orcs = amount(chance, 9, Math.min(20, limits.orcs));
      return { ...small, sizes: { nodes: 2, orcs, axonPairs: 1 }, steps: crowd };
    }
    case 'carriers of one line': {
      const axonPairs = amount(chance, 4, Math.min(limits.pairs, limits.orcs));
      return { ...small, sizes: { nodes: 2, orcs: axonPairs, axonPairs }, steps: carriers };
    }
    case 'lines':
      return { ...small, lines: amount(chance, 9, limits.lines), steps: manyLines };
    case 'lines of one orc': {
      const lines = amount(chance, 4, Math.min(12, limits.lines));
      return { ...small, shape: 'chain', lines, others: 20, steps: linesOfOne };
    }
    case 'depth': {
      const nodes = amount(chance, 5, Math.min(9, limits.nodes));
      return { ...small, shape: 'chain', sizes: { nodes, orcs: 3 }, steps: throughAll };
    }
    case 'lower nodes': {
      const nodes = amount(chance, 5, Math.min(11, limits.nodes));
      return {
        ...small,
        shape: 'tree',
        sizes: { nodes, orcs: nodes, isStar: true },
        steps: onePerNode,
      };
    }
    case 'count':
      return {
        ...small,
        steps: (each, topology, topics) => counted(each, topology, topics, limits.steps),
      };
    case 'steps':
      return { ...small, others: amount(chance, 60, limits.steps), steps: () => [] };
    case 'publishes':
      return { ...small, steps: published };
    case 'returns':
      return { ...small, shape: 'chain', others: 20, steps: returns };
    default:
      return dimension satisfies never;
  }
}
