/**
 * Mutants of departures: a route stays, takes another orc's route along, or its removal is not passed on.
 */
import type { Effect, Input, OrcName, PairId } from '#spec';
import { defineMutant, rawMessageIn } from '../planting/mutant.ts';

export const departures = [
  defineMutant(
    'departure-not-passed-on',
    'ROUTE-1',
    '`:delete-route` is not passed on',
    ({ handle }) => ({
      handle: (input) =>
        rawMessageIn(input, ':delete-route')
          ? handle(input).filter((effect) => effect.kind !== 'send')
          : handle(input),
    }),
  ),
  defineMutant(
    'departure-takes-all',
    'ROUTE-2',
    '`:delete-route` takes the other orcs of the socket with it',
    ({ handle, table }) => ({
      handle(input) {
        const left = rawMessageIn(input, ':delete-route');
        if (!left || input.kind !== 'frame') return handle(input);
        const { routes } = table();
        const own = routes.some((r) => r.orcName === left.orcName && r.socket === input.pair);
        const others = routes.filter((r) => r.socket === input.pair && r.orcName !== left.orcName);
        const effects: Effect[] = [...handle(input)];
        if (own)
          for (const { orcName } of others)
            effects.push(...handle({ ...input, frame: { kind: ':delete-route', orcName } }));
        return effects;
      },
    }),
  ),
  defineMutant(
    'departure-one-backend',
    'ROUTE-1',
    '`:delete-route` removes the entry of one backend only',
    ({ handle, table }) => ({
      handle(input) {
        const left = rawMessageIn(input, ':delete-route');
        if (!left || input.kind !== 'frame') return handle(input);
        const known = table().routes.filter((route) => route.orcName === left.orcName);
        return known.length > 1 && known.some((route) => route.socket === input.pair)
          ? handle({ kind: 'ended', pair: input.pair, orcName: left.orcName as OrcName })
          : handle(input);
      },
    }),
  ),
  defineMutant(
    'stale-loss-deletes',
    'ROUTE-5',
    'the loss of a stale socket deletes the fresh route',
    ({ handle, table }) => {
      const spoke = new Map<PairId, Set<string>>();
      return {
        handle(input) {
          if (input.kind === 'frame') noteJoin(spoke, input);
          const effects = [...handle(input)];
          if (input.kind !== 'lost') return effects;
          for (const orcName of spoke.get(input.pair) ?? [])
            for (const route of table().routes)
              if (route.orcName === orcName)
                effects.push(
                  ...handle({
                    kind: 'frame',
                    pair: route.socket,
                    frame: { kind: ':delete-route', orcName },
                  }),
                );
          spoke.delete(input.pair);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'event-socket-ignored',
    'ROUTE-4',
    'the loss of the event socket alone ends nothing',
    ({ handle }) => ({
      handle: (input) => (input.kind === 'lost' && input.socket === 'event' ? [] : handle(input)),
    }),
  ),
  defineMutant(
    'pair-left-open',
    'ROUTE-1',
    'the pair of the last orc that leaves is not closed',
    ({ handle }) => ({
      handle: (input) =>
        rawMessageIn(input, ':delete-route')
          ? handle(input).filter((effect) => effect.kind !== 'close')
          : handle(input),
    }),
  ),
  defineMutant(
    'departure-mutes-neighbours',
    'ROUTE-2',
    '`:delete-route` takes the lines of the other orcs of the socket with it',
    ({ handle, table, lower }) => ({
      handle(input) {
        const left = rawMessageIn(input, ':delete-route');
        if (!left || input.kind !== 'frame' || lower.has(input.pair)) return handle(input);
        const { routes } = table();
        const own = routes.some((r) => r.orcName === left.orcName && r.socket === input.pair);
        const others = routes.filter((r) => r.socket === input.pair && r.orcName !== left.orcName);
        const effects: Effect[] = [...handle(input)];
        for (const { orcName, lines } of own ? others : [])
          for (const { lineId, count } of lines)
            for (let times = 0; times < count; times++)
              effects.push(
                ...handle({ ...input, frame: { kind: ':disconn-line', lineId, orcName } }),
              );
        return effects;
      },
    }),
  ),
];

function noteJoin(
  joinedOrcs: Map<PairId, Set<string>>,
  input: Extract<Input, { kind: 'frame' }>,
): void {
  const joined = rawMessageIn(input, 'command');
  const orcName = joined?.join === true ? joined.orcName : null;
  if (typeof orcName !== 'string') return;
  const names = joinedOrcs.get(input.pair) ?? new Set();
  joinedOrcs.set(input.pair, names.add(orcName));
}
