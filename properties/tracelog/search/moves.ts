/**
 * Moves: what the model can do next, by itself or at a request, one move at a time. A frame is delivered only when the search
 * chooses it. The history follows the clients' view: a moment is unsettled while anything is in flight, and an orc has its new
 * name once its node has processed the rename.
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

/**
 * Returns the state in which all uplinks are up and nobody has joined. Frames are held back, so nothing is delivered by itself.
 */
export function initialState(topology: Topology): State {
  return advance(start(topology), HOLD, -1).state;
}

/** Does a request; `index` gives a published event its id. */
export function applyRequest(before: State, step: Step, index: number): Move {
  const { state, observations } = advance(before, step, index);
  const history =
    step.kind === 'rename'
      ? before.history
      : advanceClientHistory(before.history, step, observations, before.flights.length > 0);
  return { state: { ...state, history }, observations };
}

/** Returns the oldest frame of each bus, which is the only one that can be delivered there. */
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
  // A client has its new name once its node has received the rename.
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

/** Whether the frame is a client's own rename, as opposed to its propagation. */
export function carriesRename({ input, pair, cause }: Flight): boolean {
  return cause.kind === 'rename' && cause.pair === pair && input.kind === 'frame';
}

function deliveryOf(topology: Topology, { pair, bus }: Flight): Step {
  const link = topology.uplinks.find(({ below, above }) => uplinkPair(below, above) === pair);
  if (!link) return { kind: 'arrive', pair };
  return { kind: bus === 'command' ? 'climb' : 'descend', ...link };
}

/** Returns the node at which a request takes place; null where it concerns several nodes. */
export function requestNodeOf(topology: Topology, step: object): NodeToken | null {
  const { pair, node } = step as { readonly pair?: PairId; readonly node?: NodeToken };
  if (node !== undefined) return node;
  return pair !== undefined ? pairOf(topology, pair).node : null;
}

/** Returns the state with the messages of a move put in the order in which the log saw them sent. */
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
