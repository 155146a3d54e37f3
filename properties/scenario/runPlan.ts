/**
 * The plan of a run: every step that it will apply, including the epilogue, computed by the model alone. A run may stop earlier.
 * The plan keeps the model's advances, so that the run need not compute them again.
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

/** `drawn`: the advances of the first steps, if they are already known. */
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
