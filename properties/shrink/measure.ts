/**
 * Measure: which of two scenarios is smaller. A total order, so that a search that only goes down comes to an end and
 * two searches can come to the same one: fewer steps first, then fewer entities, then plainer steps, then the text.
 */

import type { Scenario, Step, StepKind } from '#spec';
import { addresseeOf, lineOf } from '#spec';
import { isHostile } from './canonical.ts';

/** How much a kind of step asks of a reader: the plainer the lower. */
const PLAINNESS = {
  join: 0,
  subscribe: 1,
  publish: 2,
  unsubscribe: 3,
  leave: 4,
  command: 5,
  end: 6,
  cut: 7,
  'hall subscribe': 8,
  'hall unsubscribe': 9,
  rename: 10,
  inject: 11,
  garble: 12,
  'uplink down': 13,
  'uplink up': 14,
  restart: 15,
  crash: 16,
  settle: 17,
  arrive: 18,
  climb: 19,
  descend: 20,
  repeat: 21,
  hold: 22,
} as const satisfies Record<StepKind, number>;

const weightOfStep = (step: Step): number =>
  100 * PLAINNESS[step.kind] + JSON.stringify(step).length;

export interface Size {
  readonly steps: number;
  readonly nodes: number;
  readonly orcs: number;
  readonly lines: number;
}

/** The lines that topics name; those only in a raw frame do not count. */
export function sizeOf({ steps, topology }: Scenario): Size {
  const lines = new Set<string>();
  for (const step of steps) {
    const lineId = 'topic' in step ? lineOf(step.topic) : null;
    if (lineId !== null) lines.add(lineId);
  }
  return {
    steps: steps.length,
    nodes: topology.nodes.length,
    orcs: topology.orcs.length,
    lines: lines.size,
  };
}

export interface Measure {
  /** Compared from the first on. */
  readonly counts: readonly number[];
  readonly text: string;
}

export function measure(scenario: Scenario): Measure {
  const { topology, steps } = scenario;
  const { nodes, orcs, pairs } = topology;
  const size = sizeOf(scenario);
  const shared = pairs.filter((pair) =>
    pairs.some(
      (each) =>
        each !== pair && each.port !== null && each.port === pair.port && each.node === pair.node,
    ),
  );
  const special =
    shared.length +
    pairs.filter((pair) => pair.backend === 'ee').length +
    orcs.reduce((sum, { nice }) => sum + (nice === 0 ? 0 : nice === 1 ? 1 : 2), 0) +
    [
      ...nodes.map((node) => node.token),
      ...orcs.map((orc) => orc.name),
      ...topicNames(steps),
    ].filter(isHostile).length;
  return {
    counts: [
      size.steps,
      size.nodes,
      size.orcs,
      pairs.length,
      size.lines,
      special,
      steps.reduce((sum, step) => sum + weightOfStep(step), 0),
    ],
    text: JSON.stringify([
      steps.map((step) => [String(PLAINNESS[step.kind]).padStart(2, '0'), step]),
      topology,
    ]),
  };
}

/** The lines and addressees of topics. */
function topicNames(steps: readonly Step[]): string[] {
  return steps.flatMap((step) =>
    'topic' in step
      ? [lineOf(step.topic), addresseeOf(step.topic)].filter((each) => each !== null)
      : [],
  );
}

/** Below 0 where the left one is the smaller. */
export function compareMeasures(left: Measure, right: Measure): number {
  for (const [at, count] of left.counts.entries()) {
    const other = right.counts[at] as number;
    if (count !== other) return count - other;
  }
  return left.text < right.text ? -1 : left.text > right.text ? 1 : 0;
}
