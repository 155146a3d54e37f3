/**
 * Stalls: puts a client that does not read into a scenario that is drawn already, and events that are published meanwhile. So the
 * scenarios that get none are the same as where the feature is not declared, and the others have the same steps between.
 */
import type { Advance, State } from '#model';
import { advance, start } from '#model';
import type { Feature, PairId, Scenario, Step } from '#spec';
import { lineOf, nodesAbove, pairOf } from '#spec';
import type { Chance } from '../values/chance.ts';
import { oneOf, percent } from '../values/chance.ts';

interface Drawn {
  readonly scenario: Scenario;
  readonly advances: readonly Advance[];
}

/** Percent of the scenarios that get a stall, where there is a pair for it. */
const STALL_PERCENT = 80;
/** Percent of the steps behind which a stalled client reads again. */
const RESUME_PERCENT = 25;
/** Percent of the steps behind which an event is published for the stalled pair. */
const EVENT_PERCENT = 40;
const MOST_EVENTS = 4;
/** The stall, an event for it, its end and an event after it. */
const LEAST_STEPS = 4;

/** Returns the scenario with a stall, `most` steps in all, or as it is. */
export function addStall(
  chance: Chance,
  drawn: Drawn,
  declared: readonly Feature[],
  most: number,
  isOffered: (state: State, step: Step) => boolean,
): Drawn {
  if (!declared.includes('stall') || !percent(chance, STALL_PERCENT)) return drawn;
  const { scenario, advances: known } = drawn;
  if (scenario.steps.length + LEAST_STEPS > most) return drawn;
  const places = known.flatMap(({ state }, at) => (stallable(state).length > 0 ? [at] : []));
  if (places.length === 0) return drawn;
  const from = oneOf(chance, places);
  const steps: Step[] = scenario.steps.slice(0, from + 1);
  const advances: Advance[] = known.slice(0, from + 1);
  let state = advances.at(-1)?.state ?? start(scenario.topology);
  const take = (step: Step) => {
    const advanced = advance(state, step, steps.length);
    steps.push(step);
    advances.push(advanced);
    state = advanced.state;
  };
  const left = scenario.steps.slice(from + 1);
  const pair = oneOf(chance, stallable(state));
  const publish = () => {
    const step = eventFor(chance, state, pair);
    if (step && isOffered(state, step)) take(step);
  };
  // Room is kept for the end of the stall, and an event after it.
  const hasRoom = () => steps.length + left.length + 2 < most;
  take({ kind: 'stall', pair });
  let events = 1 + chance.below(MOST_EVENTS);
  publish();
  while (state.history.stalled.includes(pair)) {
    if (events > 0 && hasRoom() && percent(chance, EVENT_PERCENT)) {
      events--;
      publish();
    }
    if (!state.history.held && percent(chance, RESUME_PERCENT)) {
      take({ kind: 'resume', pair });
      publish();
      break;
    }
    const step = left.shift();
    if (!step) break;
    take(step);
  }
  for (const step of left) take(step);
  return { scenario: { ...scenario, steps }, advances };
}

/** Returns the pairs that may be stalled, those with a subscriber if there are any. */
function stallable({ history, topology }: State): PairId[] {
  if (history.held || history.stalled.length > 0) return [];
  const open = history.open.filter((pair) => pairOf(topology, pair).backend === 'axon');
  const heard = open.filter((pair) => linesOn(history, pair).length > 0);
  return heard.length > 0 ? heard : open;
}

const linesOn = ({ attachments }: State['history'], pair: PairId) =>
  attachments
    .filter((each) => each.pair === pair)
    .flatMap(({ subscriptions }) => subscriptions.flatMap(({ lineId }) => lineId ?? []));

/** Returns an event that somebody on the pair should hear, or one on another line that is held; null if nobody holds any. */
function eventFor(chance: Chance, { history, topology }: State, pair: PairId): Step | null {
  const own = linesOn(history, pair);
  const every = history.open.flatMap((each) => linesOn(history, each));
  const lines = own.length > 0 && percent(chance, 80) ? own : every;
  if (lines.length === 0) return null;
  const { node } = pairOf(topology, pair);
  const topic = `${percent(chance, 50) ? 'a' : 'b'}::<${oneOf(chance, lines)}>`;
  const at = oneOf(chance, [node, node, ...nodesAbove(topology, node)]);
  return lineOf(topic) === null ? null : { kind: 'publish', node: at, topic };
}
