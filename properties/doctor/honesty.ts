/**
 * Honesty: whether an answer means that nothing is in flight. Nothing of an event may come with a later step's answer, and
 * an event published at once after a subscription must be heard as one published a while later.
 */
import type { Observation, Scenario } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { stepLabel } from '../wording/labels.ts';
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

/** One orc subscribes, two events on its line are published, and one that is for nobody. */
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
 * `settled`: transcripts without overlaps; `quick` and `slow`: of the canary, at once and with pauses. `acknowledges`: an
 * answer promises nothing, so it is held to what came by the time it was asked to settle.
 */
export function diagnoseHonesty(
  settled: readonly Transcript[],
  quick: Transcript | null,
  slow: Transcript | null,
  acknowledges: boolean,
): Diagnosis {
  const isBelated = ({ after }: TranscriptEntry) => !acknowledges && after.length > 0;
  const rest = acknowledges ? 'it had settled' : 'an answer';
  for (const [at, { entries }] of settled.entries())
    for (const [index, entry] of entries.entries()) {
      const { step, seen } = entry;
      const late = seen.find((each) => isOld(each, index));
      if (late)
        return dishonestDiagnosis(
          `in scenario ${at} an event of an earlier step came with step ${index} (${stepLabel(step)})`,
        );
      if (isBelated(entry))
        return dishonestDiagnosis(
          `in scenario ${at} something came after the answer to step ${index} (${stepLabel(step)})`,
        );
    }
  if (!quick || !slow) return { about: 'settled', well: true, seen: `nothing came after ${rest}` };
  for (const [index, entry] of slow.entries.entries()) {
    const { step, seen } = entry;
    const old = seen.find((each) => isOld(each, index));
    if (old || isBelated(entry))
      return dishonestDiagnosis(
        `while nothing was asked, something came before step ${index} (${stepLabel(step)})`,
      );
    const hurried = quick.entries[index];
    if (hurried && countHeard(hurried) < countHeard(entry))
      return dishonestDiagnosis(
        `${formatPlace({ at: index, step })} at once was heard by fewer than after a pause`,
      );
  }
  return {
    about: 'settled',
    well: true,
    seen: `nothing came after ${rest}; a canary published at once was heard as after a pause`,
  };
}

const countHeard = ({ seen, after }: TranscriptEntry) =>
  [...seen, ...after].filter(({ kind }) => kind === 'frame' || kind === 'emission').length;

function isOld(seen: Observation, index: number): boolean {
  if (seen.kind !== 'frame' && seen.kind !== 'emission' && seen.kind !== 'handled') return false;
  const [, number] = /^e(\d+)$/.exec(seen.event.id) ?? [];
  return number !== undefined && Number(number) < index;
}
