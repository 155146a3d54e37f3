/**
 * Reference: the same search over the model itself, by its `enabled` and `advance`, one state object at a time. It is slow. The
 * packed search is tested against it, and the exploration of routers uses it.
 */

import type { State } from '#model';
import { advance, enabled, start } from '#model';
import type { Step } from '#spec';
import type { World } from '../search/world.ts';
import { isAtHome } from '../search/world.ts';

/**
 * Returns the state before the first step: all uplinks are up, nobody has joined, and frames are held back if the bounds say so.
 */
export function initialStateOf({ topology, bounds }: World): State {
  const state = start(topology);
  return bounds.interleaved ? advance(state, { kind: 'hold' }, 0).state : state;
}

/**
 * Returns all possible steps, including those that must change nothing, such as a second join. The loss of one socket
 * stands for the loss of either.
 */
export function possibleSteps(world: World, state: State): Step[] {
  return enabled(state, world.modelBounds).filter(
    (step) =>
      isAtHome(world, step) &&
      !(step.kind === 'cut' && step.socket === 'event') &&
      !(step.kind === 'unsubscribe' && !holdsLine(state, step.orc, step.topic)) &&
      fitsQueues(world, state, step),
  );
}

/**
 * Returns the possible steps that can change something. An orc joins only while it is away, and subscribes only while it is
 * present.
 */
export function informativeSteps(world: World, state: State): Step[] {
  const isPresent = (orc: string) =>
    state.history.attachments.some(({ orcName }) => orcName === orc);
  return possibleSteps(world, state).filter((step) =>
    step.kind === 'join' ? !isPresent(step.orc) : step.kind !== 'subscribe' || isPresent(step.orc),
  );
}

function holdsLine({ history }: State, orc: string, topic: string): boolean {
  return history.attachments.some(
    (each) =>
      each.orcName === orc &&
      each.subscriptions.some(({ pattern, count }) => pattern === topic && count > 0),
  );
}

/** Whether no bus holds more frames than the cap after the step. */
function fitsQueues({ bounds }: World, state: State, step: Step): boolean {
  if (!bounds.interleaved) return true;
  const counts = new Map<string, number>();
  for (const { pair, bus } of advance(state, step, 0).state.flights) {
    const key = `${bus} ${pair}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].every((count) => count <= bounds.queueCap);
}
