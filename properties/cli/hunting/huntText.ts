/** What a hunt prints for people: each finding when it is found, and at the end what the hunt reached. */
import { join } from 'node:path';
import type { AnyRouterKind } from '#spec';
import { fileNames } from '../../corpus/regression.ts';
import type { HuntResult } from '../../hunt/huntOptions.ts';
import type { Trace } from '../../lockstep/trace.ts';
import { findingText } from '../../report/text/finding.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { Colours } from '../../wording/colours.ts';
import { formatCount, groupDigits } from '../../wording/counts.ts';
import { wrapText } from '../../wording/wrap.ts';
import { shellWord } from '../arguments/adapter.ts';
import { HUNT_FOLDER } from '../arguments/corpus.ts';

export interface FoundOptions {
  /** The folder of --corpus as the user gave it. */
  readonly corpus: string;
  /** The name of the file that was written for the finding, if any was. */
  readonly written: string | undefined;
  /** How this program is called from the user's folder. */
  readonly invocation: string;
  /** The flags by which another command runs the same router. */
  readonly replay: string;
  readonly colours: Colours;
  readonly ascii: boolean;
  readonly trace: Trace | undefined;
}

export function foundText(finding: Finding, options: FoundOptions): string {
  const { corpus, written, invocation, replay, colours, ascii, trace } = options;
  const path = join(corpus, written ?? fileNames(finding.signature)[0]);
  return findingText(finding, {
    // A finding that the second run did not reproduce was not written, so there is no file to replay.
    replay: finding.reproduced
      ? `${invocation} replay ${shellWord(path)}${replay}`
      : `${invocation} doctor${replay}`,
    colours,
    ascii,
    trace,
    explanation: finding.explanation,
  });
}

/** Returns the summary of the hunt. It gives no verdict, because a hunt's scenarios are no random sample. */
export function huntText(
  kind: Pick<AnyRouterKind, 'name' | 'version' | 'level'>,
  result: HuntResult,
  {
    corpus,
    invocation,
    replay,
    seconds,
  }: Pick<FoundOptions, 'corpus' | 'invocation' | 'replay'> & { readonly seconds: number },
): string {
  const { runs, kept, dropped, reached, reachable, found, interrupted } = result;
  const of = (name: keyof typeof reached) =>
    `${groupDigits(reached[name])} of ${groupDigits(reachable[name])} ${name}`;
  return [
    ...wrapText(
      `${kind.name} ${kind.version} at ${kind.level} level: ${formatCount(runs, 'scenario')} in ${Math.round(seconds)} s, ${formatCount(found.length, 'finding')}${interrupted ? '; interrupted' : ''}`,
      '',
      '  ',
    ),
    ...wrapText(`reached: ${of('situations')}, ${of('pairs')}, ${of('triples')}`, '', '  '),
    ...wrapText(
      `kept: ${formatCount(kept, 'scenario')} in ${join(corpus, HUNT_FOLDER)}, from which the next hunt goes on${dropped > 0 ? `; ${groupDigits(dropped)} removed that reached nothing alone` : ''}`,
      '',
      '  ',
    ),
    ...wrapText(
      'A hunt gives no verdicts, as what it runs is no sample. They are for check, which runs what was found as well:',
      '',
      '  ',
    ),
    `${invocation} check --corpus ${shellWord(corpus)}${replay}`,
    '',
  ].join('\n');
}
