/**
 * The reach of a run as a few lines of text: how large its scenarios were, what they carried, and which situations they met.
 */
import type { Coverage, Dimension } from '../../verdict/coverage.ts';
import { dimensions, neverMet } from '../../verdict/coverage.ts';
import { groupDigits } from '../../wording/counts.ts';
import { wrapText } from '../../wording/wrap.ts';

/** The most situations that are named here; `report.json` names all of them. */
const MOST_NAMED = 3;
/** `width`: number of columns. */
export function reachLines(
  { dimensions: spreads, alphabets, payloads, reach }: Coverage,
  width: number,
): string[] {
  const size = (each: Dimension) => {
    const { quartiles, largest } = spreads[each];
    return `${each} ${quartiles[1]} (${largest})`;
  };
  return [
    ...wrapText(
      dimensions.map(size).join(', '),
      'reach: median (largest) of a scenario: ',
      '  ',
      width,
    ),
    ...wrapText(
      `names: ${Object.keys(alphabets).join(', ')}; payloads: ${Object.keys(payloads).join(', ') || 'none'}`,
      '  ',
      '    ',
      width,
    ),
    ...reach.flatMap(({ level, reached, reachable, situations }) => {
      const part = (what: keyof typeof reached) =>
        `${groupDigits(reached[what])} of ${groupDigits(reachable[what])} ${what}`;
      const never = neverMet(situations);
      const named = never.slice(0, MOST_NAMED).join('; ');
      const more = never.length > MOST_NAMED ? `; ${never.length - MOST_NAMED} more` : '';
      const told = `${part('situations')}, ${part('pairs')}, ${part('triples')}`;
      const line = `${level}: ${told}${never.length > 0 ? `; never: ${named}${more}` : ''}`;
      return wrapText(line, '  ', '    ', width);
    }),
  ];
}
