/**
 * Blame: finds out whether malformed frames caused a failure. Suppose a scenario fails at a well-formed step after malformed
 * frames, and passes up to the same step without them. Then the finding is reported under SAFE-1, whichever clause found it. This
 * file runs no router; its caller tells it whether a scenario passes.
 */
import type { Scenario, Step } from '#spec';
import { readMessage } from '#spec';
import { scenarioFaults } from '../scenario/legality.ts';
import type { Divergence } from './divergence.ts';

/** Returns the divergence, reassigned to SAFE-1 when malformed frames caused it. Calls `passes` at most once. */
export async function assignBlame(
  scenario: Scenario,
  divergence: Divergence,
  passes: (candidate: Scenario) => Promise<boolean>,
): Promise<Divergence> {
  const { clause, signature, also, at } = divergence;
  if (clause === 'SAFE-1') return divergence;
  const cleanScenario = {
    ...scenario,
    steps: scenario.steps.slice(0, at + 1).filter(isWellFormed),
  };
  if (scenario.steps.slice(0, at).every(isWellFormed)) return divergence;
  if (scenarioFaults(cleanScenario).length > 0) return divergence;
  if (!(await passes(cleanScenario))) return divergence;
  return {
    ...divergence,
    clause: 'SAFE-1',
    signature: signature.replace(clause, 'SAFE-1'),
    also: [clause, ...also.filter((each) => each !== 'SAFE-1')],
  };
}

function isWellFormed(step: Step): boolean {
  if (step.kind === 'garble' || step.kind === 'stray') return false;
  return step.kind !== 'inject' || typeof readMessage(step.frame) !== 'string';
}
