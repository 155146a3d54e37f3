/**
 * The scope of a hunt: what its scenarios may use of the router under test. Every mutation ends here, where the steps
 * are removed that are not legal or need what the router does not offer. So whatever a hunt runs or keeps is legal by
 * the model.
 */
import type { Advance } from '#model';
import { advance, legal, start } from '#model';
import type { Carries, Feature, Scenario, Step } from '#spec';
import { stepFaults, TOPIC_LIMIT, topologyFaults } from '#spec';
import type { DrawnScenario } from '../scenario/draw.ts';
import { LARGEST } from '../scenario/large.ts';
import { isOffered } from '../scenario/needs.ts';

/** What a router declares: its features, and the longest names, topics and payloads that it carries. */
export interface HuntScope {
  readonly features: ReadonlySet<Feature>;
  readonly carries: Carries;
}

/** The most steps of a scenario that a hunt makes. In the time of a longer one, several others can be run. */
const MAX_STEPS = 160;

/**
 * Returns the scenario with only its legal steps, and the model's advances. Returns null if no step is left, or if the
 * topology is larger than any that the generator draws.
 */
export function restrictToLegal(
  raw: Scenario,
  { features, carries }: HuntScope,
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
    if (steps.length >= MAX_STEPS) break;
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
