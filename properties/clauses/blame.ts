/**
 * Blame: who broke it. Where a scenario fails at a good step after malformed frames, and passes as far without them,
 * the frames did it, and the finding is one of SAFE-1: an event lost, a table changed, whatever clause it shows by.
 * It knows no router; whether a scenario passes is asked of whoever runs it.
 */
import type { Scenario, Step } from '#spec';
import { readMessage } from '#spec';
import { scenarioFaults } from '../scenario/legality.ts';
import type { Divergence } from './divergence.ts';

/** The divergence, laid to SAFE-1 where it belongs there. `passes` is asked once at most. */
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
  if (step.kind === 'garble') return false;
  return step.kind !== 'inject' || typeof readMessage(step.frame) !== 'string';
}
