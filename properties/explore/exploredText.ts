/**
 * The result of an exploration as text: the certificate, the counterexample step by step, or the progress so far.
 */

import { clauses } from '#spec';
import { groupDigits } from '../wording/counts.ts';
import { phraseOfStep, stepNumber } from '../wording/steps.ts';
import { wrapText } from '../wording/wrap.ts';
import type { Explored } from './explored.ts';
import { formatBounds } from './search/bounds.ts';

/** Formats the result for a terminal. `replay`: the command that replays the counterexample, if one was written. */
export function formatExploration(explored: Explored, replay: string | null): string {
  return `${[
    ...wrapText(formatBounds(explored.bounds), ''),
    ...(explored.finding ? failureLines(explored, replay) : outcomeLines(explored)),
    ...figureLines(explored),
  ].join('\n')}\n`;
}

function outcomeLines({ complete, stopped, router, checks }: Explored): string[] {
  const whom = router ? `${router.name} ${router.version} at ${router.level} level` : 'the model';
  if (!complete) return [`Stopped (${stopped}) before the end: this proves nothing of ${whom}.`];
  const asked = checks.map(({ clause }) => clause).join(', ');
  return [
    `Certificate: all of it was gone through on ${whom}, and nothing failed.`,
    ...wrapText(asked, '  checked: ', '    '),
  ];
}

function failureLines({ finding }: Explored, replay: string | null): string[] {
  if (!finding) return [];
  const { clause, detail, scenario, signature } = finding;
  return [
    `${clause} is violated; no scenario with fewer steps fails.`,
    ...wrapText(clauses[clause].sentence, '  '),
    '',
    ...scenario.steps.flatMap((step, at) =>
      wrapText(phraseOfStep(step), `  ${stepNumber(at)}  `, '     '),
    ),
    '',
    ...wrapText(detail, '  first difference: ', '    '),
    ...wrapText(signature, '  signature: ', '    '),
    ...(replay === null ? [] : [`  replay: ${replay}`]),
    '',
  ];
}

function figureLines({
  states,
  transitions,
  depth,
  seconds,
  scenarios,
  reductions,
  router,
  expected,
}: Explored): string[] {
  const { symmetry, partialOrder, merged } = reductions;
  const reduced = [
    ...(symmetry > 1 ? [`${symmetry} namings are one`] : []),
    ...(partialOrder ? ['orders that come to the same are one'] : []),
    ...(merged ? ['equal tables are gone on from once'] : []),
  ];
  const what = router && !merged ? 'scenarios to go on from' : 'states';
  return [
    `  ${groupDigits(states)} ${what}, ${groupDigits(transitions)} transitions, depth ${depth}, ${seconds.toFixed(1)} s`,
    ...expected.map(
      ({ signature, scenarios: times }) =>
        `  expected: ${signature} in ${groupDigits(times)}, and nothing behind it`,
    ),
    ...(scenarios > 0 ? [`  ${groupDigits(scenarios)} scenarios were run`] : []),
    `  reductions: ${reduced.length > 0 ? reduced.join('; ') : 'none'}`,
  ];
}
