/**
 * The canonical key of a state: two states with the same key have the same future. So the key says which of two refreshes was
 * newer, but not when they happened; and it has the order of frames on each bus, but not between two buses.
 */
import type { Flight, State } from '#model';
import type { History, Step } from '#spec';

type NodeState = State['nodes'][number];

const nodeKeys = new WeakMap<NodeState, string>();
const flightKeys = new WeakMap<Flight, string>();
const historyKeys = new WeakMap<History, string>();

function memoize<K extends object>(known: WeakMap<K, string>, key: K, make: (key: K) => string) {
  let text = known.get(key);
  if (text === undefined) {
    text = make(key);
    known.set(key, text);
  }
  return text;
}

/**
 * Returns the canonical key. `numberOf` tells frames of different steps apart where the log acknowledges steps;
 * otherwise it gives the same number for all.
 */
export function stateKeyOf(state: State, numberOf: (step: Step) => number): string {
  return [
    ...state.nodes.map((node) => memoize(nodeKeys, node, nodeKey)),
    ...state.flights
      .map((each, at) => ({ each, at, bus: `${each.bus} ${each.pair}` }))
      .sort((a, b) => (a.bus < b.bus ? -1 : a.bus > b.bus ? 1 : a.at - b.at))
      .map(
        ({ each, bus }) => `${bus} ${numberOf(each.cause)} ${memoize(flightKeys, each, flightKey)}`,
      ),
    ...state.kept.map(({ pair, event }) => `kept ${pair} ${JSON.stringify(event)}`),
    memoize(historyKeys, state.history, historyKey),
  ].join('\n');
}

function nodeKey({ pairs, uplinks, entries }: NodeState): string {
  const stamps = entries.map((each) => each.stamp).sort((a, b) => a - b);
  return JSON.stringify([
    pairs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    uplinks,
    entries.map(({ stamp, ...entry }) => [entry, stamps.indexOf(stamp)]),
  ]);
}

const flightKey = ({ input }: Flight) => JSON.stringify(input);

function historyKey({ attachments, free, halls, open, stalled, down }: History): string {
  const sortTexts = (each: readonly unknown[]) => each.map((one) => JSON.stringify(one)).sort();
  return JSON.stringify([
    sortTexts(attachments),
    free.toSorted(),
    halls,
    open.toSorted(),
    stalled.toSorted(),
    sortTexts(down),
  ]);
}
