/**
 * A known deviation: a fault that the implementer has declared, with the fields that a run needs. It is plain data, so that it
 * can be sent to worker threads and other machines.
 */
import type { ClauseId } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';

export interface KnownDeviation {
  readonly clause: ClauseId;
  /** If absent, the declaration covers every divergence of the clause. */
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
