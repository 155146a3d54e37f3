/**
 * Evidence: what a run saw of one clause, and the verdict that follows. Apart from the run itself, so that what counts
 * as having looked is read in one place. It runs nothing and knows no scenario.
 */
import type { ClauseId, Feature, NetworkKind, RouterKind } from '#spec';
import { clauses } from '#spec';
import type { Judge } from '../lockstep/judge.ts';
import type { Finding, Verdict } from './verdict.ts';
import { isCrash } from './verdict.ts';

export type Kind = RouterKind | NetworkKind;

/** What decides whether a clause applies. */
type Offering = Pick<Kind, 'features'>;

/** What a run saw of a clause. */
export interface ClauseEvidence {
  readonly seen: boolean;
  readonly evidence: string;
}

/** Where only what was heard is judged. */
export function hearingEvidence(
  judge: Pick<Judge, 'name' | 'clauses'>,
  id: ClauseId,
  { scenarios, witness }: { readonly scenarios: number; readonly witness: number },
  trials: number,
): ClauseEvidence {
  return judge.clauses.includes(id)
    ? {
        seen: scenarios > 0 && witness > 0,
        evidence: `${scenarios} of ${trials} scenarios; decided in ${witness}; by the ${judge.name} law`,
      }
    : { seen: false, evidence: `not judged by the ${judge.name} law, which knows what is heard` };
}

/** `seen`: the run looked, could see a difference, and met the clause's witness often enough. */
export function verdictOf(
  applicable: boolean,
  own: readonly Finding[],
  { seen }: { readonly seen: boolean },
): Verdict {
  if (!applicable) return 'declined';
  if (own.some(isCrash)) return 'crashed';
  if (own.length > 0) return 'violated';
  return seen ? 'holds' : 'undecided';
}

export const missingForClause = (id: ClauseId, kinds: readonly Offering[]): readonly Feature[] =>
  clauses[id].needs.filter((feature) => !kinds.some((kind) => kind.features.includes(feature)));

/** Whether one of the kinds offers all that the clause needs. */
export function isApplicable(id: ClauseId, kinds: readonly Offering[]): boolean {
  return kinds.some((kind) =>
    clauses[id].needs.every((feature) => kind.features.includes(feature)),
  );
}
