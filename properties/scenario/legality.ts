/**
 * Checks that every step of a scenario is legal in the state it is applied to. Used by replay, the shrinker and the
 * corpus.
 */
import { advance, legal, start } from '#model';
import type { Scenario } from '#spec';

/** Returns one sentence about the first illegal step; nothing when all steps are legal. */
export function scenarioFaults(scenario: Scenario): string[] {
  let state = start(scenario.topology);
  for (const [index, step] of scenario.steps.entries()) {
    const fault = legal(state, step);
    if (fault !== null) return [`steps.${index} (${step.kind}): ${fault}`];
    state = advance(state, step, index).state;
  }
  return [];
}
