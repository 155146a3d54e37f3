/**
 * Order: partial order reduction of interleaved searches. A delivery to a node above commutes with all else that may
 * happen: nothing but this link brings it messages (or it passes nothing on), clients do not hear of it, and what it
 * passes on goes to the end of a queue whose beginning others take from. So it is done at once and alone.
 * It never ends in a circle, because deliveries only empty queues; and as settling goes the same way whatever comes first, no
 * claim can tell the state before it from the state after.
 */

import { CLIMB } from './actions.ts';
import type { Layout } from './layout.ts';
import type { Machine } from './machine.ts';

/** The climbs that commute with everything, as indices of actions. */
export function commutingActions({ actions, layout }: Machine): number[] {
  return actions.flatMap(({ kind, orc: link }, at) =>
    kind === CLIMB && commutesWithAll(layout, link) ? [at] : [],
  );
}

function commutesWithAll({ ends }: Layout, link: number): boolean {
  const above = ends[link]?.above;
  const passesOn = ends.some(({ below }) => below === above);
  return !passesOn || ends.filter((each) => each.above === above).length === 1;
}
