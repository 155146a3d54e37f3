/**
 * The report as Markdown, for the summary of a CI job: first what needs attention, then all verdicts
 * in a collapsed section. Names of routers and scenarios remain plain text.
 */

import { match } from 'ts-pattern';
import { clauses } from '#spec';
import type { Judgement } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding, Verdict } from '../../verdict/verdict.ts';
import { verdictsInOrder, verdictText } from '../../verdict/verdict.ts';
import { formatCount } from '../../wording/counts.ts';
import { WIDTH } from '../../wording/wrap.ts';
import { toldCauses } from '../text/causes.ts';
import { trendLines } from '../text/trend.ts';
import type { Stories } from './junit.ts';

/** The first line of every summary that this program wrote; it identifies them. */
const MARKDOWN_OPENING = '<!-- Partyline: the summary -->\n';

/** At most this many causes are shown in full, because readers cut off a very long summary. */
const MOST_CAUSES = 20;

export function markdownReport({ report, deviations }: Judgement, stories: Stories): string {
  const { router, seed, totals } = report;
  const told = toldCauses({ report, deviations });
  const notable = report.clauses.filter(
    ({ verdict }) => verdict !== 'holds' && verdict !== 'declined',
  );
  const more = told.length - MOST_CAUSES;
  return [
    `${MARKDOWN_OPENING}## ${escapeMarkdown(`${router.name} ${router.version}`)}: ${headline(report.clauses)}`,
    '',
    `${formatCount(totals.scenarios, 'scenario')}, ${formatCount(totals.steps, 'step')} in ${totals.seconds.toFixed(1)} s, seed ${codeSpan(seed)}, partyline ${stories.version}${report.interrupted ? '. **Interrupted**: this is what was found so far' : ''}.`,
    '',
    ...(notable.length > 0 ? [...verdictTable(notable), ''] : []),
    ...told
      .slice(0, MOST_CAUSES)
      .flatMap(({ cause, lead, others }) => [
        `<details><summary>${doubtOf(lead)}${escapeHtml(cause.sentence)} <code>${escapeHtml(lead.signature)}</code></summary>`,
        '',
        ...fenceBlock(stories.story(lead, others)),
        '',
        ...foldedLines('Where the router threw', lead.stack),
        ...foldedLines('What the system logged', lead.log),
        '</details>',
        '',
      ]),
    ...(more > 0 ? [`and ${formatCount(more, 'cause')} more, in the report.`, ''] : []),
    ...(report.trend ? [...fenceBlock(trendLines(report.trend, WIDTH).join('\n')), ''] : []),
    `<details><summary>All ${formatCount(report.clauses.length, 'clause')}</summary>`,
    '',
    ...verdictTable(report.clauses),
    '',
    '</details>',
    '',
  ].join('\n');
}

function doubtOf({ reproduced, dependsOnEarlier }: Finding): string {
  if (dependsOnEarlier) return '<b>depends on earlier scenarios</b> ';
  return reproduced ? '' : '<b>unstable</b> ';
}

/** Lines under a summary, collapsed; nothing where there are none. */
function foldedLines(summary: string, lines: readonly string[] | undefined): string[] {
  if (!lines) return [];
  return [
    `<details><summary>${summary}</summary>`,
    '',
    ...fenceBlock(lines.join('\n')),
    '',
    '</details>',
    '',
  ];
}

function headline(results: readonly ClauseResult[]): string {
  const parts = verdictsInOrder.flatMap((verdict) => {
    const count = results.filter((each) => each.verdict === verdict).length;
    return count > 0 ? [`${count} ${verdict}`] : [];
  });
  return parts.join(', ') || 'no clause judged';
}

function verdictTable(results: readonly ClauseResult[]): string[] {
  return [
    '| clause | level | verdict | evidence |',
    '| --- | --- | --- | --- |',
    ...results.map(
      (result) =>
        `| ${result.id} | ${clauses[result.id].level} | ${verdictSign(result.verdict)} ${verdictText(result)} | ${escapeMarkdown(result.evidence)} |`,
    ),
  ];
}

function verdictSign(verdict: Verdict): string {
  return match(verdict)
    .with('holds', () => '✅')
    .with('violated', 'crashed', 'healed', () => '❌')
    .with('undecided', () => '❔')
    .with('expected', () => '☑️')
    .with('declined', () => '➖')
    .exhaustive();
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Collapses white space to one line and escapes Markdown. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function codeSpan(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** Returns a code block whose fence is longer than any run of backticks in the text. */
function fenceBlock(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, text, fence];
}
