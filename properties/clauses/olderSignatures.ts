/**
 * Older signatures: until the second contract, EVENT-1, 2, 4 and 6 also told what crosses a link towards nobody. This is told under
 * PRUNE now. What was written before (a list of deviations, a report, a certificate, a document) keeps its meaning: its signature
 * also stands for the newer one.
 */
import type { ClauseId } from '#spec';

/** For each clause about who hears an event, the one about the links that the event crosses. */
export const pruningClauses: Readonly<Partial<Record<ClauseId, ClauseId>>> = {
  'EVENT-1': 'PRUNE-1',
  'EVENT-2': 'PRUNE-2',
  'EVENT-4': 'PRUNE-3',
  'EVENT-6': 'PRUNE-4',
};

/** Returns the signature under which a part of what this one meant is told now; null where nothing has changed. */
export function newerSignature(
  signature: string,
): { readonly clause: ClauseId; readonly signature: string } | null {
  const [old, role, kind] = signature.split('|');
  const clause = pruningClauses[old as ClauseId];
  return clause && role === 'frame surplus'
    ? { clause, signature: `${clause}|${role}|${kind}` }
    : null;
}

/** Whether a stored signature stands for what a run found. */
export const standsFor = (stored: string, found: string | undefined): boolean =>
  stored === found || (found !== undefined && newerSignature(stored)?.signature === found);
