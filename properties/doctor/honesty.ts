/**
 * Honesty: whether an answer really means that nothing is in flight any more. No effect of an event may be reported with a later
 * step. An event that is published right after a subscription must reach as many orcs as one that is published a while later.
 */
import type { Observation, Scenario } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { stepLabel, stepName } from '../wording/steps.ts';
import type { Diagnosis } from './diagnosis.ts';
import { formatPlace } from './repeatability.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';

const WAIT_ADVICE =
  'Answer a step only when all that followed from it has been told: wait for the work it began, or say how much is pending.';

export const dishonestDiagnosis = (seen: string): Diagnosis => ({
  about: 'settled',
  well: false,
  seen,
  mend: WAIT_ADVICE,
});

/**
 * Builds a scenario in which one orc subscribes. Then two events are published on its line, and one on a line that nobody holds.
 */
export function buildCanary(backend: 'axon' | 'ee'): Scenario {
  const [node, orc, pair] = [nodeToken('T'), orcName('p1@T'), pairId('s1')];
  const topic = 'wh::<l1>.changed';
  return {
    version: 1,
    topology: {
      nodes: [{ token: node, horde: horde('T') }],
      uplinks: [],
      orcs: [{ name: orc, nice: 0 }],
      pairs: [{ id: pair, node, backend, port: backend === 'axon' ? 4001 : null }],
    },
    steps: [
      { kind: 'join', orc, pair },
      { kind: 'subscribe', orc, pair, topic },
      { kind: 'publish', node, topic },
      { kind: 'publish', node, topic: 'wh::<nobody>.changed' },
      { kind: 'publish', node, topic },
    ],
  };
}

/**
 * Diagnoses whether answers come only when everything has settled. `settled`: transcripts of scenarios without overlapping steps.
 * `quick` and `slow`: transcripts of the canary scenario, without and with pauses. `acknowledges`: an answer is only an
 * acknowledgement, so an observation is late only if it comes after the network was asked to settle.
 */
export function diagnoseHonesty(
  settled: readonly Transcript[],
  quick: Transcript | null,
  slow: Transcript | null,
  acknowledges: boolean,
): Diagnosis {
  const isBelated = ({ observedLate }: TranscriptEntry) => !acknowledges && observedLate.length > 0;
  const rest = acknowledges ? 'it had settled' : 'an answer';
  for (const [at, { entries }] of settled.entries())
    for (const [index, entry] of entries.entries()) {
      const { step, observed } = entry;
      const late = observed.find((each) => isOld(each, index));
      if (late)
        return dishonestDiagnosis(
          `in scenario ${at + 1} an event of an earlier step came with ${stepName(index)} (${stepLabel(step)})`,
        );
      if (isBelated(entry))
        return dishonestDiagnosis(
          `in scenario ${at + 1} something came after the answer to ${stepName(index)} (${stepLabel(step)})`,
        );
    }
  if (!quick || !slow) return { about: 'settled', well: true, seen: `nothing came after ${rest}` };
  for (const [index, entry] of slow.entries.entries()) {
    const { step, observed } = entry;
    const old = observed.find((each) => isOld(each, index));
    if (old || isBelated(entry))
      return dishonestDiagnosis(
        `while nothing was asked, something came before ${stepName(index)} (${stepLabel(step)})`,
      );
    const hurried = quick.entries[index];
    if (hurried && countHeard(hurried) < countHeard(entry))
      return dishonestDiagnosis(
        `${formatPlace({ stepIndex: index, step })} at once was heard by fewer than after a pause`,
      );
  }
  return {
    about: 'settled',
    well: true,
    seen: `nothing came after ${rest}; a canary published at once was heard as after a pause`,
  };
}

const countHeard = ({ observed, observedLate }: TranscriptEntry) =>
  [...observed, ...observedLate].filter(({ kind }) => kind === 'frame' || kind === 'emission')
    .length;

function isOld(seen: Observation, index: number): boolean {
  if (seen.kind !== 'frame' && seen.kind !== 'emission' && seen.kind !== 'handled') return false;
  const [, number] = /^e(\d+)$/.exec(seen.event.id) ?? [];
  return number !== undefined && Number(number) < index;
}
