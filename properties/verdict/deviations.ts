/**
 * Deviations: faults that an implementer knows and has declared, each with a reason. A fault that is still there is `expected`.
 * One that is gone is `healed`, and one that nothing could show is `unmatched`; both of these fail the run, so that the list
 * stays true. This file judges reports and reads no file.
 */
import * as z from 'zod';
import type { ClauseId, Scenario } from '#spec';
import { clauseIds, parseScenario } from '#spec';
import { newerSignature } from '../clauses/olderSignatures.ts';
import { declares, failsBy } from '../knownDeviations/knownDeviation.ts';
import type { ClauseResult, Finding, RunReport } from './verdict.ts';
import { isCrash } from './verdict.ts';

export interface Deviation {
  readonly clause: ClauseId;
  /** If absent, the entry declares every finding of the clause. */
  readonly signature?: string;
  /** What the signature also stands for, in a list from before; set by `parseDeviations`, and not in the file. */
  readonly alsoAs?: string;
  /**
   * If present, the entry declares only what fails by this scenario, up to renaming: another defect with the same signature is new. If
   * absent, it declares whatever has its signature.
   */
  readonly scenario?: Scenario;
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
  /** What it covers: everything with its clause or its signature, or what fails by its scenario only. */
  readonly covers: 'clause' | 'signature' | 'scenario';
  /** Ids of the findings that have its clause or signature, but fail by another scenario than the entry's. */
  readonly otherwise: readonly string[];
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
    scenario: z.unknown().optional(),
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
  // The scenarios are parsed below.
  const deviations = parsed.data as readonly Deviation[];
  const seen = new Set<string>();
  const faults = deviations.flatMap((each, index) => {
    const misplaced = signatureFault(each);
    if (misplaced) return [`${index}.signature: ${misplaced}`];
    const wrong = scenarioFaults(each);
    if (wrong.length > 0) return wrong.map((fault) => `${index}.scenario: ${fault}`);
    const key = JSON.stringify([each.clause, each.signature, each.scenario]);
    if (!seen.has(key)) return seen.add(key) && [];
    const same = each.scenario ? 'this signature and scenario' : 'this signature';
    return [`${index}: ${each.clause} with ${same} is declared twice; keep one entry`];
  });
  return faults.length > 0 ? { faults } : { deviations: readOlder(deviations) };
}

/** A list without an entry about PRUNE is taken to be from before these clauses. */
function readOlder(deviations: readonly Deviation[]): readonly Deviation[] {
  if (deviations.some(({ clause }) => clause.startsWith('PRUNE-'))) return deviations;
  return deviations.map((each) => {
    const newer = newerSignature(each.signature ?? '');
    return newer ? { ...each, alsoAs: newer.signature } : each;
  });
}

/** Says that an entry is read in its older meaning; empty for any other. */
export const olderMeaning = ({ signature, alsoAs }: Deviation): string =>
  alsoAs === undefined
    ? ''
    : `; ${signature} is read as ${alsoAs} too, since the list has no entry about PRUNE`;

function scenarioFaults({ scenario }: Deviation): readonly string[] {
  if (scenario === undefined) return [];
  const parsed = parseScenario(scenario);
  return 'steps' in parsed ? [] : parsed;
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
    const { clause, signature, scenario } = deviation;
    const result = report.clauses.find((each) => each.id === clause);
    const newer = deviation.alsoAs?.split('|')[0];
    const alike = report.clauses
      .filter(({ id }) => id === clause || id === newer)
      .flatMap((each) => findingsOf(report, each))
      .filter((each, at, all) => all.indexOf(each) === at && isLike(deviation, each));
    const found = alike.filter((each) => !scenario || failsBy(scenario, each, each.scenario));
    const coversClause = signature === undefined && !scenario && result?.verdict === 'violated';
    const state = found.length > 0 || coversClause ? 'expected' : unmatchedStateOf(report, result);
    return {
      deviation,
      state,
      findings: found.map(({ id }) => id),
      covers: scenario ? 'scenario' : signature === undefined ? 'clause' : 'signature',
      otherwise: alike.filter((each) => !found.includes(each)).map(({ id }) => id),
    };
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
 * Whether the finding, which breaks the deviation's clause, is what it declares but for its scenario. Without a signature, it declares
 * whatever breaks its clause, also among others, but never a crash.
 */
function isLike(deviation: Deviation, finding: Finding): boolean {
  return deviation.signature === undefined ? !isCrash(finding) : declares(deviation, finding);
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
  const own = judged.filter(
    ({ deviation: { clause, alsoAs } }) =>
      clause === result.id || alsoAs?.startsWith(`${result.id}|`),
  );
  const isHealed = own.some(({ state }) => state === 'healed');
  const found = findingsOf(report, result);
  const isUndecided = result.verdict === 'undecided' && found.length > 0;
  if (result.verdict !== 'violated' && result.verdict !== 'crashed' && !isUndecided)
    return isHealed ? 'healed' : result.verdict;
  // If an entry for its own clause explains a finding, the finding also counts as explained for the other clauses that it breaks.
  const isExplained = (finding: Finding) =>
    judged.some(
      ({ deviation: { clause, signature }, state, findings }) =>
        state === 'expected' &&
        findings.includes(finding.id) &&
        (signature !== undefined || clause === result.id),
    );
  const isDeclared = own.some(({ state }) => state === 'expected');
  const unexplained = found.filter((each) => !isExplained(each));
  if (isUndecided && unexplained.length > 0) return 'undecided';
  if (unexplained.some(isCrash)) return 'crashed';
  if (unexplained.length > 0) return 'violated';
  if (found.length === 0 && !isDeclared) return result.verdict;
  return isHealed ? 'healed' : 'expected';
}
