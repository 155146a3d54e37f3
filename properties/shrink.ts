/**
 * Basic shrinking: drop steps, then entities with all that mentions them, and keep the signature.
 * The model is asked whether a candidate is well formed before the router is called at all.
 */

import type { Scenario, Step, Topology } from '#spec';
import { parseScenario } from '#spec';
import { scenarioFaults } from './legal.ts';

/** Most scenarios one shrink may run on the router. */
export const SHRINK_LIMIT = 2000;

/** Smaller scenarios, the boldest cuts first; each is legal. */
export function* smaller(scenario: Scenario): Generator<Scenario> {
  for (const candidate of cuts(scenario)) {
    const parsed = parseScenario(candidate);
    if (!isFaulty(parsed) && scenarioFaults(candidate).length === 0) yield candidate;
  }
}

const isFaulty = (parsed: Scenario | readonly string[]): parsed is readonly string[] =>
  Array.isArray(parsed);

function* cuts(scenario: Scenario): Generator<Scenario> {
  const { steps } = scenario;
  for (let size = steps.length; size >= 1; size = Math.floor(size / 2))
    for (let from = steps.length - size; from >= 0; from -= size)
      yield { ...scenario, steps: steps.toSpliced(from, size) };
  const { nodes, orcs, pairs } = scenario.topology;
  for (const { token } of nodes) if (nodes.length > 1) yield withoutNode(scenario, token);
  for (const { name } of orcs)
    yield {
      ...scenario,
      topology: { ...scenario.topology, orcs: orcs.filter((each) => each.name !== name) },
      steps: steps.filter(
        (step) => !('orc' in step && step.orc === name) && !('to' in step && step.to === name),
      ),
    };
  for (const { id } of pairs)
    yield {
      ...scenario,
      topology: { ...scenario.topology, pairs: pairs.filter((each) => each.id !== id) },
      steps: steps.filter((step) => !('pair' in step && step.pair === id)),
    };
}

/** A node goes with its pairs, its uplinks and every step there; who was below it joins who was above it. */
function withoutNode(scenario: Scenario, token: string): Scenario {
  const { nodes, uplinks, orcs, pairs } = scenario.topology;
  const above = uplinks.filter((uplink) => uplink.below === token);
  const below = uplinks.filter((uplink) => uplink.above === token);
  const gone = new Set<string>(pairs.filter((pair) => pair.node === token).map((pair) => pair.id));
  const topology: Topology = {
    nodes: nodes.filter((node) => node.token !== token),
    uplinks: [
      ...uplinks.filter((uplink) => uplink.below !== token && uplink.above !== token),
      ...below.flatMap((low) => above.map((high) => ({ below: low.below, above: high.above }))),
    ],
    orcs,
    pairs: pairs.filter((pair) => !gone.has(pair.id)),
  };
  const stays = (step: Step) =>
    !('node' in step && step.node === token) && !('pair' in step && gone.has(step.pair));
  return { ...scenario, topology, steps: scenario.steps.filter(stays) };
}

/** The smallest scenario found for which `fails` still holds; `fails` is asked `SHRINK_LIMIT` times at most. */
export async function shrink(
  scenario: Scenario,
  fails: (candidate: Scenario) => Promise<boolean>,
  limit: number = SHRINK_LIMIT,
): Promise<Scenario> {
  let smallest = scenario;
  let calls = 0;
  for (let again = true; again && calls < limit; ) {
    again = false;
    for (const candidate of smaller(smallest)) {
      if (calls++ >= limit) break;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      again = true;
      break;
    }
  }
  return smallest;
}
