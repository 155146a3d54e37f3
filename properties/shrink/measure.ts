/**
 * Measure: which of two scenarios is smaller: the one with fewer steps, then with fewer entities, then with plainer steps, then
 * with the lesser text. The order is total and well-founded: a search that only goes down ends, and different searches can end in
 * the same scenario.
 */

import type { Scenario, Step } from '#spec';
import { addresseeOf, factsOfStep, lineOf } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import { isHostile } from './canonical.ts';

const weightOfStep = (step: Step): number =>
  100 * factsOfStep(step).plainness + JSON.stringify(step).length;

export interface Size {
  readonly steps: number;
  readonly nodes: number;
  readonly orcs: number;
  readonly lines: number;
}

/** Counts the parts of a scenario. It counts the lines that topics name, not those that only raw frames mention. */
export function sizeOf({ steps, topology }: Scenario): Size {
  return {
    steps: steps.length,
    nodes: topology.nodes.length,
    orcs: topology.orcs.length,
    lines: linesOf(steps).length,
  };
}

export interface Measure {
  /** The counts of the scenario's parts. The first count is compared first. */
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
      steps.map((step) => [String(factsOfStep(step).plainness).padStart(2, '0'), step]),
      topology,
    ]),
  };
}

/** Returns the lines and addressees that topics name. */
function topicNames(steps: readonly Step[]): string[] {
  return steps.flatMap((step) =>
    'topic' in step
      ? [lineOf(step.topic), addresseeOf(step.topic)].filter((each) => each !== null)
      : [],
  );
}

/** Compares two measures; negative when the left one is smaller. */
export function compareMeasures(left: Measure, right: Measure): number {
  for (const [at, count] of left.counts.entries()) {
    const other = right.counts[at] as number;
    if (count !== other) return count - other;
  }
  return left.text < right.text ? -1 : left.text > right.text ? 1 : 0;
}
