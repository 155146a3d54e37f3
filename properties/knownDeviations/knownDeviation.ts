/**
 * Known: what an implementer has declared to be wrong, as far as a run must know it. Data alone, so that it goes to
 * worker threads and other machines as it is.
 */
import type { ClauseId } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';

export interface KnownDeviation {
  readonly clause: ClauseId;
  /** Without it, every divergence of the clause. */
  readonly signature?: string | undefined;
}

export function isKnown(
  known: readonly KnownDeviation[],
  { clause, signature }: Pick<Divergence, 'clause' | 'signature'>,
): boolean {
  return known.some((each) =>
    each.signature === undefined ? each.clause === clause : each.signature === signature,
  );
}
