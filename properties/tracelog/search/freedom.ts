/**
 * Freedom: what the log need not tell, and what it may tell although the model did nothing of the kind: kinds of which
 * it has only some, refusals that may be dropped in silence, and frames that the law leaves free.
 */
import type { History, Observation, Recordable } from '#spec';
import { judged } from '#spec';
import { DEMANDED } from '../../compare/differences.ts';
import { isLeftFree } from '../../compare/frameDifferences.ts';
import type { LoggedObservation } from './matching.ts';

/** Whether a log that holds every record of these kinds need not tell it. */
export function mayBeUntold(
  did: Observation,
  before: History,
  complete: ReadonlySet<Recordable>,
): boolean {
  if (did.kind === 'handled' || !complete.has(did.kind)) return true;
  if (did.kind === 'refusal') return !DEMANDED.has(did.fault);
  return isLeftFree({ history: before }, did);
}

/** Whether it may have been seen though the law has nothing that does it. */
export function mayBeUnaccounted(seen: LoggedObservation, history: History): boolean {
  if (seen.kind === 'refusal') return seen.fault === undefined || !DEMANDED.has(seen.fault);
  if (seen.kind !== 'frame' && seen.kind !== 'emission') return false;
  const { node, event } = seen;
  const { id, topic, payload, forward } = event ?? {};
  // Where it is not told what it was or where, it may have been one that is free.
  if (topic === undefined || forward === undefined || node === undefined)
    return history.attachments.some((each) => !judged(history, each.orcName));
  const told = { id: id ?? '', topic, payload: payload ?? null };
  const loggedEvent = forward === null ? told : { ...told, forward };
  if (seen.kind === 'emission')
    return isLeftFree({ history }, { kind: 'emission', node, event: loggedEvent });
  const pairs = seen.pair === undefined ? history.open : [seen.pair];
  return pairs.some((pair) =>
    isLeftFree({ history }, { kind: 'frame', node, pair, event: loggedEvent }),
  );
}
