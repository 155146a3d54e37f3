/**
 * Large scenarios: each is large in one dimension, or has names that are alike. They find what breaks only at the ninth orc, the
 * seventeenth event or the 256th subscription. A plan of steps, made from the topology alone, makes the scenario large; a planned
 * step that is not legal when its turn comes is skipped. Separate from the ordinary drawing, whose scenarios stay small so that
 * shallow bugs are found soon.
 */
import type { Carries, Feature, Step, Topology } from '#spec';
import type { StepsOf } from './largePlans.ts';
import {
  broadcasts,
  drawAmount,
  emitterCrowd,
  eventsAtEveryNode,
  linesOfOne,
  manyCarriers,
  manyLines,
  manyOrcs,
  orcAtEveryNode,
  repeatedSubscriptions,
  similarNames,
  unheardEvents,
  uplinkReturns,
} from './largePlans.ts';
import type { Limits, Shape, TopologyOptions } from './topology.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent, pickSkewed } from './values/chance.ts';
import { drawPayload } from './values/payloads.ts';

/** Limits of a large scenario, and so of every scenario: an adapter must be ready for this much. */
export const LARGEST: Limits = { nodes: 12, orcs: 60, pairs: 30, lines: 40, steps: 500 };

export const dimensions = [
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
  'orcs on the emitter',
  'orcs from below',
  'broadcasts',
  'names alike',
] as const;
export type Dimension = (typeof dimensions)[number];

interface Plan {
  readonly shape: Shape;
  readonly sizes: NonNullable<TopologyOptions['sizes']>;
  readonly lines: number;
  /** Whether topics, patterns, payloads and `nice` are odd ones. */
  readonly isOdd?: boolean;
  /** How many ordinary steps are drawn after the steps of the plan. */
  readonly others: number;
  readonly steps: StepsOf;
}

/** Draws the dimension in which a scenario is large; null where the features or the limits allow none. */
export function drawDimension(
  chance: Chance,
  features: ReadonlySet<Feature>,
  shapes: readonly Shape[],
  limits: Limits,
  wished: Dimension | null = null,
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
    'orcs on the emitter': limits.orcs > 8 && features.has('ee') && features.has('shared pairs'),
    'orcs from below':
      limits.orcs > 8 && limits.nodes > 2 && features.has('shared pairs') && isOpen('chain'),
    broadcasts: limits.steps > 60,
    'names alike': limits.orcs > 3 && limits.lines > 3,
  };
  if (wished) return needs[wished] ? wished : null;
  const open = dimensions.filter((each) => needs[each]);
  return open.length === 0 ? null : oneOf(chance, open);
}

/** Returns the plan of a scenario that is large in this dimension. */
export function planOf(chance: Chance, dimension: Dimension, limits: Limits): Plan {
  const small = {
    shape: percent(chance, 50) ? 'single' : 'chain',
    sizes: { nodes: 2 },
    lines: 2,
    others: 12,
  } as const;
  switch (dimension) {
    case 'orcs': {
      const orcs = drawAmount(chance, 20, limits.orcs);
      return { ...small, sizes: { nodes: 2, orcs, axonPairs: 3 }, steps: manyOrcs };
    }
    case 'orcs behind one pair': {
      const orcs = drawAmount(chance, 9, Math.min(20, limits.orcs));
      return { ...small, sizes: { nodes: 2, orcs, axonPairs: 1 }, steps: manyOrcs };
    }
    case 'carriers of one line': {
      const axonPairs = drawAmount(chance, 4, Math.min(limits.pairs, limits.orcs));
      return { ...small, sizes: { nodes: 2, orcs: axonPairs, axonPairs }, steps: manyCarriers };
    }
    case 'lines':
      return { ...small, lines: drawAmount(chance, 9, limits.lines), steps: manyLines };
    case 'lines of one orc': {
      const lines = drawAmount(chance, 4, Math.min(12, limits.lines));
      return { ...small, shape: 'chain', lines, others: 20, steps: linesOfOne };
    }
    case 'depth': {
      const nodes = drawAmount(chance, 5, Math.min(9, limits.nodes));
      return { ...small, shape: 'chain', sizes: { nodes, orcs: 3 }, steps: eventsAtEveryNode };
    }
    case 'lower nodes': {
      const nodes = drawAmount(chance, 5, Math.min(11, limits.nodes));
      return {
        ...small,
        shape: 'tree',
        sizes: { nodes, orcs: nodes, isStar: true },
        steps: orcAtEveryNode,
      };
    }
    case 'count':
      return {
        ...small,
        steps: (each, topology, topics) =>
          repeatedSubscriptions(each, topology, topics, limits.steps),
      };
    case 'steps':
      return { ...small, others: drawAmount(chance, 60, limits.steps), steps: () => [] };
    case 'publishes':
      return { ...small, steps: unheardEvents };
    case 'returns':
      return { ...small, shape: 'chain', others: 20, steps: uplinkReturns };
    case 'orcs on the emitter': {
      const orcs = drawAmount(chance, 9, Math.min(20, limits.orcs));
      return { ...small, sizes: { nodes: 2, orcs }, steps: emitterCrowd };
    }
    case 'orcs from below': {
      const orcs = drawAmount(chance, 9, Math.min(24, limits.orcs));
      return { ...small, shape: 'chain', sizes: { nodes: 3, orcs, axonPairs: 2 }, steps: manyOrcs };
    }
    case 'broadcasts':
      return { ...small, steps: broadcasts };
    case 'names alike': {
      const orcs = Math.min(6, limits.orcs);
      return {
        ...small,
        sizes: { nodes: 2, orcs, axonPairs: Math.min(4, limits.pairs) },
        lines: Math.min(6, limits.lines),
        others: 16,
        isOdd: true,
        steps: similarNames,
      };
    }
    default:
      return dimension satisfies never;
  }
}

/**
 * Where values are odd: percent of the payloads that are large or deep, and percent of the events that an event of an odd topic
 * follows.
 */
const HUGE_PERCENT = 4;
const ODD_EVENT_PERCENT = 20;

/** Returns the steps of the plan. Where values are odd, the events carry payloads, and some events of odd topics are added. */
export function planSteps(
  chance: Chance,
  { steps, isOdd }: Plan,
  topology: Topology,
  { lines, topics }: { readonly lines: readonly string[]; readonly topics: readonly string[] },
  carries: Carries,
): Step[] {
  const planned = steps(
    chance,
    topology,
    lines.map((line) => `wh::<${line}>.changed`),
  );
  if (!isOdd) return planned;
  return planned.flatMap((step): Step[] => {
    if (step.kind !== 'publish') return [step];
    const event = { ...step, payload: drawPayload(chance, carries, HUGE_PERCENT) };
    const odd = percent(chance, ODD_EVENT_PERCENT)
      ? [{ ...event, topic: pickSkewed(chance, topics) }]
      : [];
    return [event, ...odd];
  });
}
