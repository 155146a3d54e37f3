/**
 * Freedom: what the log may leave out although the model did it, and what it may contain although the model did not do it: kinds
 * of records that the log does not hold in full, refusals that may be silent, and frames that the law leaves free.
 */
import type { History, Observation, Recordable } from '#spec';
import { demandedFaults, judged } from '#spec';
import { isLeftFree } from '../../compare/frameDifferences.ts';
import type { LoggedObservation } from './matching.ts';

/** Whether a log that claims to be complete in these kinds may still leave this observation out. */
export function mayBeUntold(
  did: Observation,
  before: History,
  complete: ReadonlySet<Recordable>,
): boolean {
  if (did.kind === 'handled' || !complete.has(did.kind)) return true;
  if (did.kind === 'refusal') return !demandedFaults.has(did.fault);
  return isLeftFree({ history: before }, did);
}

/** Whether the router may have done this although the model does not do it. */
export function mayOccurOutsideModel(seen: LoggedObservation, history: History): boolean {
  if (seen.kind === 'refusal') return seen.fault === undefined || !demandedFaults.has(seen.fault);
  if (seen.kind !== 'frame' && seen.kind !== 'emission') return false;
  const { node, event } = seen;
  const { id, topic, payload, forward } = event ?? {};
  // The log does not tell to whom the event was addressed. So it is allowed if at least one orc is free.
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
