/**
 * A key for the model's states, by which two states are the same for all that can follow: numbers that only grow (stamps, and how new an
 * entry is) are replaced by their ranks, so that a state can recur.
 */
import type { State } from '#model';
import type { Stamp } from '#spec';
import { byUnit, compareStamps } from '#spec';

/** Returns the key of a state. */
export function stateKey({ nodes, flights, history }: State): string {
  const ranks = ranksOf([nodes, flights]);
  const { topology: _topology, ...known } = history;
  // Only the order on each bus counts, as nothing is delivered but the oldest frame of one.
  const inFlight = flights
    .map(({ bus, pair, to, input }) => ({ bus, pair, to, input }))
    .sort((a, b) => byUnit(a.pair, b.pair) || byUnit(a.bus, b.bus));
  return JSON.stringify([nodes, inFlight, known], (name, value) => {
    if (isStamp(value)) return ranks.get(String(value));
    if (name === 'ways' && value && 'count' in value) return { ...value, run: 0, count: 0 };
    // How often a node has refreshed is told by the order of its entries alone.
    return name === 'stamp' && typeof value === 'number' ? 0 : value;
  });
}

const isStamp = (value: unknown): value is Stamp =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');

/**
 * Returns the rank of each stamp among all, whatever their origins: two of one origin keep their order, and those of different origins
 * are never compared.
 */
function ranksOf(value: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, Stamp>();
  const collect = (each: unknown): void => {
    if (isStamp(each)) found.set(String(each), each);
    else if (typeof each === 'object' && each !== null) Object.values(each).forEach(collect);
  };
  collect(value);
  const sorted = [...found.values()].sort(compareStamps);
  return new Map(sorted.map((each, rank) => [String(each), rank]));
}
