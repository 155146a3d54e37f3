/**
 * The plan: every step of a run of a scenario, the epilogue's included, by the model alone. A run may stop earlier.
 * What the model did goes along, so that the run itself need not ask it again.
 */
import type { Advance } from '#model';
import { advance, start } from '#model';
import type { Feature, Scenario, Step } from '#spec';
import { stepsWithEpilogue } from './epilogue.ts';

export interface RunPlan {
  readonly steps: readonly Step[];
  /** One for each step. */
  readonly advances: readonly Advance[];
}

/** `drawn`: the model's advances that are known already, one for each of its first steps. */
export function planRun(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  drawn: readonly Advance[] = [],
): RunPlan {
  const advances: Advance[] = [];
  const steps: Step[] = [];
  let state = start(scenario.topology);
  for (const [step] of stepsWithEpilogue(scenario, features, () => state)) {
    const index = steps.push(step) - 1;
    const next = drawn[index] ?? advance(state, step, index);
    advances.push(next);
    state = next.state;
  }
  return { steps, advances };
}
