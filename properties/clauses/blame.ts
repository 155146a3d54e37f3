/**
 * Blame: finds out whether malformed frames, or a client that does not read, caused a failure. Suppose a scenario fails at a
 * well-formed step after malformed frames, and passes up to the same step without them. Then the finding is reported under SAFE-1,
 * whichever clause found it; with stalls, under EVENT-13 or EVENT-14. This file runs no router; its caller tells it whether a
 * scenario passes.
 */
import type { ClauseId, PairId, Scenario, Step } from '#spec';
import { readMessage } from '#spec';
import { scenarioFaults } from '../scenario/legality.ts';
import type { Divergence } from './divergence.ts';

/** Runs a scenario, and tells whether nothing differs. */
type Passes = (candidate: Scenario) => Promise<boolean>;

/** Returns the divergence, under the clause about what caused it. Calls `passes` at most twice. */
export async function assignBlame(
  scenario: Scenario,
  divergence: Divergence,
  passes: Passes,
): Promise<Divergence> {
  const { clause, at } = divergence;
  if (clause !== 'SAFE-1' && (await passesWithout(scenario, at, isWellFormed, passes)))
    return moveTo('SAFE-1', divergence);
  return blameStall(scenario, divergence, passes);
}

/** Returns the divergence, under the clause about stalls if it is not there without any. Calls `passes` at most once. */
export async function blameStall(
  scenario: Scenario,
  divergence: Divergence,
  passes: Passes,
): Promise<Divergence> {
  const { clause, at } = divergence;
  if (clause === 'SAFE-1' || isAboutStalls(clause)) return divergence;
  if (!(await passesWithout(scenario, at, isReading, passes))) return divergence;
  return moveTo(isAnyStalled(scenario, at) ? 'EVENT-13' : 'EVENT-14', divergence);
}

export const isAboutStalls = (clause: ClauseId): boolean =>
  clause === 'EVENT-13' || clause === 'EVENT-14';

/** Whether there are such steps before this one, and the scenario passes up to it without them. */
async function passesWithout(
  scenario: Scenario,
  at: number,
  isKept: (step: Step) => boolean,
  passes: Passes,
): Promise<boolean> {
  if (scenario.steps.slice(0, at).every(isKept)) return false;
  const cleanScenario = { ...scenario, steps: scenario.steps.slice(0, at + 1).filter(isKept) };
  return scenarioFaults(cleanScenario).length === 0 && (await passes(cleanScenario));
}

const moveTo = (to: ClauseId, divergence: Divergence): Divergence => {
  const { clause, signature, also } = divergence;
  return {
    ...divergence,
    clause: to,
    signature: signature.replace(clause, to),
    also: [clause, ...also.filter((each) => each !== to)],
  };
};

const isReading = ({ kind }: Step): boolean => kind !== 'stall' && kind !== 'resume';

/** Whether some client does not read at this step, as far as the steps tell. In the epilogue all read again. */
function isAnyStalled({ topology, steps }: Scenario, at: number): boolean {
  if (at >= steps.length) return false;
  const stalled = new Set<PairId>();
  for (const step of steps.slice(0, at)) {
    if (step.kind === 'stall') stalled.add(step.pair);
    if (step.kind === 'resume' || step.kind === 'cut') stalled.delete(step.pair);
    if (step.kind === 'restart' || step.kind === 'crash')
      for (const { id, node } of topology.pairs) if (node === step.node) stalled.delete(id);
  }
  return stalled.size > 0;
}

function isWellFormed(step: Step): boolean {
  if (step.kind === 'garble' || step.kind === 'stray') return false;
  return step.kind !== 'inject' || typeof readMessage(step.frame) !== 'string';
}
