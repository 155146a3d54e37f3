/**
 * What a hunt may use, and what makes of any scenario one that may be run: steps that are not legal where they stand, or
 * need what the router does not offer, are left out. It stands apart because every way to change a scenario ends here, so
 * that whatever is run or kept is legal by the model.
 */
import type { Advance } from '#model';
import { advance, legal, start } from '#model';
import type { Carries, Feature, Scenario, Step } from '#spec';
import { stepFaults, TOPIC_LIMIT, topologyFaults } from '#spec';
import type { DrawnScenario } from '../scenario/draw.ts';
import { LARGEST } from '../scenario/large.ts';
import { isOffered } from '../scenario/needs.ts';

export interface Surroundings {
  /** What the router under test declares. */
  readonly features: ReadonlySet<Feature>;
  readonly carries: Carries;
}

/** Most steps of a scenario that a hunt makes; longer ones take their time from others. */
const MOST_STEPS = 160;

/** The scenario with its legal steps and the model's advances; null when none is left, or it is larger than any drawn one. */
export function legalized(
  raw: Scenario,
  { features, carries }: Surroundings,
): DrawnScenario | null {
  const topology = features.has('nice') ? raw.topology : withoutNice(raw.topology);
  const { nodes, orcs, uplinks, pairs } = topology;
  if (nodes.length > LARGEST.nodes || orcs.length > LARGEST.orcs) return null;
  if (uplinks.length > 0 && !features.has('nodes')) return null;
  const crowd = nodes.some(
    ({ token }) => pairs.filter(({ node }) => node === token).length > LARGEST.pairs,
  );
  if (crowd || topologyFaults(topology).length > 0) return null;
  const steps: Step[] = [];
  const advances: Advance[] = [];
  let state = start(topology);
  for (const step of raw.steps) {
    if (steps.length >= MOST_STEPS) break;
    if ('topic' in step && step.topic.length > (carries.topicUnits ?? TOPIC_LIMIT)) continue;
    if (stepFaults(step, topology).length > 0) continue;
    if (legal(state, step) !== null || !isOffered(features, state, step)) continue;
    const advanced = advance(state, step, steps.length);
    steps.push(step);
    advances.push(advanced);
    state = advanced.state;
  }
  return steps.length === 0 ? null : { scenario: { ...raw, topology, steps }, advances };
}

const withoutNice = (topology: Scenario['topology']): Scenario['topology'] => ({
  ...topology,
  orcs: topology.orcs.map(({ name }) => ({ name, nice: 0 })),
});
