/** Edits of the steps: one is put in, taken out, exchanged with the next or replaced, and what follows stays as far as it is legal. */
import type { Scenario, Step } from '#spec';
import type { Edited } from './keepLegal.ts';
import { keepLegal } from './keepLegal.ts';

const withSteps = (scenario: Scenario, steps: readonly Step[]): Edited =>
  keepLegal({ ...scenario, steps });

export const insertStep = (scenario: Scenario, at: number, step: Step): Edited =>
  withSteps(scenario, scenario.steps.toSpliced(at, 0, step));

export const deleteStep = (scenario: Scenario, at: number): Edited =>
  withSteps(scenario, scenario.steps.toSpliced(at, 1));

export const replaceStep = (scenario: Scenario, at: number, step: Step): Edited =>
  withSteps(scenario, scenario.steps.with(at, step));

/** Exchanges a step with the one after it. */
export function swapSteps(scenario: Scenario, at: number): Edited {
  const { steps } = scenario;
  const [one, other] = [steps[at], steps[at + 1]];
  if (!one || !other) return { refused: 'there is no step after it to exchange it with' };
  return withSteps(scenario, steps.with(at, other).with(at + 1, one));
}
