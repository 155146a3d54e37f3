/**
 * The verdicts as a table, within the width of the terminal: of all clauses with their evidence, or only of those that want
 * attention, each with why.
 */
import { match } from 'ts-pattern';
import { clauses, variantFeatures } from '#spec';
import type { ClauseResult, RunReport, Verdict } from '../../verdict/verdict.ts';
import { verdictsInOrder, verdictText } from '../../verdict/verdict.ts';
import type { Colours } from '../../wording/colours.ts';
import { formatCount } from '../../wording/counts.ts';
import { wrapText } from '../../wording/wrap.ts';
import type { ToldCause } from './causes.ts';

export interface TableOptions {
  readonly colours: Colours;
  /** Number of columns. */
  readonly width: number;
}

interface Row {
  readonly result: ClauseResult;
  /** The last cell: the evidence, or why the clause wants attention. */
  readonly text: string;
}

export const allVerdictLines = (
  results: readonly ClauseResult[],
  options: TableOptions,
): string[] =>
  tableLines(
    'evidence',
    results.map((result) => ({ result, text: result.evidence })),
    options,
  );

/** Returns a table of the clauses that want attention; empty if none does. */
export function attentionLines(
  results: readonly ClauseResult[],
  causes: readonly ToldCause[],
  options: TableOptions,
): string[] {
  const rows = results.flatMap((result) => {
    const wants = wantsAttention(result.verdict);
    const text = toldIn(result, causes) ?? result.undecided ?? result.evidence;
    return wants ? [{ result, text }] : [];
  });
  const likeThis = ({ text }: Row) =>
    rows.filter((each) => each.text === text && isUndecided(each));
  const [single, alike] = [true, false].map((isSingle) =>
    rows.filter((row) => likeThis(row).length < LEAST_TOGETHER === isSingle),
  ) as [Row[], Row[]];
  const groups = new Map(alike.map((row) => [row.text, likeThis(row)]));
  return [
    ...(single.length > 0 ? tableLines('why', single, options) : []),
    ...(single.length > 0 && alike.length > 0 ? [''] : []),
    ...[...groups.values()].flatMap((group) => groupLines(group, options)),
  ];
}

/** So many undecided clauses with the same reason are told together. */
const LEAST_TOGETHER = 3;

const isUndecided = ({ result }: Row): boolean => result.verdict === 'undecided';

function groupLines(group: readonly Row[], { colours, width }: TableOptions): string[] {
  const [first] = group;
  const title = `${group.length} are undecided: ${first?.text ?? ''}`;
  return [
    ...wrapText(title, '', '  ', width).map(colours.yellow),
    ...wrapText(group.map(({ result }) => result.id).join(', '), '  ', '  ', width),
  ];
}

const wantsAttention = (verdict: Verdict): boolean =>
  match(verdict)
    .with('violated', 'crashed', 'healed', 'undecided', () => true)
    .with('expected', 'declined', 'holds', () => false)
    .exhaustive();

/** Says which causes above break the clause; null if none does. */
function toldIn({ findings }: ClauseResult, causes: readonly ToldCause[]): string | null {
  const numbers = causes.flatMap(({ lead, others }, at) =>
    [lead, ...others].some(({ id }) => findings.includes(id)) ? [at + 1] : [],
  );
  if (numbers.length === 0) return null;
  if (causes.length === 1) return 'told above';
  return `${numbers.length === 1 ? 'cause' : 'causes'} ${numbers.join(', ')} above`;
}

const TITLES = ['clause', 'level', 'verdict'] as const;

function tableLines(
  lastTitle: string,
  rows: readonly Row[],
  { colours, width }: TableOptions,
): string[] {
  const cells = rows.map(({ result }) => [
    result.id,
    clauses[result.id].level,
    verdictText(result),
  ]);
  const widths = TITLES.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const first = (row: readonly string[]) =>
    `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}  `;
  return [
    colours.dim(`${first(TITLES)}${lastTitle}`),
    ...rows.flatMap(({ result, text }, index) => {
      const start = first(cells[index] ?? []);
      const [line = '', ...rest] = wrapText(text, start, undefined, width);
      const verdictAt = (widths[0] ?? 0) + (widths[1] ?? 0) + 4;
      const verdictEnd = verdictAt + verdictText(result).length;
      const painted =
        line.slice(0, verdictAt) +
        painterFor(result, colours)(line.slice(verdictAt, verdictEnd)) +
        line.slice(verdictEnd);
      return [painted, ...rest];
    }),
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

/** Counts the clauses of each verdict, in one line: what wants attention comes first. */
export function verdictCounts({ clauses: results, profile }: RunReport): string {
  const parts = verdictsInOrder.flatMap((verdict) => {
    const those = results.filter((each) => each.verdict === verdict);
    if (those.length === 0) return [];
    const shoulds = those.filter(({ id }) => clauses[id].level === 'should').length;
    const aside =
      verdict === 'violated' && shoulds > 0 ? ` (${shoulds} of them only a should)` : '';
    const heard = those.filter(({ byHearing }) => byHearing).length;
    const half = verdict === 'holds' && heard > 0 ? ` (${heard} of them by hearing)` : '';
    const word = verdict === 'holds' && those.length > 1 ? 'hold' : verdict;
    return [`${those.length} ${word}${aside}${half}`];
  });
  const held = results.filter(({ verdict }) => verdict === 'holds').length;
  const asked = results.filter((each) => !isOfOtherVariant(each)).length;
  const named = profile === undefined ? '' : `${profile}: ${held} of ${asked} hold. `;
  return `${named}${formatCount(results.length, 'clause')}: ${parts.join(', ') || 'none judged'}`;
}

/** Whether the clause is declined because the system does something in the other of two ways, of which another clause speaks. */
const isOfOtherVariant = ({ id, verdict }: ClauseResult) =>
  verdict === 'declined' &&
  (clauses[id].unless !== undefined ||
    clauses[id].needs.some((each) => (variantFeatures as readonly string[]).includes(each)));
