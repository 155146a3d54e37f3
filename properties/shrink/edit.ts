/**
 * Edit: one thought that makes a scenario smaller. It names what it does; what it leaves without ground (a step of
 * somebody who has not come) goes with it, so that every candidate is legal by the model before a router sees it.
 */

import { advance, legal, start } from '#model';
import type { OrcName, Scenario, Step } from '#spec';
import { addresseeOf, lineOf, topologyFaults } from '#spec';
import { canonicalize, isJsonObject } from './canonical.ts';

/** One edit, and the scenario it leads to before it was made legal. */
export interface Edit {
  /** What it does, with the names of the scenario it starts from: `drop step 3`. */
  readonly edit: string;
  readonly scenario: Scenario;
}

type NameScenario = (scenario: Scenario) => Scenario;

/** What came out of `settled`, and in which names: settling it again would change nothing. */
const legalized = new WeakMap<Scenario, NameScenario>();

/** The scenario as far as it is legal, in canonical names unless told otherwise; null when nothing is left or the topology is none. */
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

/** Each once, by its text; in order of first mention. */
export function dedupe<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** In order of first mention. */
export function linesOf(steps: readonly Step[]): string[] {
  return dedupe(
    steps.flatMap((step) => {
      const lineId = 'topic' in step ? lineOf(step.topic) : null;
      return lineId === null ? [] : [lineId as string];
    }),
  );
}

/** The step with another orc in the place of one, wherever it is named. */
export function renameOrc(step: Step, from: OrcName, to: OrcName): Step {
  const renamed: Record<string, unknown> = { ...step };
  if ('orc' in step && step.orc === from) renamed.orc = to;
  if ('to' in step && step.to === from) renamed.to = to;
  if ('topic' in step && addresseeOf(step.topic) === from)
    renamed.topic = `${to}${step.topic.slice(from.length)}`;
  if ('frame' in step && isJsonObject(step.frame) && step.frame.orcName === from)
    renamed.frame = { ...step.frame, orcName: to };
  return renamed as Step;
}
