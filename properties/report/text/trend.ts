/** The trend since an earlier report as text: each cause with what became of it and how that is known, and the changed verdicts. */
import type { Trend } from '../../verdict/verdict.ts';
import { formatCount } from '../../wording/counts.ts';
import { wrapText } from '../../wording/wrap.ts';

/** In the order in which they are told. */
export const trendStates = [
  'new',
  'still there',
  'healed',
  'not seen',
] as const satisfies Trend['causes'][number]['state'][];

/** Returns the heading in words: what it is compared with, and how many causes are in each state. */
export function trendSummary({ against, causes }: Trend): string {
  const { path, partyline, router, seed, interrupted } = against;
  const counts = trendStates.flatMap((state) => {
    const count = causes.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const whole = interrupted ? ', interrupted: what it does not have may have been there' : '';
  return `Against ${path} (${router.name} ${router.version}, seed ${seed}, by partyline ${partyline}${whole}): ${counts.join(', ') || 'no cause, then or now'}`;
}

export function trendLines(trend: Trend, width: number): string[] {
  const { causes, clauses } = trend;
  const indent = ' '.repeat(15);
  const sorted = trendStates.flatMap((state) => causes.filter((each) => each.state === state));
  return [
    ...wrapText(trendSummary(trend), '', '  ', width),
    ...sorted.flatMap(({ state, sentence, because }) =>
      wrapText(`${sentence} (${because})`, `  ${state.padEnd(11)}  `, indent, width),
    ),
    ...wrapText(
      clauses.map(({ id, was, is }) => `${id} was ${was}, is ${is}`).join('; ') || 'none',
      `  ${formatCount(clauses.length, 'changed verdict')}: `,
      '    ',
      width,
    ),
  ];
}
