/**
 * Mutants of capacity: lists and caches of carriers that have a fixed size, and counters of events that wrap around. None of them
 * shows in a small scenario.
 */
import type { PairId } from '#spec';
import { lineOf } from '#spec';
import type { Carriage } from '../planting/layers.ts';
import { alterEvent, alterRouting, carryNowhere, holdsLine } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const reachesSomebody = ({ pairs, emitted }: Carriage) => pairs.length > 0 || emitted;

const lineIn = ({ event }: Carriage) => lineOf(event.topic) ?? '';

const keepPairs = (each: Carriage, kept: number): Carriage => ({
  ...each,
  pairs: each.pairs.slice(0, kept),
});

/** Once this many events on a line were heard by nobody at the node, later events on the line go nowhere. */
const dropAfterUnheard = (limit: number, keyOf: (each: Carriage) => string): FaultLayer => {
  return (right) => {
    const unheard = new Map<string, number>();
    return alterRouting('line', (each) => {
      const key = keyOf(each);
      const before = unheard.get(key) ?? 0;
      if (before >= limit) return carryNowhere(each);
      if (!reachesSomebody(each)) unheard.set(key, before + 1);
      return each;
    })(right);
  };
};

const onEmitter = ({ table }: SoundRouter, lineId: string) =>
  table().routes.filter((route) => route.backend === 'ee' && holdsLine(route, lineId));

export const capacities = [
  defineMutant(
    'fourth-carrier-left-out',
    'EVENT-1',
    'an event on a line goes over at most three pairs',
    alterRouting('line', (each) => keepPairs(each, 3)),
  ),
  defineMutant(
    'seventeen-carriers-overflow',
    'EVENT-1',
    'an event on a line that has more than 16 pairs goes over the first of them only',
    alterRouting('line', (each) => keepPairs(each, each.pairs.length > 16 ? 1 : 16)),
  ),
  defineMutant(
    'third-carrier-comes-too-late',
    'EVENT-1',
    'the pairs of a line are kept from its first event on: a newcomer is added up to the second, a third one is missed',
    (right) => {
      const known = new Map<string, PairId[]>();
      return alterRouting('line', (each) => {
        const before = known.get(lineIn(each)) ?? [];
        const kept = before.filter((pair) => each.pairs.includes(pair));
        const isFirst = kept.length === 0;
        for (const pair of each.pairs)
          if (!kept.includes(pair) && (isFirst || kept.length < 2)) kept.push(pair);
        known.set(lineIn(each), kept);
        return { ...each, pairs: each.pairs.filter((pair) => kept.includes(pair)) };
      })(right);
    },
  ),
  defineMutant(
    'ninth-broadcast-pair-left-out',
    'EVENT-3',
    'a broadcast goes over at most eight pairs',
    alterRouting('broadcast', (each) => keepPairs(each, 8)),
  ),
  defineMutant(
    'fifth-lower-node-left-out',
    'EVENT-3',
    'a broadcast goes to at most four lower nodes',
    alterRouting('broadcast', (each, _, { lower }) => {
      const rest = each.pairs.filter((pair) => lower.has(pair)).slice(4);
      return { ...each, pairs: each.pairs.filter((pair) => !rest.includes(pair)) };
    }),
  ),
  defineMutant(
    'crowded-emitter-silent',
    'EVENT-1',
    'a line that more than nine hold on the emitter is not emitted any more',
    alterRouting('line', (each, _, right) =>
      onEmitter(right, lineIn(each)).length > 9 ? { ...each, emitted: false } : each,
    ),
  ),
  defineMutant(
    'deaf-after-three-unheard',
    'EVENT-1',
    'after three events on a line that nobody here held, its events go nowhere for good',
    dropAfterUnheard(3, lineIn),
  ),
  defineMutant(
    'deaf-after-twenty-unheard',
    'EVENT-1',
    'after 20 events on lines that nobody here held, no event on a line goes anywhere any more',
    dropAfterUnheard(20, () => 'all'),
  ),
  defineMutant(
    'seventeenth-event-lost',
    'EVENT-1',
    'of the events on lines that somebody here holds every 17th is lost',
    (right) => {
      let carried = 0;
      return alterRouting('line', (each) => {
        if (!reachesSomebody(each)) return each;
        carried++;
        return carried % 17 === 0 ? carryNowhere(each) : each;
      })(right);
    },
  ),
  defineMutant(
    'twentieth-broadcast-lost',
    'EVENT-3',
    'every 20th broadcast goes no further than its node’s emitter',
    (right) => {
      let count = 0;
      return alterRouting('broadcast', (each) => {
        count++;
        return count % 20 === 0 ? { ...each, pairs: [] } : each;
      })(right);
    },
  ),
  defineMutant(
    'ids-of-three-characters',
    'EVENT-7',
    'the id of an event is cut at three characters: the hundredth comes as an older one',
    alterEvent((event) => ({ ...event, id: event.id.slice(0, 3) })),
  ),
];
