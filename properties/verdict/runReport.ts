/**
 * Run report: makes a verdict with its evidence for each clause from the result of a campaign. Only this file tests whether
 * witnesses occurred often enough, so that shards are judged after they are merged and never before. It runs nothing.
 */
import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import { witnessOf } from '../clauses/families/check.ts';
import type { Standing } from '../clauses/halves/standing.ts';
import type { Check } from '../clauses/index.ts';
import { checks } from '../clauses/index.ts';
import type { Judge } from '../lockstep/judge.ts';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { CampaignResult, PlacedFinding } from './campaignResult.ts';
import { formatConfidence, sampledConfidence, weakestQuiescence } from './confidence.ts';
import { summarizeCoverage } from './coverage.ts';
import type { ClauseEvidence } from './evidence.ts';
import {
  areSurvivors,
  bestStanding,
  declinedReason,
  earlyText,
  hearingEvidence,
  inconclusiveReason,
  isApplicable,
  undecidedReason,
  verdictOf,
} from './evidence.ts';
import { testRate } from './sequentialTest.ts';
import type { Cause, ClauseResult, Finding, Occurrence, RunReport } from './verdict.ts';

export function reportOf(gathered: CampaignResult): RunReport {
  const { seed, kinds, judge, only, scenarios, steps, faults, seconds, corpus, siege } = gathered;
  const [first] = kinds;
  const carries = kinds.find((each) => each.carries)?.carries;
  const serversPerNode = Math.max(...kinds.map((each) => each.serversPerNode ?? 1));
  const coverage = summarizeCoverage(kinds, gathered.coverage);
  const findings = gathered.found.map((each) => ({
    ...each.finding,
    seen: occurrenceOf(each, scenarios),
  }));
  return {
    router: { name: first?.name ?? 'none', version: first?.version ?? '0' },
    quiescence: [...new Set(kinds.map(({ quiescence }) => quiescence))],
    ...(carries ? { carries } : {}),
    ...(serversPerNode > 1 ? { serversPerNode } : {}),
    seed,
    totals: { scenarios, steps, seconds },
    ...(faults.effective + faults.ineffective > 0 ? { faults } : {}),
    ...(coverage ? { coverage } : {}),
    ...(siege ? { hostile: hostileFiguresOf(siege) } : {}),
    ...(corpus ? { corpus } : {}),
    ...(gathered.fence ? { fence: gathered.fence } : {}),
    ...(judge ? { judge: { name: judge.name, by: judge.by } } : {}),
    clauses: (only ?? clauseIds).map((id) => resultOf(id, gathered, findings)),
    findings,
    causes: causesOf(gathered.causes, findings),
    interrupted: gathered.interrupted,
  };
}

function occurrenceOf({ first, scenarios }: PlacedFinding, of: number): Occurrence {
  const [phase, , index] = first;
  const where = (['corpus', 'hostile frames', 'generated'] as const)[phase];
  return { in: where, number: index + 1, scenarios, of };
}

/** Makes the causes, in the order in which their first findings were met. */
function causesOf(
  groups: CampaignResult['causes'],
  findings: readonly Finding[],
): readonly Cause[] {
  const left = new Map(findings.map((finding) => [finding.id, finding]));
  const causes: Cause[] = [];
  for (const { id } of findings) {
    if (!left.has(id)) continue;
    const group = groups.find((each) => each.findings.includes(id))?.findings ?? [id];
    const own = group
      .flatMap((each) => left.get(each) ?? [])
      .sort((one, other) => compareMeasures(measure(one.scenario), measure(other.scenario)));
    for (const each of own) left.delete(each.id);
    const [lead] = own as [Finding, ...Finding[]];
    causes.push({
      id: lead.id,
      sentence: lead.sentence ?? `${lead.clause} is violated: ${lead.detail}.`,
      clause: lead.clause,
      findings: own.map((each) => each.id),
    });
  }
  return causes;
}

function hostileFiguresOf({
  frames,
  steps,
  scenarios,
  breaches,
}: NonNullable<CampaignResult['siege']>) {
  return { frames, steps, scenarios, breaches };
}

function resultOf(
  id: ClauseId,
  gathered: CampaignResult,
  findings: readonly Finding[],
): ClauseResult {
  const { kinds, judge, tallies } = gathered;
  const tally = tallies[id];
  const { scenarios, witness, wholeScenarios } = tally;
  const own = findings.filter(({ clause, also }) => clause === id || also.includes(id));
  const standing = bestStanding(id, kinds);
  const missingToTell = judge === null ? missingToTellText(id, gathered) : null;
  const declined =
    !isApplicable(id, kinds) ||
    missingToTell !== null ||
    (judge !== null && !isSeenBy(judge, id, standing));
  const applicable = kinds.filter((kind) => isApplicable(id, [kind]));
  const grounds =
    declined || own.length > 0
      ? []
      : sampledConfidence(wholeScenarios, weakestQuiescence(applicable));
  const { isSufficient, evidence } = judge
    ? hearingEvidence(judge, isSeenBy(judge, id, standing), tally)
    : assessClause(id, gathered, standing);
  const { sometimes, rate } = witnessOf(checks[id], standing);
  const shows = judge ? `a scenario that the ${judge.name} law decides` : sometimes;
  const verdict = verdictOf(!declined || own.length > 0, own, { isSufficient });
  return {
    id,
    verdict,
    ...(standing === 'by hearing' && !declined ? { byHearing: true as const } : {}),
    scenarios,
    witness,
    evidence: !isApplicable(id, kinds)
      ? declinedReason(id, kinds)
      : missingToTell !== null && own.length === 0
        ? missingToTell
        : [
            standing === 'by hearing' ? `by hearing: ${evidence}` : evidence,
            ...grounds.map(formatConfidence),
          ].join('; '),
    ...(grounds.length > 0 ? { grounds } : {}),
    ...(verdict === 'undecided'
      ? {
          undecided:
            own.length > 0 ? inconclusiveReason : undecidedReason(tally, shows, rate * 100),
        }
      : {}),
    findings: own.map((finding) => finding.id),
  };
}

/**
 * Says which features the clause needs so that it can be told that it holds, if no kind has all of them; otherwise returns
 * null.
 */
function missingToTellText(id: ClauseId, { kinds }: CampaignResult): string | null {
  const { through, witnessNeeds = [], sometimes }: Check = checks[id];
  if (through !== undefined && !kinds.some(({ features }) => features.includes(through)))
    return `needs ${through} to be told apart from other clauses`;
  const missing = ({ features }: CampaignResult['kinds'][number]) =>
    witnessNeeds.filter((some) => !some.some((feature) => features.includes(feature)));
  const [least = []] = kinds.map(missing).sort((one, other) => one.length - other.length);
  if (least.length === 0) return null;
  return `needs ${least.map((some) => some.join(' or ')).join(', ')} for its witness (${sometimes})`;
}

/** Whether a judge of hearings can see the clause. Where tables can be read, none is judged by its half. */
const isSeenBy = (
  { clauses: seen }: Pick<Judge, 'clauses'>,
  id: ClauseId,
  standing: Standing | null,
) => seen.includes(id) && (standing === 'by hearing' || clauses[id].byHearing === undefined);

function assessClause(
  id: ClauseId,
  { siege, tallies }: CampaignResult,
  standing: Standing | null,
): ClauseEvidence {
  const tally = tallies[id];
  const { wholeScenarios, wholeWitness, trials } = tally;
  const { sometimes, rate } = witnessOf(checks[id], standing);
  const shown = testRate(wholeWitness, trials, rate);
  return {
    isSufficient:
      wholeScenarios > 0 && wholeWitness > 0 && shown !== 'too few' && !areSurvivors(tally),
    evidence:
      `${wholeScenarios} of ${trials} scenarios; witness in ${wholeWitness} (${sometimes})` +
      (shown === 'too few' ? `, too few: at least ${rate * 100} % are required` : '') +
      earlyText(tally) +
      (id === 'SAFE-1' && siege ? `; ${siege.text}` : ''),
  };
}
