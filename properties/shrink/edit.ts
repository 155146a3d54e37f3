/**
 * Edit: one change that makes a scenario smaller, with a name for people. The change can make later steps illegal, such as those
 * of an orc that no longer joins. These steps are removed as well, so that every candidate is legal by the model before a router
 * sees it.
 */

import { advance, legal, start } from '#model';
import type { OrcName, Scenario, Step } from '#spec';
import { addresseeOf, mapNames, topologyFaults } from '#spec';
import { canonicalize, isJsonObject } from './canonical.ts';

/** One edit, and the scenario that results before illegal steps are removed. */
export interface Edit {
  /** The edit in words, with the names of the scenario before the edit: `drop step 3`. */
  readonly edit: string;
  readonly scenario: Scenario;
}

type NameScenario = (scenario: Scenario) => Scenario;

/** Results of `legalize`, each with its naming function. To legalize them again would change nothing. */
const legalized = new WeakMap<Scenario, NameScenario>();

/**
 * Removes illegal steps and, by default, renames everything to canonical form. Returns null when no step is left or the topology
 * is illegal.
 */
export function legalize(
  scenario: Scenario,
  nameScenario: NameScenario = canonicalize,
): Scenario | null {
  if (legalized.get(scenario) === nameScenario) return scenario;
  if (topologyFaults(scenario.topology).length > 0) return null;
  const steps: Step[] = [];
  let state = start(scenario.topology);
  for (const step of scenario.steps) {
    if (legal(state, step) !== null) continue;
    state = advance(state, step, steps.length).state;
    steps.push(step);
  }
  if (steps.length === 0) return null;
  const result = nameScenario({ ...scenario, steps });
  legalized.set(result, nameScenario);
  return result;
}

export const replaceSteps = (scenario: Scenario, steps: readonly Step[]): Scenario => ({
  ...scenario,
  steps,
});

/** Returns each item once, compared as JSON, in order of first occurrence. */
export function dedupe<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** Replaces one orc by another wherever the step names it. */
export function replaceOrc(step: Step, from: OrcName, to: OrcName): Step {
  return mapNames(step, {
    orc: (name) => (name === from ? to : name),
    topic: (topic) => (addresseeOf(topic) === from ? `${to}${topic.slice(from.length)}` : topic),
    frame: (frame) =>
      isJsonObject(frame) && frame.orcName === from ? { ...frame, orcName: to } : frame,
  });
}
