/**
 * Partial order reduction of interleaved searches. A delivery to a node above gives the same result before or after everything
 * else that can happen. The reason: only this link brings the node messages (or the node passes nothing on), clients do not
 * notice the delivery, and what the node passes on is appended to a queue from whose other end others take. So the delivery is
 * done at once, as the only successor. This never loops, because deliveries only empty queues. And since invariants are checked
 * after settling, they cannot distinguish the states before and after the delivery.
 */

import { CLIMB } from './actions.ts';
import type { Layout } from './layout.ts';
import type { Machine } from './machine.ts';

/**
 * Returns the indexes of the deliveries to a node above that give the same result before or after
 * any other action.
 */
export function commutingActions({ actions, layout }: Machine): number[] {
  return actions.flatMap(({ kind, orc: link }, at) =>
    kind === CLIMB && deliveryUpCommutes(layout, link) ? [at] : [],
  );
}

function deliveryUpCommutes({ linkEnds }: Layout, link: number): boolean {
  const above = linkEnds[link]?.above;
  const passesOn = linkEnds.some(({ below }) => below === above);
  return !passesOn || linkEnds.filter((each) => each.above === above).length === 1;
}
