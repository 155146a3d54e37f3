/**
 * Standing: how far a clause can be judged with the features that a router offers. Some clauses have a half that shows in who
 * hears what; it is judged where tables cannot be read.
 */
import type { ClauseId, Feature } from '#spec';
import { clauses } from '#spec';

/** `by hearing`: only the half of the clause that shows in who hears what is judged. */
export type Standing = 'whole' | 'by hearing';

/** Returns null where the clause is declined. `features`: all that the router offers. */
export function standingOf(id: ClauseId, features: readonly Feature[]): Standing | null {
  const { needs, byHearing, unless } = clauses[id];
  if (unless !== undefined && features.includes(unless)) return null;
  const offersAll = (some: readonly Feature[]) => some.every((each) => features.includes(each));
  if (byHearing && !features.includes('tables'))
    return offersAll(byHearing.needs) ? 'by hearing' : null;
  return offersAll(needs) ? 'whole' : null;
}
