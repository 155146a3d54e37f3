/**
 * Repeatability: whether the same scenario gets the same answers, on a fresh router and after other scenarios. Only then can a
 * finding be found again, shrunk, and trusted.
 */
import { formatCount } from '../wording/counts.ts';
import { stepLabel, stepName } from '../wording/steps.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Transcript, TranscriptEnd } from './transcript.ts';
import { findDifference } from './transcript.ts';

const DETERMINISM_ADVICE =
  'Whatever it answers may hang on its tables and its input alone: no clock, no chance, no order of a set or of threads.';
const ISOLATION_ADVICE =
  'Something outlives a reset: a global, a cache, a counter, a file. Make everything anew for each reset.';

/**
 * Diagnoses whether the router repeats its answers. `first` and `anew`: the same scenarios in the same order, each time on a
 * fresh router.
 */
export function diagnoseDeterminism(
  first: readonly Transcript[],
  anew: readonly Transcript[],
  ordered: boolean,
): Diagnosis {
  const difference = describeFirstDifference(first, anew, ordered);
  const all = formatCount(first.length, 'scenario');
  return diagnose(
    'deterministic',
    `${all}, each from two new starts: the same answers`,
    difference && `from two new starts the answers part at ${difference}`,
    DETERMINISM_ADVICE,
  );
}

/**
 * Diagnoses whether the answers to a scenario depend on the scenarios before it. `alone`: each on a fresh
 * router; `later`: the same scenarios after others.
 */
export function diagnoseIsolation(
  alone: readonly Transcript[],
  later: readonly Transcript[],
  ordered: boolean,
): Diagnosis {
  const difference = describeFirstDifference(alone, later, ordered);
  const all = formatCount(alone.length, 'scenario');
  return diagnose(
    'isolated',
    `${all} from a fresh start each, and after others: the same answers`,
    difference && `after other scenarios the answers part at ${difference}`,
    ISOLATION_ADVICE,
  );
}

/** Builds a diagnosis. `fault`: null if there is none. */
function diagnose(
  about: Diagnosis['about'],
  praise: string,
  fault: string | null,
  mend: string,
): Diagnosis {
  return fault === null
    ? { about, well: true, seen: praise }
    : { about, well: false, seen: fault, mend };
}

export const unknownIsolation: Diagnosis = {
  about: 'isolated',
  well: null,
  seen: 'not to be told of a router that is not deterministic',
};

function describeFirstDifference(
  left: readonly Transcript[],
  right: readonly Transcript[],
  ordered: boolean,
): string | null {
  for (const [at, one] of left.entries()) {
    const difference = findDifference(one, right[at] as Transcript, ordered);
    if (difference) return `scenario ${at + 1}, ${formatPlace(difference)}`;
  }
  return null;
}

export function formatPlace({
  stepIndex,
  step,
}: Pick<TranscriptEnd, 'stepIndex' | 'step'>): string {
  return step ? `${stepName(stepIndex)} (${stepLabel(step)})` : 'its start';
}
