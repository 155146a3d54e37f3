/** Whether every step of a scenario is well formed where it stands; asked by replay, the shrinker and the corpus. */
import { advance, legal, start } from '#model';
import type { Scenario } from '#spec';

/** A sentence for the first step that is not legal; none when all are. */
export function scenarioFaults(scenario: Scenario): string[] {
  let state = start(scenario.topology);
  for (const [index, step] of scenario.steps.entries()) {
    const fault = legal(state, step);
    if (fault !== null) return [`steps.${index} (${step.kind}): ${fault}`];
    state = advance(state, step, index).state;
  }
  return [];
}
