/**
 * The report as Markdown, for the summary of a CI job: what needs looking at first, all verdicts folded away below.
 * Whatever a router or a scenario is called, it stays text.
 */
import { match } from 'ts-pattern';
import { clauses } from '#spec';
import type { Judgement } from '../../verdict/deviations.ts';
import type { ClauseResult, Verdict } from '../../verdict/verdict.ts';
import { formatCount } from '../../wording/counts.ts';
import type { Stories } from './junit.ts';

/** How a summary of ours begins. */
export const MARKDOWN_OPENING = '<!-- Partyline: the summary -->\n';

/** A summary is cut off by its readers where it is very long; the first findings tell most. */
const MOST_FINDINGS = 20;

export function markdownReport({ report, deviations }: Judgement, stories: Stories): string {
  const { router, seed, totals, findings } = report;
  const expected = deviations.flatMap(({ state, findings: those }) =>
    state === 'expected' ? those : [],
  );
  const told = findings.filter(({ id }) => !expected.includes(id));
  const notable = report.clauses.filter(
    ({ verdict }) => verdict !== 'holds' && verdict !== 'declined',
  );
  const more = told.length - MOST_FINDINGS;
  return [
    `${MARKDOWN_OPENING}## ${escapeMarkdown(`${router.name} ${router.version}`)}: ${headline(report.clauses)}`,
    '',
    `${formatCount(totals.scenarios, 'scenario')}, ${formatCount(totals.steps, 'step')} in ${totals.seconds.toFixed(1)} s, seed ${codeSpan(seed)}, partyline ${stories.version}${report.interrupted ? '. **Interrupted**: this is what was found so far' : ''}.`,
    '',
    ...(notable.length > 0 ? [...verdictTable(notable), ''] : []),
    ...told
      .slice(0, MOST_FINDINGS)
      .flatMap((finding) => [
        `<details><summary><code>${escapeHtml(finding.signature)}</code></summary>`,
        '',
        ...fenceBlock(stories.story(finding)),
        '',
        '</details>',
        '',
      ]),
    ...(more > 0 ? [`and ${formatCount(more, 'finding')} more, in the report.`, ''] : []),
    `<details><summary>All ${formatCount(report.clauses.length, 'clause')}</summary>`,
    '',
    ...verdictTable(report.clauses),
    '',
    '</details>',
    '',
  ].join('\n');
}

const VERDICT_ORDER: readonly Verdict[] = [
  'violated',
  'crashed',
  'healed',
  'undecided',
  'expected',
  'declined',
  'holds',
];

function headline(results: readonly ClauseResult[]): string {
  const parts = VERDICT_ORDER.flatMap((verdict) => {
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
      ({ id, verdict, evidence }) =>
        `| ${id} | ${clauses[id].level} | ${verdictSign(verdict)} ${verdict} | ${escapeMarkdown(evidence)} |`,
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

/** On one line, and nothing in it means anything. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function codeSpan(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** A fence longer than any run of backticks within. */
function fenceBlock(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, text, fence];
}
