/**
 * Subscriptions as a client counts them: one a pattern, each with its line.
 * Apart from the history, which says whose they are.
 */
import type { LineId } from '../words/names.ts';
import { lineOf } from '../words/topic.ts';

export interface Subscription {
  readonly pattern: string;
  readonly lineId: LineId | null;
  /** At least 1. */
  readonly count: number;
}

/** One subscription more, or one less, of a pattern. */
function changeCount(
  subscriptions: readonly Subscription[],
  pattern: string,
  change: 1 | -1,
): readonly Subscription[] {
  const known = subscriptions.find((each) => each.pattern === pattern);
  if (!known)
    return change > 0
      ? [...subscriptions, { pattern, lineId: lineOf(pattern), count: 1 }]
      : subscriptions;
  const count = known.count + change;
  return count === 0
    ? subscriptions.filter((each) => each !== known)
    : subscriptions.map((each) => (each === known ? { ...each, count } : each));
}

/** The same holders, with one subscription more or less for those that are meant. */
export function recountHolders<Holder extends { readonly subscriptions: readonly Subscription[] }>(
  holders: readonly Holder[],
  isMeant: (holder: Holder) => boolean,
  topic: string,
  change: 1 | -1,
): Holder[] {
  return holders.map((each) =>
    isMeant(each)
      ? { ...each, subscriptions: changeCount(each.subscriptions, topic, change) }
      : each,
  );
}
