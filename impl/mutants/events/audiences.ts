/**
 * Mutants of audiences: line events and broadcasts reach too few orcs, or too many.
 */
import type { PairId } from '#spec';
import { GREATHALL, lineOf, routingOf } from '#spec';
import type { Carriage } from '../planting/layers.ts';
import { alterCarriage, alterRouting, holdsLine, pairsOf } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const keepClientPairs = (pairs: readonly PairId[], { lower }: SoundRouter) =>
  pairs.filter((pair) => !lower.has(pair));

const reachesSomebody = ({ pairs, emitted }: Carriage) => pairs.length > 0 || emitted;

export const audiences = [
  defineMutant(
    'first-client-only',
    'EVENT-1',
    'of several pairs of clients that hold a line only the first gets an event on it',
    alterRouting('line', (each, _, right) => {
      const rest = keepClientPairs(each.pairs, right).slice(1);
      return { ...each, pairs: each.pairs.filter((pair) => !rest.includes(pair)) };
    }),
  ),
  defineMutant(
    'lines-go-one-hop',
    'EVENT-1',
    'an event on a line that came from above goes to no node further down',
    alterRouting('line', (each, fromAbove, right) =>
      fromAbove ? { ...each, pairs: keepClientPairs(each.pairs, right) } : each,
    ),
  ),
  defineMutant(
    'sockets-or-emitter',
    'EVENT-1',
    'an event on a line that goes over sockets is not emitted as well',
    alterRouting('line', (each) => ({ ...each, emitted: each.emitted && each.pairs.length === 0 })),
  ),
  defineMutant(
    'held-means-everybody',
    'EVENT-1',
    'an event on a line that somebody holds goes to every socket',
    alterRouting('line', (each, _, right) =>
      reachesSomebody(each) ? { ...each, pairs: pairsOf(right) } : each,
    ),
  ),
  defineMutant(
    'prototype-lines-deaf',
    'EVENT-1',
    'lines are looked up in a plain object: nobody hears the line `__proto__`',
    alterRouting('line', (each) =>
      lineOf(each.event.topic) === '__proto__' ? { ...each, pairs: [], emitted: false } : each,
    ),
  ),
  defineMutant(
    'pairs-of-a-line-kept',
    'EVENT-2',
    'the pairs of a line are kept, and grow stale when its last holder there is gone',
    (right) => {
      const known = new Map<string, Set<PairId>>();
      return alterRouting('line', (each) => {
        const lineId = lineOf(each.event.topic) ?? '';
        const kept = known.get(lineId) ?? new Set();
        for (const pair of each.pairs) kept.add(pair);
        known.set(lineId, kept);
        const there = pairsOf(right);
        return { ...each, pairs: [...kept].filter((pair) => there.includes(pair)).sort() };
      })(right);
    },
  ),
  defineMutant(
    'pairs-of-a-line-found-once',
    'EVENT-1',
    'the pairs of a line are found with its first event, and whoever comes later is missed',
    (right) => {
      const known = new Map<string, readonly PairId[]>();
      return alterRouting('line', (each) => {
        const lineId = lineOf(each.event.topic) ?? '';
        const found = known.get(lineId) ?? each.pairs;
        if (each.pairs.length > 0) known.set(lineId, found);
        return { ...each, pairs: each.pairs.filter((pair) => found.includes(pair)) };
      })(right);
    },
  ),
  defineMutant(
    'held-means-all-below',
    'PRUNE-1',
    'an event on a line that somebody holds goes to every lower node, which may know',
    alterRouting('line', (each, _, right) =>
      reachesSomebody(each)
        ? { ...each, pairs: [...new Set([...each.pairs, ...right.lower])].sort() }
        : each,
    ),
  ),
  defineMutant(
    'nobody-below-means-all-below',
    'PRUNE-2',
    'an event on a line of nobody here goes to every lower node, which may know',
    alterRouting('line', (each, _, right) =>
      reachesSomebody(each) ? each : { ...each, pairs: [...right.lower].sort() },
    ),
  ),
  defineMutant(
    'broadcasts-go-one-hop',
    'EVENT-3',
    'a broadcast that came from above goes to no node further down',
    alterRouting('broadcast', (each, fromAbove, right) =>
      fromAbove ? { ...each, pairs: keepClientPairs(each.pairs, right) } : each,
    ),
  ),
  defineMutant(
    'broadcast-by-routes',
    'EVENT-3',
    'a broadcast goes by the table alone: a lower node without orcs gets none for its greathall',
    alterRouting('broadcast', (each, _, right) => {
      const known = pairsOf(right);
      return { ...each, pairs: each.pairs.filter((pair) => known.includes(pair)) };
    }),
  ),
  defineMutant(
    'broadcast-to-subscribers',
    'EVENT-3',
    'a broadcast misses the sockets of clients that hold no line',
    alterRouting('broadcast', (each, _, right) => {
      const holding = pairsOf(right, ({ lines }) => lines.length > 0);
      return {
        ...each,
        pairs: each.pairs.filter((pair) => right.lower.has(pair) || holding.includes(pair)),
      };
    }),
  ),
  defineMutant(
    'broadcast-misses-a-lonely-hall',
    'EVENT-3',
    'a broadcast is emitted at its publisher only where an orc is on `ee` besides greathall',
    alterCarriage((each, input, right) => {
      const own = input.kind === 'publish' && input.forward === null;
      if (!own || routingOf(input.topic).kind !== 'broadcast') return each;
      const { routes } = right.table();
      const emitted = routes.some((route) => route.backend === 'ee' && route.orcName !== GREATHALL);
      return { ...each, emitted };
    }),
  ),
  defineMutant(
    'hall-hears-what-others-hold',
    'EVENT-1',
    'an event on a line is emitted whenever somebody anywhere holds the line',
    alterRouting('line', (each, _, right) => ({
      ...each,
      emitted: right.table().routes.some((route) => holdsLine(route, lineOf(each.event.topic))),
    })),
  ),
];
