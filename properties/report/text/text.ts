/**
 * The report as text for a person: what is wrong, cause by cause; the clauses that want attention; how many hold; and last the
 * seed with the command for the next step. Returns text and prints nothing; the command line decides where it goes and whether
 * it is coloured.
 */

import { match } from 'ts-pattern';
import { quiescences } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import { phraseOfCorpus } from '../../verdict/corpusFigures.ts';
import type { JudgedDeviation } from '../../verdict/deviations.ts';
import { olderMeaning, olderNameHint } from '../../verdict/deviations.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';
import { phraseOfCarries, phraseOfServers } from '../../wording/carries.ts';
import type { Colours } from '../../wording/colours.ts';
import { coloursFor } from '../../wording/colours.ts';
import { formatCount, groupDigits } from '../../wording/counts.ts';
import { WIDTH, wrapText } from '../../wording/wrap.ts';
import type { ToldCause } from './causes.ts';
import { toldCauses } from './causes.ts';
import { findingText } from './finding.ts';
import { reachLines } from './reach.ts';
import { trendLines } from './trend.ts';
import { allVerdictLines, attentionLines, verdictCounts } from './verdictTable.ts';

export interface TextOptions {
  readonly version: string;
  readonly colour: boolean;
  /** Whether to print every clause with its evidence, and how far the run went. */
  readonly verbose?: boolean;
  /** Number of columns for the table of clauses; everything else fits 80. */
  readonly width?: number;
  /** Returns the command that replays the finding. */
  replay(finding: Finding): string;
  /** The last line: a command for what comes next, with a word before it; null if there is none. */
  nextCommand?(first: Finding | null): string | null;
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
  const { verbose = false, width = WIDTH } = options;
  const colours = coloursFor(options.colour);
  const causes = toldCauses({ report, deviations });
  const table = verbose
    ? allVerdictLines(report.clauses, { colours, width })
    : attentionLines(report.clauses, causes, { colours, width });
  return [
    ...headingLines(report, options, colours),
    ...causes.flatMap((cause, at) => [
      '',
      ...(causes.length > 1 ? [colours.bold(`Cause ${at + 1} of ${causes.length}`)] : []),
      causeText(cause, at === 0, options, colours),
    ]),
    ...(table.length > 0 ? ['', ...table] : []),
    ...(verbose && report.coverage ? ['', ...reachLines(report.coverage, width)] : []),
    ...deviationLines(deviations),
    ...(report.trend ? ['', ...trendLines(report.trend, width)] : []),
    '',
    ...endingLines(report, causes, options, colours),
    '',
  ].join('\n');
}

function headingLines(
  report: RunReport,
  { version, verbose = false }: TextOptions,
  colours: Colours,
): string[] {
  const { router, quiescence, totals, faults, corpus, judge, fence } = report;
  const { scenarios, steps, seconds } = totals;
  const perSecond =
    verbose && seconds > 0 ? `, ${groupDigits(Math.round(steps / seconds))} steps per second` : '';
  const isExact = quiescence.every((each) => each === 'exact');
  const lines = [
    `${formatCount(scenarios, 'scenario')}, ${formatCount(steps, 'step')} in ${seconds.toFixed(1)} s${perSecond}`,
    ...(verbose && faults
      ? [
          `${formatCount(faults.effective + faults.ineffective, 'fault')}, ${groupDigits(faults.ineffective)} of them ineffective: nothing was there to change`,
        ]
      : []),
    ...(verbose || !isExact
      ? [
          `when a step is over: ${quiescence.map((each) => `${quiescences[each]} (${each})`).join('; ')}`,
        ]
      : []),
    ...(report.serversPerNode ? [phraseOfServers(report.serversPerNode)] : []),
    ...(report.carries
      ? [`drawn was only what it can carry: ${phraseOfCarries(report.carries)}`]
      : []),
    ...(judge ? [`judged by ${judge.by}`] : []),
    ...(fence
      ? [
          `known deviations: gone past at ${formatCount(fence.past, 'step')}, around by leaving out ${groupDigits(fence.around)}; ${formatCount(fence.short, 'scenario')} ended there all the same`,
        ]
      : []),
    ...(verbose && corpus ? [phraseOfCorpus(corpus)] : []),
  ];
  return [
    colours.bold(`${router.name} ${router.version}, checked by partyline ${version}`),
    ...lines.flatMap((line) => wrapText(line, '', '  ')),
  ];
}

function causeText(
  { lead, others }: ToldCause,
  isFirst: boolean,
  options: TextOptions,
  colours: Colours,
): string {
  // The command that replays the first one is the last line of the report.
  const isReplayedLast = isFirst && options.nextCommand !== undefined;
  return findingText(lead, {
    colours,
    others,
    ...(isReplayedLast ? {} : { replay: options.replay(lead) }),
    trace: options.trace?.(lead),
    explanation: options.explanation?.(lead),
    ascii: options.ascii,
    verbose: options.verbose,
  });
}

function deviationLines(deviations: readonly JudgedDeviation[]): string[] {
  if (deviations.length === 0) return [];
  const lines = deviations.map(({ deviation, state, findings, covers, otherwise }) => {
    const { clause, signature, reason, issue } = deviation;
    const named = signature === undefined ? clause : `${clause} (${signature})`;
    const said = match(state)
      .with(
        'expected',
        () =>
          `still there${findings.length > 0 ? `: ${findings.join(', ')}` : ''}${coverText[covers]}`,
      )
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
    const hint = state === 'healed' || state === 'unmatched' ? olderNameHint(deviation) : '';
    const others =
      otherwise.length > 0
        ? `; not by this scenario, and so not declared: ${otherwise.join(', ')}`
        : '';
    const older = olderMeaning(deviation);
    return `  ${named}: ${said}${others}${hint}${older}. ${reason}${issue === undefined ? '' : ` [${issue}]`}`;
  });
  const states = (['expected', 'healed', 'unmatched', 'not judged'] as const).flatMap((state) => {
    const count = deviations.filter((each) => each.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return ['', `Declared deviations: ${states.join(', ')}`, ...lines];
}

/** What an entry that is still there covers. */
const coverText = {
  clause: '; it covers whatever breaks the clause',
  signature: '; it covers whatever has this signature',
  scenario: '; it covers what fails by its scenario only',
} as const satisfies Record<JudgedDeviation['covers'], string>;

function endingLines(
  report: RunReport,
  causes: readonly ToldCause[],
  { verbose = false, nextCommand }: TextOptions,
  colours: Colours,
): string[] {
  const next = nextCommand?.(causes[0]?.lead ?? null) ?? null;
  return [
    `${verdictCounts(report)}${verbose ? '' : ' (--verbose: each with its evidence)'}`,
    ...(report.interrupted ? [colours.yellow('Interrupted: this is what was found so far.')] : []),
    `seed ${report.seed}`,
    ...(next === null ? [] : [next]),
  ];
}
