/**
 * Deviations: faults that an implementer knows and has declared, each with a reason. A fault that is still there is `expected`.
 * One that is gone is `healed`, and one that nothing could show is `unmatched`; both of these fail the run, so that the list
 * stays true. This file judges reports and reads no file.
 */
import * as z from 'zod';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import type { ClauseResult, Finding, RunReport } from './verdict.ts';
import { isCrash } from './verdict.ts';

export interface Deviation {
  readonly clause: ClauseId;
  /** If absent, the entry declares every finding of the clause. */
  readonly signature?: string;
  readonly reason: string;
  /** Where the deviation is tracked: a link or a number. */
  readonly issue?: string;
}

/**
 * `expected`: still there. `healed`: the run exercised the clause and did not find it. `unmatched`: not found, and
 * nothing in this run could have shown it. `not judged`: the run was cut short, or asked for other clauses only.
 */
export type DeviationState = 'expected' | 'healed' | 'unmatched' | 'not judged';

export interface JudgedDeviation {
  readonly deviation: Deviation;
  readonly state: DeviationState;
  /** Ids of the findings that the entry explains. */
  readonly findings: readonly string[];
}

export interface Judgement {
  readonly report: RunReport;
  readonly deviations: readonly JudgedDeviation[];
}

const nonEmptyText = z.string().trim().min(1, 'expected some words');
const clause = z.custom<ClauseId>(
  (value) => clauseIds.some((id) => id === value),
  'expected the id of a clause, such as "LINE-2"; `partyline clauses` lists them',
);
const deviationsShape = z.array(
  z.strictObject({
    clause,
    signature: nonEmptyText.optional(),
    reason: nonEmptyText,
    issue: nonEmptyText.optional(),
  }),
);

/** Returns the deviations in `value`, or one sentence for each fault, with its place in the document. */
export function parseDeviations(
  value: unknown,
): { readonly deviations: readonly Deviation[] } | { readonly faults: readonly string[] } {
  const parsed = deviationsShape.safeParse(value);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
      ),
    };
  const deviations = parsed.data as readonly Deviation[];
  const seen = new Set<string>();
  const faults = deviations.flatMap((each, index) => {
    const misplaced = signatureFault(each);
    if (misplaced) return [`${index}.signature: ${misplaced}`];
    const key = JSON.stringify([each.clause, each.signature]);
    if (!seen.has(key)) return seen.add(key) && [];
    return [`${index}: ${each.clause} with this signature is declared twice; keep one entry`];
  });
  return faults.length > 0 ? { faults } : { deviations };
}

/** Returns what is wrong with a signature that is not `clause|role|step kind`, as reports write it; null when it is right. */
function signatureFault({ clause, signature }: Deviation): string | null {
  if (signature === undefined) return null;
  const [own, ...rest] = signature.split('|');
  if (rest.length !== 2)
    return `came ${JSON.stringify(signature)}, expected three words between bars, such as "${clause}|hearing missing|publish"; copy it from the report`;
  return own === clause
    ? null
    : `came ${JSON.stringify(signature)} in an entry of ${clause}; declare it under ${own}, the clause it begins with`;
}

/**
 * What to say of an entry that nothing matches any more because its signature is of an older naming; empty for any other. What
 * differed at a `settle` used to be told under SAFE-3 when the check of no clause claimed it.
 */
export function olderNameHint({ signature = '' }: Pick<Deviation, 'signature'>): string {
  return /^SAFE-3\|.*\|settle$/.test(signature)
    ? '; or it is told under the clause of the step that was held back now: look among the findings at a settle'
    : '';
}

/**
 * Returns the report with declared deviations applied: a declared `violated` becomes `expected`, and so does
 * `crashed` when each crash is declared by its signature.
 */
export function applyDeviations(report: RunReport, deviations: readonly Deviation[]): Judgement {
  const judged = deviations.map((deviation): JudgedDeviation => {
    const result = report.clauses.find((each) => each.id === deviation.clause);
    const found = result
      ? findingsOf(report, result).filter((each) => explains(deviation, result, each))
      : [];
    const coversClause = deviation.signature === undefined && result?.verdict === 'violated';
    const state = found.length > 0 || coversClause ? 'expected' : unmatchedStateOf(report, result);
    return { deviation, state, findings: found.map((each) => each.id) };
  });
  const results = report.clauses.map((result) => ({
    ...result,
    verdict: verdictOf(report, result, judged),
  }));
  return { report: { ...report, clauses: results }, deviations: judged };
}

function findingsOf(report: RunReport, result: ClauseResult): Finding[] {
  return report.findings.filter(
    (each) => each.clause === result.id || result.findings.includes(each.id),
  );
}

/**
 * Whether the deviation explains the finding. With a signature, an entry explains only findings of its own clause. Without a
 * signature, it also explains findings that break its clause among others, but never a crash.
 */
function explains(deviation: Deviation, result: ClauseResult, finding: Finding): boolean {
  if (deviation.clause !== result.id) return false;
  return deviation.signature === undefined
    ? !isCrash(finding)
    : deviation.signature === finding.signature;
}

/**
 * Returns the state of an entry that no finding matches. Only a run that exercised the clause can show that the fault has healed.
 */
function unmatchedStateOf(report: RunReport, result: ClauseResult | undefined): DeviationState {
  const isJudged = report.totals.scenarios > 0 && !report.interrupted;
  if (!isJudged || result === undefined || result.verdict === 'crashed') return 'not judged';
  return result.verdict === 'undecided' || result.verdict === 'declined' ? 'unmatched' : 'healed';
}

function verdictOf(
  report: RunReport,
  result: ClauseResult,
  judged: readonly JudgedDeviation[],
): ClauseResult['verdict'] {
  const own = judged.filter(({ deviation }) => deviation.clause === result.id);
  const isHealed = own.some(({ state }) => state === 'healed');
  const found = findingsOf(report, result);
  const isUndecided = result.verdict === 'undecided' && found.length > 0;
  if (result.verdict !== 'violated' && result.verdict !== 'crashed' && !isUndecided)
    return isHealed ? 'healed' : result.verdict;
  // If an entry for its own clause explains a finding, the finding also counts as explained for the other clauses that it breaks.
  const isExplained = (finding: Finding) =>
    judged.some(
      ({ deviation, state }) =>
        state === 'expected' &&
        (deviation.signature === undefined
          ? deviation.clause === result.id && !isCrash(finding)
          : deviation.signature === finding.signature),
    );
  const isDeclared = own.some(({ state }) => state === 'expected');
  const unexplained = found.filter((each) => !isExplained(each));
  if (isUndecided && unexplained.length > 0) return 'undecided';
  if (unexplained.some(isCrash)) return 'crashed';
  if (unexplained.length > 0) return 'violated';
  if (found.length === 0 && !isDeclared) return result.verdict;
  return isHealed ? 'healed' : 'expected';
}
