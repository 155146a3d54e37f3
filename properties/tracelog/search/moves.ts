/**
 * Moves: what the model may do next of itself or at a request, one thing at a time: nothing is delivered unless it is
 * chosen. The history is kept as the clients keep it: what is in flight makes a moment unsettled, and an orc has its
 * new name when the node has taken it.
 */
import type { Flight, State } from '#model';
import { advance, start } from '#model';
import type { History, NodeToken, Observation, PairId, Step, Topology } from '#spec';
import { advanceHistory, pairOf, uplinkPair } from '#spec';

export interface Move {
  readonly state: State;
  readonly observations: readonly Observation[];
}

const HOLD: Step = { kind: 'hold' };

/** All uplinks are up, nobody has joined, and nothing is delivered by itself. */
export function initialState(topology: Topology): State {
  return advance(start(topology), HOLD, -1).state;
}

/** `index` gives a published event its id. */
export function applyRequest(before: State, step: Step, index: number): Move {
  const { state, observations } = advance(before, step, index);
  const history =
    step.kind === 'rename'
      ? before.history
      : advanceClientHistory(before.history, step, observations, before.flights.length > 0);
  return { state: { ...state, history }, observations };
}

/** The oldest frame of each bus. */
export function deliverableFlights({ flights }: State): Flight[] {
  const seen = new Set<string>();
  return flights.filter(({ pair, bus }) => {
    const key = `${bus} ${pair}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function deliverFlight(before: State, flight: Flight): Move {
  const step = deliveryOf(before.topology, flight);
  const { state, observations } = advance(before, step, -1);
  // A client has its new name when its node has heard of it.
  const cause = carriesRename(flight) ? flight.cause : step;
  const history = advanceClientHistory(before.history, cause, observations, true);
  return { state: { ...state, history }, observations };
}

function advanceClientHistory(
  history: History,
  step: Step,
  observations: readonly Observation[],
  isUnsettled: boolean,
): History {
  return { ...advanceHistory({ ...history, held: isUnsettled }, step, observations), held: true };
}

/** Whether the frame is the client's own wish for another name. */
export function carriesRename({ input, pair, cause }: Flight): boolean {
  return cause.kind === 'rename' && cause.pair === pair && input.kind === 'frame';
}

function deliveryOf(topology: Topology, { pair, bus }: Flight): Step {
  const link = topology.uplinks.find(({ below, above }) => uplinkPair(below, above) === pair);
  if (!link) return { kind: 'arrive', pair };
  return { kind: bus === 'command' ? 'climb' : 'descend', ...link };
}

/** The node a request is done at; null where it is done at several. */
export function requestNodeOf(topology: Topology, step: object): NodeToken | null {
  const { pair, node } = step as { readonly pair?: PairId; readonly node?: NodeToken };
  if (node !== undefined) return node;
  return pair !== undefined ? pairOf(topology, pair).node : null;
}

/** The flights with the messages of a move in the order in which they were seen to be sent. */
export function reorderFlights(state: State, sent: readonly Observation[]): State {
  const order = new Map<unknown, number>();
  for (const each of sent) if (each.kind === 'message') order.set(each.message, order.size);
  if (order.size < 2) return state;
  const rank = ({ input }: Flight) => (input.kind === 'frame' ? order.get(input.frame) : undefined);
  const flights = [...state.flights];
  for (const pair of new Set(flights.map((each) => each.pair))) {
    const places = flights.flatMap((each, at) =>
      each.pair === pair && rank(each) !== undefined ? [at] : [],
    );
    const sortedFlights = places
      .map((at) => flights[at] as Flight)
      .sort((left, right) => (rank(left) as number) - (rank(right) as number));
    for (const [at, place] of places.entries()) flights[place] = sortedFlights[at] as Flight;
  }
  return { ...state, flights };
}
