/** Where a run met something first, and how often, in words. */
import { groupDigits } from './counts.ts';

interface Met {
  readonly in: 'corpus' | 'hostile frames' | 'generated';
  readonly number: number;
  readonly scenarios: number;
  readonly of: number;
}

/** Returns words such as `first in scenario 812, in 14 of 2 600`. */
export function phraseOfOccurrence({ in: where, number, scenarios, of }: Met): string {
  const count = `${groupDigits(scenarios)} of ${groupDigits(of)}`;
  if (where === 'generated') return `first in scenario ${groupDigits(number)}, in ${count}`;
  const first =
    where === 'corpus'
      ? `first in scenario ${groupDigits(number)} of the corpus`
      : 'first where hostile frames were sent';
  return `${first}, in ${count} generated scenarios`;
}
