/**
 * Evidence: what a run saw of one clause, and the verdict that follows. In one place, so that the rule for "exercised enough" is
 * stated once. It runs nothing and knows no scenario.
 */
import type { AnyRouterKind, ClauseId, Feature } from '#spec';
import { clauses } from '#spec';
import type { Standing } from '../clauses/halves/standing.ts';
import { standingOf } from '../clauses/halves/standing.ts';
import type { Judge } from '../lockstep/judge.ts';
import { groupDigits } from '../wording/counts.ts';
import type { Tally } from './campaignResult.ts';
import type { Finding, Verdict } from './verdict.ts';
import { isCrash, isInconclusive } from './verdict.ts';

/** All features that a kind offers (`featuresOf`), which decide whether a clause applies. */
type Offering = Pick<AnyRouterKind, 'features'>;

/** What a run saw of a clause: whether it was exercised enough for a verdict, and the same in words. */
export interface ClauseEvidence {
  readonly isSufficient: boolean;
  readonly evidence: string;
}

/** Returns the evidence of a run that judges only what was heard. `isSeen`: the judge can see the clause. */
export function hearingEvidence(
  judge: Pick<Judge, 'name'>,
  isSeen: boolean,
  tally: Tally,
): ClauseEvidence {
  const { trials, wholeScenarios, wholeWitness } = tally;
  return isSeen
    ? {
        isSufficient: wholeScenarios > 0 && wholeWitness > 0 && !areSurvivors(tally),
        evidence: `${wholeScenarios} of ${trials} scenarios; decided in ${wholeWitness}${earlyText(tally)}; by the ${judge.name} law`,
      }
    : {
        isSufficient: false,
        evidence: `not judged by the ${judge.name} law, which knows what is heard`,
      };
}

/**
 * Says how many scenarios ended early, if any did. These showed the clause up to their end. But they do not count as trials of
 * it, because what would have come after their end was never run.
 */
export function earlyText({ early, scenarios, wholeScenarios }: Tally): string {
  return early === 0
    ? ''
    : `; ${early} more ended early, ${scenarios - wholeScenarios} of them after exercising it`;
}

/** Whether most scenarios ended early. If so, the few that did not are too unlike the others to speak for them. */
export const areSurvivors = ({ early, trials }: Tally): boolean => early > trials;

/**
 * Says why a clause without findings is not shown to hold. `needed`: the smallest share of the scenarios, in percent, that must
 * show its witness.
 */
export function undecidedReason(tally: Tally, sometimes: string, needed: number): string {
  const { early, trials, wholeScenarios, wholeWitness } = tally;
  if (early + trials === 0) return 'no scenario was run';
  if (areSurvivors(tally))
    return `${groupDigits(early)} of ${groupDigits(early + trials)} scenarios ended early, at a finding or at what the router does not do yet`;
  if (wholeScenarios === 0) return 'no scenario exercised it';
  if (wholeWitness === 0) return `its witness was never seen: ${sometimes}`;
  return `its witness was seen in ${groupDigits(wholeWitness)} of ${groupDigits(trials)} scenarios, at least ${needed} % are required: ${sometimes}`;
}

/** Why a clause is undecided of which no finding decides anything. */
export const inconclusiveReason =
  'a failure was a time-out, or did not come again though its scenario was run once more; time decides what is seen of this network';

/**
 * Returns the verdict. `isSufficient`: the run exercised the clause, could have seen a difference, and showed the witness often
 * enough.
 */
export function verdictOf(
  applicable: boolean,
  own: readonly Finding[],
  { isSufficient }: { readonly isSufficient: boolean },
): Verdict {
  if (!applicable) return 'declined';
  const certain = own.filter((finding) => !isInconclusive(finding));
  if (certain.some(isCrash)) return 'crashed';
  if (certain.length > 0) return 'violated';
  if (own.length > 0) return 'undecided';
  return isSufficient ? 'holds' : 'undecided';
}

/** Returns the features that the clause needs, or its half where no kind offers tables, and that no kind offers. */
export function missingForClause(id: ClauseId, kinds: readonly Offering[]): readonly Feature[] {
  const isMissing = (feature: Feature) => !kinds.some(({ features }) => features.includes(feature));
  const { needs, byHearing } = clauses[id];
  return (byHearing && isMissing('tables') ? byHearing.needs : needs).filter(isMissing);
}

/** Returns why the clause is declined, where it is for what the kinds offer. */
export function declinedReason(id: ClauseId, kinds: readonly Offering[]): string {
  const { unless } = clauses[id];
  const missing = missingForClause(id, kinds);
  return missing.length === 0 && unless !== undefined
    ? `another clause says it where \`${unless}\` is declared`
    : `needs ${missing.join(', ')}`;
}

/** How far the clause is judged: wholly if at least one of the kinds allows that; null if none offers what it needs. */
export function bestStanding(id: ClauseId, kinds: readonly Offering[]): Standing | null {
  const standings = kinds.map(({ features }) => standingOf(id, features));
  return (['whole', 'by hearing'] as const).find((each) => standings.includes(each)) ?? null;
}

/** Whether at least one of the kinds offers every feature that the clause needs, or its half. */
export const isApplicable = (id: ClauseId, kinds: readonly Offering[]): boolean =>
  bestStanding(id, kinds) !== null;
