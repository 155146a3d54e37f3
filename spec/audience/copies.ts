/**
 * Copies: how often an event is written on a client's socket. Usually once (EVENT-5); where the law has the variant
 * `copies per subscription`, once for each subscription there to the event's line (EVENT-12). From the history alone, like the
 * audience.
 */
import type { Topology } from '../scenario/topology.ts';
import { hasVariant } from '../scenario/topology.ts';
import type { PairId } from '../words/names.ts';
import { routingOf } from '../words/topic.ts';
import type { Attachment, History } from './attachments.ts';
import { judged } from './attachments.ts';

/** How many copies must come, and how many may; these differ where the law leaves an orc on the pair free. */
export interface Copies {
  readonly least: number;
  readonly most: number;
}

const ONE: Copies = { least: 1, most: 1 };

/** Whether an event on this topic comes once for each subscription rather than once. */
export const comesInCopies = (topology: Topology, topic: string): boolean =>
  hasVariant(topology, 'copies per subscription') && routingOf(topic).kind === 'line';

/** Returns how often whoever hears an event on this topic gets it on the pair. @clause EVENT-12 */
export function copiesOn(history: History, pair: PairId, topic: string): Copies {
  const routing = routingOf(topic);
  if (routing.kind !== 'line' || !comesInCopies(history.topology, topic)) return ONE;
  // Of a set of patterns the router knows the line only, and holds it once.
  const isSet = hasVariant(history.topology, 'set subscriptions');
  const copiesFor = ({ subscriptions }: Attachment) => {
    const onLine = subscriptions.filter((each) => each.lineId === routing.lineId);
    const count = onLine.reduce((sum, each) => sum + each.count, 0);
    return isSet ? Math.min(count, 1) : count;
  };
  const total = (some: readonly Attachment[]) =>
    some.reduce((sum, each) => sum + copiesFor(each), 0);
  const present = history.attachments.filter((each) => each.pair === pair);
  // All on `ee` share one emission, and greathall is on no pair.
  if (present.length === 0 || present.some(({ backend }) => backend === 'ee')) return ONE;
  const least = total(present.filter(({ orcName }) => judged(history, orcName)));
  return { least: Math.max(1, least), most: Math.max(1, total(present)) };
}
