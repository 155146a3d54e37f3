/**
 * Subscriptions as a client counts them: one record per pattern, with the line that the pattern is on. Where they form a set
 * (`set subscriptions`), a count is never more than 1. Separate from the history, which says whose they are.
 */
import type { LineId } from '../words/names.ts';
import { lineOf } from '../words/topic.ts';

export interface Subscription {
  readonly pattern: string;
  readonly lineId: LineId | null;
  /** At least 1. */
  readonly count: number;
}

/** Adds one subscription of a pattern, or removes one. `most`: the highest count. */
function changeCount(
  subscriptions: readonly Subscription[],
  pattern: string,
  change: 1 | -1,
  most: number,
): readonly Subscription[] {
  const known = subscriptions.find((each) => each.pattern === pattern);
  if (!known)
    return change > 0
      ? [...subscriptions, { pattern, lineId: lineOf(pattern), count: 1 }]
      : subscriptions;
  const count = Math.min(known.count + change, most);
  if (count === known.count) return subscriptions;
  return count === 0
    ? subscriptions.filter((each) => each !== known)
    : subscriptions.map((each) => (each === known ? { ...each, count } : each));
}

/** Adds or removes one subscription for every holder for which `isMeant` holds. */
export function recountHolders<Holder extends { readonly subscriptions: readonly Subscription[] }>(
  holders: readonly Holder[],
  isMeant: (holder: Holder) => boolean,
  topic: string,
  change: 1 | -1,
  most: number,
): Holder[] {
  return holders.map((each) =>
    isMeant(each)
      ? { ...each, subscriptions: changeCount(each.subscriptions, topic, change, most) }
      : each,
  );
}
