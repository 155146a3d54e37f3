/**
 * Sameness: whether the same question has the same answer, from a new start and after other scenarios. Only when both
 * are so, a finding can be found again, shrunk and believed.
 */
import { counted } from '../wording/counts.ts';
import { stepLabel } from '../wording/labels.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { End, Transcript } from './transcript.ts';
import { parting } from './transcript.ts';

const SAME =
  'Whatever it answers may hang on its tables and its input alone: no clock, no chance, no order of a set or of threads.';
const ALONE =
  'Something outlives a reset: a global, a cache, a counter, a file. Make everything anew for each reset.';

/** `first` and `anew`: the same scenarios in the same order, each from a new start of the router. */
export function determinism(
  first: readonly Transcript[],
  anew: readonly Transcript[],
  ordered: boolean,
): Diagnosis {
  const parted = firstParting(first, anew, ordered);
  const all = counted(first.length, 'scenario');
  return parted === null
    ? {
        about: 'deterministic',
        well: true,
        seen: `${all}, each from two new starts: the same answers`,
      }
    : {
        about: 'deterministic',
        well: false,
        seen: `from two new starts the answers part at ${parted}`,
        mend: SAME,
      };
}

/** `first`: from a new start; `later`: the same scenarios after others. */
export function isolation(
  first: readonly Transcript[],
  later: readonly Transcript[],
  ordered: boolean,
): Diagnosis {
  const parted = firstParting(first, later, ordered);
  const all = counted(first.length, 'scenario');
  return parted === null
    ? { about: 'isolated', well: true, seen: `${all} again after others: the same answers` }
    : {
        about: 'isolated',
        well: false,
        seen: `after other scenarios the answers part at ${parted}`,
        mend: ALONE,
      };
}

export const untoldIsolation: Diagnosis = {
  about: 'isolated',
  well: null,
  seen: 'not to be told of a router that is not deterministic',
};

function firstParting(
  left: readonly Transcript[],
  right: readonly Transcript[],
  ordered: boolean,
): string | null {
  for (const [at, one] of left.entries()) {
    const parted = parting(one, right[at] as Transcript, ordered);
    if (parted) return `scenario ${at}, ${placeOf(parted)}`;
  }
  return null;
}

export function placeOf({ at, step }: Pick<End, 'at' | 'step'>): string {
  return step ? `step ${at} (${stepLabel(step)})` : 'its start';
}
