/**
 * Deviations: what an implementer knows to be wrong and has written down, with a reason.
 * A written deviation that is still there is `expected`; one that is gone is `healed`, one that nothing could show is
 * `unmatched`, and both fail the run, so that the list never goes stale. It judges reports and reads no file.
 */
import * as z from 'zod';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import type { ClauseResult, Finding, RunReport } from './verdict.ts';
import { isCrash } from './verdict.ts';

export interface Deviation {
  readonly clause: ClauseId;
  /** Without it, every finding of the clause is meant. */
  readonly signature?: string;
  readonly reason: string;
  /** Where it is followed up: a link or a number. */
  readonly issue?: string;
}

/**
 * `expected`: still there. `healed`: the run looked and it is gone. `unmatched`: never seen, and nothing this run did
 * could have shown it. `not judged`: the run was cut short, or asked for other clauses.
 */
export type DeviationState = 'expected' | 'healed' | 'unmatched' | 'not judged';

export interface JudgedDeviation {
  readonly deviation: Deviation;
  readonly state: DeviationState;
  /** Ids of the findings it explains. */
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

/** The deviations in `value`, or what is wrong with it: a sentence each, with the place it is about. */
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

/** A signature is `clause|role|kind of step`, as a report has it. */
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
 * The report with declared deviations taken into account: `violated` that was declared is `expected`, `crashed` too where
 * each crash is declared by its signature.
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
 * A signature belongs to a finding's own clause; a clause it violates besides is meant by its name alone. No name alone
 * means a crash.
 */
function explains(deviation: Deviation, result: ClauseResult, finding: Finding): boolean {
  if (deviation.clause !== result.id) return false;
  return deviation.signature === undefined
    ? !isCrash(finding)
    : deviation.signature === finding.signature;
}

/** No finding fits. Only a run that looked can tell that it healed. */
function unmatchedStateOf(report: RunReport, result: ClauseResult | undefined): DeviationState {
  if (report.interrupted || result === undefined || result.verdict === 'crashed')
    return 'not judged';
  return result.verdict === 'undecided' || result.verdict === 'declined' ? 'unmatched' : 'healed';
}

function verdictOf(
  report: RunReport,
  result: ClauseResult,
  judged: readonly JudgedDeviation[],
): ClauseResult['verdict'] {
  const own = judged.filter(({ deviation }) => deviation.clause === result.id);
  const isHealed = own.some(({ state }) => state === 'healed');
  if (result.verdict !== 'violated' && result.verdict !== 'crashed')
    return isHealed ? 'healed' : result.verdict;
  // A finding that its own clause's entry explains is explained for every clause it breaks besides.
  const isExplained = (finding: Finding) =>
    judged.some(
      ({ deviation, state }) =>
        state === 'expected' &&
        (deviation.signature === undefined
          ? deviation.clause === result.id && !isCrash(finding)
          : deviation.signature === finding.signature),
    );
  const isDeclared = own.some(({ state }) => state === 'expected');
  const found = findingsOf(report, result);
  const unexplained = found.filter((each) => !isExplained(each));
  if (unexplained.some(isCrash)) return 'crashed';
  if (unexplained.length > 0) return 'violated';
  if (found.length === 0 && !isDeclared) return result.verdict;
  return isHealed ? 'healed' : 'expected';
}
