/**
 * Mutants of leftovers: a table keeps part of an orc that has left, or shows an orc that never came.
 */
import type { Input, LineId, OrcName, Route } from '#spec';
import { addresseeOf, GREATHALL, lineOf, orcName, pairId } from '#spec';
import type { Carriage } from '../planting/layers.ts';
import { alterRouting, routesOf } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant, rawMessageIn } from '../planting/mutant.ts';

const makeGhostRoute = (orc: OrcName, { options }: SoundRouter): Route => ({
  backend: 'ee',
  orcName: orc,
  token: options.token,
  socket: pairId('nowhere'),
  port: null,
  hordes: [],
  nice: 0,
  lines: [],
});

/** The least number of orcs that a node must have had before its cache of lines outlives the last of them. */
const ORCS_FOR_CACHE = 3;

/** Keeps for each line how its last event was carried, and carries others so once every orc has left the node. */
const cacheOutlivesOrcs: FaultLayer = (right) => {
  const cache = new Map<LineId, Pick<Carriage, 'pairs' | 'emitted'>>();
  let most = 0;
  const { handle } = alterRouting('line', (carried) => {
    const lineId = lineOf(carried.event.topic) as LineId;
    const { pairs, emitted } = carried;
    const orcs = right.table().routes.filter((route) => route.orcName !== GREATHALL);
    most = Math.max(most, orcs.length);
    if (pairs.length > 0 || emitted) cache.set(lineId, { pairs, emitted });
    const cached = cache.get(lineId);
    if (orcs.length > 0 || most < ORCS_FOR_CACHE || !cached) return carried;
    return { ...carried, ...cached, pairs: cached.pairs.filter((pair) => right.lower.has(pair)) };
  })(right);
  return { handle };
};

/** Never forgets what `noted` reads from inputs; only its size shows that. */
const remembers =
  (noted: (input: Input) => string | null): FaultLayer =>
  (right) => {
    const kept = new Set<string>();
    return {
      handle(input) {
        const each = noted(input);
        if (each !== null) kept.add(each);
        return right.handle(input);
      },
      size: () => right.size() + kept.size,
    };
  };

export const leftovers = [
  defineMutant(
    'departed-names-kept',
    'SAFE-3',
    'the names of orcs that have left are kept in a list that nothing else shows',
    remembers((input) => {
      const orc = rawMessageIn(input, ':delete-route')?.orcName;
      return typeof orc === 'string' ? orc : null;
    }),
    'size',
  ),
  defineMutant(
    'event-ids-kept',
    'SAFE-3',
    'the ids of all events published at the node are kept',
    remembers((input) => (input.kind === 'publish' ? input.id : null)),
    'size',
  ),
  defineMutant(
    'line-cache-outlives-orcs',
    'SAFE-3',
    'once every orc of a node has left, events on a line are carried as the last one was while they were there',
    cacheOutlivesOrcs,
  ),
  defineMutant(
    'lookup-makes-an-entry',
    'SAFE-3',
    'looking up the orc of a result makes an entry where there is none',
    (right) => {
      const looked = new Set<OrcName>();
      return {
        handle(input) {
          const orc = input.kind === 'publish' ? addresseeOf(input.topic) : null;
          if (orc && orc !== GREATHALL && routesOf(right, orc).length === 0) looked.add(orc);
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          return {
            node,
            routes: [...routes, ...[...looked].map((orc) => makeGhostRoute(orc, right))],
          };
        },
      };
    },
  ),
  defineMutant(
    'events-leave-a-route',
    'SAFE-3',
    'an event on a line leaves a route of its publisher in the table',
    (right) => {
      let published = false;
      return {
        handle(input) {
          if (input.kind === 'publish' && lineOf(input.topic) !== null) published = true;
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const publisher = makeGhostRoute(orcName('publisher@here'), right);
          return { node, routes: published ? [...routes, publisher] : routes };
        },
      };
    },
  ),
];
