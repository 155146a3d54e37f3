/** Edits of the steps: one is put in, taken out, exchanged with the next or replaced, and what follows stays as far as it is legal. */
import type { Scenario, Step } from '#spec';
import type { Edited } from './keepLegal.ts';
import { keepLegal } from './keepLegal.ts';
import { ModelStates } from './modelStates.ts';

/** What edits of one scenario know of it; the steps before an edit are not looked at again. */
export interface Editing {
  readonly scenario: Scenario;
  readonly states: ModelStates;
}

export const editing = (scenario: Scenario): Editing => ({ scenario, states: new ModelStates() });

const withSteps = ({ scenario, states }: Editing, at: number, steps: readonly Step[]): Edited =>
  keepLegal({ ...scenario, steps }, { length: at, state: states.stateAt(scenario, at) });

export const insertStep = (edited: Editing, at: number, step: Step): Edited =>
  withSteps(edited, at, edited.scenario.steps.toSpliced(at, 0, step));

export const deleteStep = (edited: Editing, at: number): Edited =>
  withSteps(edited, at, edited.scenario.steps.toSpliced(at, 1));

export const replaceStep = (edited: Editing, at: number, step: Step): Edited =>
  withSteps(edited, at, edited.scenario.steps.with(at, step));

/** Exchanges a step with the one after it. */
export function swapSteps(edited: Editing, at: number): Edited {
  const { steps } = edited.scenario;
  const [one, other] = [steps[at], steps[at + 1]];
  if (!one || !other) return { refused: 'there is no step after it to exchange it with' };
  return withSteps(edited, at, steps.with(at, other).with(at + 1, one));
}
