/**
 * The report as JUnit XML: each family of clauses is a suite, each clause a test case. Follows the
 * schema of Jenkins' xUnit plugin, which other readers follow too. Returns text and writes nothing.
 */
import { match } from 'ts-pattern';
import type { ClauseId } from '#spec';
import { clauses } from '#spec';
import type { Judgement } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding } from '../../verdict/verdict.ts';
import { showActing } from '../../wording/visible.ts';
import type { ToldCause } from '../text/causes.ts';
import { toldCauses } from '../text/causes.ts';

export interface Stories {
  /** The version of Partyline. */
  readonly version: string;
  /** Returns the finding as text for a person, without colours; `others` are further findings of the same bug. */
  story(finding: Finding, others?: readonly Finding[]): string;
}

/** The beginning of every JUnit report that this program wrote; it identifies them. */
const JUNIT_OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="partyline"';

export function junitReport(judgement: Judgement, stories: Stories): string {
  const { report } = judgement;
  const families = [...new Set(report.clauses.map(({ id }) => familyOf(id)))];
  const cases = report.clauses.map((result) => caseOf(result, judgement, stories));
  const suites = families.flatMap((family) => {
    const own = cases.filter(({ id }) => familyOf(id) === family);
    return [
      `  <testsuite name="${escapeAttribute(`${report.router.name} ${family}`)}"${countAttributes(own, true)}>`,
      '    <properties>',
      ...propertiesOf(judgement, stories).map(
        ([name, value]) => `      <property name="${name}" value="${escapeAttribute(value)}"/>`,
      ),
      '    </properties>',
      ...own.map(({ text }) => text),
      '  </testsuite>',
    ];
  });
  return [
    `${JUNIT_OPENING}${countAttributes(cases, false)} time="${report.totals.seconds.toFixed(3)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

type CaseOutcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly id: ClauseId;
  readonly outcome: CaseOutcome;
  readonly text: string;
}

/** Returns the counts of an element as attributes. The root element has no attribute `skipped`. */
function countAttributes(cases: readonly TestCase[], includesSkipped: boolean): string {
  const countOf = (outcome: CaseOutcome) => cases.filter((each) => each.outcome === outcome).length;
  const common = ` tests="${cases.length}" failures="${countOf('failure')}" errors="${countOf('error')}"`;
  return includesSkipped ? `${common} skipped="${countOf('skipped')}"` : common;
}

function propertiesOf({ report }: Judgement, { version }: Stories): [string, string][] {
  const { router, seed, totals } = report;
  return [
    ['router', `${router.name} ${router.version}`],
    ['seed', seed],
    ['scenarios', String(totals.scenarios)],
    ['partyline', version],
  ];
}

function caseOf(result: ClauseResult, judgement: Judgement, { story }: Stories): TestCase {
  const { id, verdict, evidence } = result;
  const { level, sentence } = clauses[id];
  const storyTexts = () =>
    causesOf(result, judgement)
      .map(({ lead, others }) => story(lead, others))
      .join('\n\n');
  const stale = judgement.deviations.some(
    ({ deviation, state }) => deviation.clause === id && state === 'unmatched',
  );
  const outcome = stale ? 'failure' : outcomeOf(result);
  const said = match(outcome)
    .with('passed', () => [])
    .with('skipped', () => [
      `<skipped message="${escapeAttribute(reasonFor(result, judgement))}"/>`,
    ])
    .with('failure', 'error', (tag) => [
      `<${tag} type="${verdict}" message="${escapeAttribute(reasonFor(result, judgement))}">${escapeContent(storyTexts())}</${tag}>`,
    ])
    .exhaustive();
  const text = [
    `    <testcase classname="${escapeAttribute(`partyline.${familyOf(id)}`)}" name="${id}">`,
    ...said.map((line) => `      ${line}`),
    `      <system-out>${escapeContent(`${level}: ${sentence}\n${verdict}: ${evidence}`)}</system-out>`,
    '    </testcase>',
  ].join('\n');
  return { id, outcome, text };
}

/** Returns the outcome of a clause in the terms of JUnit. What fails the run is a failure; what is only printed is skipped. */
function outcomeOf({ id, verdict }: ClauseResult): CaseOutcome {
  const must = clauses[id].level === 'must';
  return match(verdict)
    .with('holds', () => 'passed' as const)
    .with('violated', () => (must ? ('failure' as const) : ('skipped' as const)))
    .with('healed', () => 'failure' as const)
    .with('crashed', () => 'error' as const)
    .with('undecided', () => (must ? ('error' as const) : ('skipped' as const)))
    .with('expected', 'declined', () => 'skipped' as const)
    .exhaustive();
}

/** Returns the causes of which a finding breaks the clause. */
function causesOf({ findings }: ClauseResult, judgement: Judgement): readonly ToldCause[] {
  return toldCauses(judgement).filter(({ cause }) =>
    cause.findings.some((id) => findings.includes(id)),
  );
}

function reasonFor(result: ClauseResult, judgement: Judgement) {
  const { id, verdict, evidence } = result;
  const sentences = causesOf(result, judgement).map(({ cause }) => cause.sentence);
  const declared = judgement.deviations
    .filter(({ deviation }) => deviation.clause === id)
    .map(({ deviation }) => deviation.reason)
    .join('; ');
  const unmatched = judgement.deviations.some(
    ({ deviation, state }) => deviation.clause === id && state === 'unmatched',
  );
  if (unmatched)
    return `${id} is ${verdict}, and a declared deviation was never seen; run longer or take it out: ${declared}`;
  return match(verdict)
    .with('violated', 'crashed', () => `${id} is ${verdict}. ${sentences.join(' ')}`)
    .with(
      'healed',
      () => `${id}: a declared deviation is gone; take it out of the file: ${declared}`,
    )
    .with('expected', () => `${id}: a declared deviation, still there: ${declared}`)
    .with('undecided', 'declined', 'holds', () => `${id} is ${verdict}: ${evidence}`)
    .exhaustive();
}

const familyOf = (id: ClauseId): string => id.replace(/-\d+$/, '');

/** Shows what acts on a reader, and the two characters beside it that XML 1.0 cannot hold even in escaped form. */
function escapeUnrepresentable(text: string): string {
  return showActing(text).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}

function escapeContent(text: string): string {
  return escapeUnrepresentable(text).replace(/[&<>\r]/g, characterReference);
}

function escapeAttribute(text: string): string {
  return escapeUnrepresentable(text).replace(/[&<>"'\t\n\r]/g, characterReference);
}

function characterReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
