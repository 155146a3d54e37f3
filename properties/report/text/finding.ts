/**
 * One finding as text within 80 columns: the clause and its sentence, the steps, the tables and deliveries of the failing step,
 * why it fails, a diagram, and the command that replays it. Separate from `text.ts`, which has the verdicts.
 */

import type { Step } from '#spec';
import { clauses } from '#spec';
import type { HearingReason } from '../../lockstep/reasons.ts';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { isInconclusive, isTimedOut } from '../../verdict/verdict.ts';
import type { Colours } from '../../wording/colours.ts';
import { phraseOfOccurrence } from '../../wording/occurrence.ts';
import { phraseOfListedStep, phraseOfStep, stepNumber } from '../../wording/steps.ts';
import { WIDTH, wrapText } from '../../wording/wrap.ts';
import { isLawful } from '../picture/sightings.ts';
import { spacetimeLines } from '../picture/spacetime.ts';
import { tableDiffers, tableLines, tablesConcerned } from '../picture/tables.ts';
import { topologyLines } from './topology.ts';

export interface FindingOptions {
  /** The command that replays the finding; left out if it is printed elsewhere. */
  readonly replay?: string;
  readonly colours: Colours;
  /** Further findings that come from the same bug. */
  readonly others?: readonly Finding[] | undefined;
  /** The trace of its scenario, if it was run again. */
  readonly trace?: Trace | undefined;
  /** Sentences about what would happen otherwise, such as `without step 3 it passes`. */
  readonly explanation?: readonly string[] | undefined;
  /** Whether all calls of the router that threw are told; only the innermost is otherwise. */
  readonly verbose?: boolean | undefined;
  /** Whether diagrams use ASCII characters only. */
  readonly ascii?: boolean | undefined;
}

export function findingText(finding: Finding, options: FindingOptions): string {
  const { colours, replay, explanation = [], others = [] } = options;
  const { clause, signature, detail, level, also } = finding;
  const { sentence, level: strength } = clauses[clause];
  const paint = (text: string) =>
    (strength === 'must' ? colours.red : colours.yellow)(colours.bold(text));
  const verb = isTimedOut(finding)
    ? 'is undecided'
    : isInconclusive(finding)
      ? 'seemed violated once'
      : 'is violated';
  const title = `${clause} ${verb} (${strength}, at ${level} level)`;
  return [
    ...(finding.sentence === undefined ? [] : wrapText(finding.sentence, '', '').map(paint)),
    finding.sentence === undefined ? paint(title) : title,
    ...wrapText(sentence, '  '),
    ...doubtLines(finding).map(colours.yellow),
    '',
    ...topologyLines(finding.scenario.topology, '  '),
    '',
    ...stepLines(finding, options),
    '',
    ...diagramLines(options),
    ...detail
      .split('; ')
      .flatMap((each, index) =>
        wrapText(each, index === 0 ? '  first difference: ' : '  then: ', '    '),
      ),
    ...stackLines(finding, options),
    ...logLines(finding, options),
    ...explanation.flatMap((each, index) =>
      wrapText(each, index === 0 ? '  why: ' : '       ', '         '),
    ),
    ...wrapText(signature, '  signature: ', '    '),
    ...(finding.seen ? wrapText(phraseOfOccurrence(finding.seen), '  seen: ', '    ') : []),
    ...(also.length > 0 ? wrapText(also.join(', '), '  also: ') : []),
    ...(others.length > 0
      ? wrapText(
          others.map((each) => `${each.signature} (${each.id})`).join(', '),
          '  of the same bug: ',
          '    ',
        )
      : []),
    ...(finding.cutShort
      ? wrapText(
          'not minimal: the search for a smaller scenario was cut short; `partyline shrink` goes on',
          '  ',
        )
      : []),
    ...replayLines(replay, colours),
  ].join('\n');
}

/** Says where the router threw. */
function stackLines({ stack = [] }: Finding, { verbose = false }: FindingOptions): string[] {
  const shown = verbose ? stack : stack.slice(0, 1);
  const more = stack.length - shown.length;
  return shown.flatMap((call, index) =>
    wrapText(
      `${call}${index === 0 && more > 0 ? ` (${more} more with --verbose)` : ''}`,
      index === 0 ? '  thrown: ' : '          ',
      '            ',
    ),
  );
}

/** How many lines of the system's own log are shown without --verbose. */
const SHOWN_LOG_LINES = 3;

/** The last lines of what the system has logged itself. */
function logLines({ log = [] }: Finding, { verbose = false }: FindingOptions): string[] {
  const shown = verbose ? log : log.slice(-SHOWN_LOG_LINES);
  const more = log.length - shown.length;
  return [
    ...shown.flatMap((line, index) =>
      wrapText(line, index === 0 ? '  logged: ' : '          ', '            '),
    ),
    ...(more > 0 ? [`          (${more} earlier with --verbose)`] : []),
  ];
}

/** Says that the finding is a time-out or did not come again, if so, and what that means for the run. */
function doubtLines(finding: Finding): string[] {
  if (isTimedOut(finding))
    return wrapText(
      'time-out: a slow machine may be the reason, so it is undecided whether the router is right. A run ends after five in a row.',
      '  ',
    );
  return finding.reproduced ? [] : wrapText(unstableText(finding), '  ');
}

function unstableText({ timed, dependsOnEarlier }: Finding): string {
  if (dependsOnEarlier)
    return `depends on earlier scenarios: from a fresh start of the router its scenario ends otherwise than after others, so something outlives a scenario, such as a global, a cache or a file; \`partyline doctor\` looks for it.${timed ? ' Time decides what is seen of this network, so it is undecided.' : ''}`;
  return timed
    ? 'unstable: it did not come again when its scenario was run once more. Time decides what is seen of this network, so it is undecided.'
    : 'unstable: it did not come again when its scenario was run once more, though the answers are exact: the router is not deterministic, or something outlives a scenario.';
}

/** Formats the command that replays the finding; it is never wrapped, so that it can be copied. */
function replayLines(replay: string | undefined, colours: Colours): string[] {
  if (replay === undefined) return [];
  const title = '  replay: ';
  return title.length + replay.length <= WIDTH
    ? [`${title}${colours.cyan(replay)}`]
    : [title.trimEnd(), colours.cyan(replay)];
}

function diagramLines({ trace, colours, ascii }: FindingOptions): string[] {
  if (!trace) return [];
  const lines = spacetimeLines(trace, { colours, ascii: ascii ?? false });
  return lines.length > 0 ? ['  as it happened, from top to bottom:', '', ...lines, ''] : [];
}

function stepLines({ scenario, at }: Finding, { trace, colours }: FindingOptions): string[] {
  const { steps } = scenario;
  const digits = String(stepNumber(Math.max(steps.length - 1, at))).length;
  const indent = ' '.repeat(digits + 4);
  const frameOrStepLines = (index: number, phrase: string) => {
    const frame = trace?.frames.find((each) => each.index === index);
    const lines = wrapText(
      phrase,
      `${index === at ? '>' : ' '} ${String(stepNumber(index)).padStart(digits)}  `,
      `${indent}  `,
    );
    return [
      ...(index === at ? lines.map(colours.bold) : lines),
      ...(trace && frame ? frameLines(trace, frame, indent, colours) : []),
    ];
  };
  // A judge that goes step by step ends the run at the first difference; only it leaves a trace.
  const ran = trace ? steps.slice(0, at + 1) : steps;
  const lines = [
    ...ran.flatMap((step, index) => frameOrStepLines(index, phraseOfListedStep(step, index))),
    ...notRunLines(steps, ran.length).map(colours.dim),
  ];
  if (at < steps.length) return lines;
  const last = trace?.frames.find((each) => each.index === at);
  const phrase = last ? phraseOfListedStep(last.step, at) : 'canaries, then everyone leaves';
  return [...lines, ...frameOrStepLines(at, `${phrase} (epilogue)`)];
}

/** At most this many steps that were not run are printed each; more are told together. */
const MOST_NOT_RUN = 3;

/** Tells the steps from this one on as not run. */
export function notRunLines(steps: readonly Step[], from: number): string[] {
  const digits = String(steps.length).length;
  const left = steps.slice(from);
  const start = (index: number) => `  ${String(stepNumber(index)).padStart(digits)}  `;
  if (left.length > MOST_NOT_RUN)
    return [`${start(from)}(steps ${stepNumber(from)} to ${steps.length} were not run)`];
  return left.flatMap((step, at) =>
    wrapText(`(not run) ${phraseOfStep(step)}`, start(from + at), ' '.repeat(digits + 6)),
  );
}

/**
 * Returns the tables and deliveries of a step. If the step does not fail, returns only the tables that differ and the deliveries
 * that break the law.
 */
function frameLines(trace: Trace, frame: TraceFrame, indent: string, colours: Colours): string[] {
  const failing = frame.index === trace.divergence?.at;
  const tables = failing ? tablesConcerned(trace, frame) : frame.tables.filter(tableDiffers);
  return [
    ...(failing ? reasonLines(frame.reasons, indent) : []),
    ...tables.flatMap((table) => tableLines(table, indent, colours)),
  ];
}

/**
 * Says who must, may and must not hear, who did, and why. Deliveries that break the law come first. Empty if there are no
 * reasons.
 */
export function reasonLines(reasons: readonly HearingReason[], indent: string): string[] {
  return [...reasons]
    .sort((left, right) => Number(isLawful(left)) - Number(isLawful(right)))
    .flatMap((reason) => {
      const { place, says, why } = reason;
      const { orcName, node, pair } = place;
      const sign = isLawful(reason) ? '  ' : '! ';
      return wrapText(
        `${orcName} at ${node} by ${pair} ${says} hear, ${heardText(reason)}: ${why}`,
        `${indent}${sign}`,
        `${indent}    `,
      );
    });
}

function heardText({ says, heard }: HearingReason): string {
  const joint = says === 'may' ? 'and' : (says === 'must') === heard > 0 ? 'and' : 'but';
  if (heard === 0) return `${joint} did not`;
  return heard === 1 ? `${joint} did` : `and did ${heard} times`;
}
