/**
 * The report as text for a person: a verdict per clause with its evidence, then the findings. Returns
 * text and prints nothing; the command line decides where it goes and whether it is coloured.
 */

import { match } from 'ts-pattern';
import { clauses, quiescences } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { JudgedDeviation } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding, RunReport } from '../../verdict/verdict.ts';
import { verdictsInOrder } from '../../verdict/verdict.ts';
import { phraseOfCarries } from '../../wording/carries.ts';
import type { Colours } from '../../wording/colours.ts';
import { coloursFor } from '../../wording/colours.ts';
import { formatCount, groupDigits } from '../../wording/counts.ts';
import { toldCauses } from './causes.ts';
import { findingText } from './finding.ts';
import { reachLines } from './reach.ts';

export interface TextOptions {
  readonly version: string;
  readonly colour: boolean;
  /** Returns the command that replays the finding. */
  replay(finding: Finding): string;
  /** The trace of the finding's scenario, if it was run again. */
  trace?(finding: Finding): Trace | undefined;
  /** Why it fails: sentences such as `without step 3 it passes`. */
  explanation?(finding: Finding): readonly string[] | undefined;
  /** Whether diagrams use ASCII characters only. */
  readonly ascii?: boolean;
}

export function textReport(
  report: RunReport,
  deviations: readonly JudgedDeviation[],
  options: TextOptions,
): string {
  const colours = coloursFor(options.colour);
  return [
    heading(report, options.version, colours),
    '',
    ...verdictTable(report.clauses, colours),
    ...(report.coverage ? ['', ...reachLines(report.coverage)] : []),
    ...toldCauses({ report, deviations }).flatMap(({ lead, others }) => [
      '',
      findingText(lead, {
        colours,
        others,
        replay: options.replay(lead),
        trace: options.trace?.(lead),
        explanation: options.explanation?.(lead),
        ascii: options.ascii,
      }),
    ]),
    ...deviationLines(deviations),
    '',
    summary(report, colours),
    '',
  ].join('\n');
}

function heading(report: RunReport, version: string, colours: Colours): string {
  const { router, quiescence, seed, totals, faults, corpus, judge, fence } = report;
  const { scenarios, steps, seconds } = totals;
  const perSecond =
    seconds > 0 ? `, ${groupDigits(Math.round(steps / seconds))} steps per second` : '';
  return [
    colours.bold(`${router.name} ${router.version}, checked by partyline ${version}`),
    `seed ${seed}: ${formatCount(scenarios, 'scenario')}, ${formatCount(steps, 'step')} in ${seconds.toFixed(1)} s${perSecond}`,
    ...(faults
      ? [
          `${formatCount(faults.effective + faults.ineffective, 'fault')}, ${groupDigits(faults.ineffective)} of them ineffective: nothing was there to change`,
        ]
      : []),
    `at rest: ${quiescence.map((each) => `${each}, ${quiescences[each]}`).join('; ')}`,
    ...(report.carries
      ? [`drawn was only what it can carry: ${phraseOfCarries(report.carries)}`]
      : []),
    ...(judge ? [`judged by ${judge.by}`] : []),
    ...(fence
      ? [
          `known deviations: gone past at ${formatCount(fence.past, 'step')}, around by leaving out ${groupDigits(fence.around)}; ${formatCount(fence.short, 'scenario')} ended there all the same`,
        ]
      : []),
    ...(corpus ? [`corpus: ${corpus.replayed} of ${corpus.documents} replayed`] : []),
  ].join('\n');
}

const TITLES = ['clause', 'level', 'verdict', 'evidence'] as const;

function verdictTable(results: readonly ClauseResult[], colours: Colours): string[] {
  const rows = results.map(({ id, verdict, evidence }) => [
    id,
    clauses[id].level,
    verdict,
    evidence,
  ]);
  const widths = TITLES.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], paint: (cell: string, column: number) => string) =>
    cells
      .map((cell, column) =>
        paint(column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0), column),
      )
      .join('  ')
      .trimEnd();
  return [
    line(TITLES, (cell) => colours.dim(cell)),
    ...rows.map((row, index) =>
      line(row, (cell, column) => {
        const result = results[index];
        return column === 2 && result ? painterFor(result, colours)(cell) : cell;
      }),
    ),
  ];
}

function painterFor({ id, verdict }: ClauseResult, colours: Colours): (text: string) => string {
  return match(verdict)
    .with('holds', () => colours.green)
    .with('violated', () => (clauses[id].level === 'must' ? colours.red : colours.yellow))
    .with('crashed', 'healed', () => colours.red)
    .with('undecided', 'expected', () => colours.yellow)
    .with('declined', () => colours.dim)
    .exhaustive();
}

function deviationLines(deviations: readonly JudgedDeviation[]): string[] {
  if (deviations.length === 0) return [];
  const lines = deviations.map(({ deviation, state, findings }) => {
    const { clause, signature, reason, issue } = deviation;
    const named = signature === undefined ? clause : `${clause} (${signature})`;
    const said = match(state)
      .with('expected', () => `still there${findings.length > 0 ? `: ${findings.join(', ')}` : ''}`)
      .with(
        'healed',
        () =>
          'healed, nothing of it was seen any more; take it out (`partyline deviations update REPORT.json --remove-healed`)',
      )
      .with(
        'unmatched',
        () =>
          `never seen, and nothing that ran could have shown it; run longer, keep a scenario that shows it (--corpus), or take it out`,
      )
      .with('not judged', () => 'not judged by this run')
      .exhaustive();
    return `  ${named}: ${said}. ${reason}${issue === undefined ? '' : ` [${issue}]`}`;
  });
  const states = (['expected', 'healed', 'unmatched', 'not judged'] as const).flatMap((state) => {
    const count = deviations.filter((each) => each.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return ['', `Declared deviations: ${states.join(', ')}`, ...lines];
}

function summary({ clauses: results, interrupted }: RunReport, colours: Colours): string {
  const parts = verdictsInOrder.flatMap((verdict) => {
    const those = results.filter((each) => each.verdict === verdict);
    if (those.length === 0) return [];
    const shoulds = those.filter(({ id }) => clauses[id].level === 'should').length;
    const aside =
      verdict === 'violated' && shoulds > 0 ? ` (${shoulds} of them only a should)` : '';
    return [`${those.length} ${verdict}${aside}`];
  });
  const said = `${formatCount(results.length, 'clause')}: ${parts.join(', ') || 'none judged'}`;
  return interrupted
    ? `${said}\n${colours.yellow('Interrupted: this is what was found so far.')}`
    : said;
}
