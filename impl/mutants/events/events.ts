/**
 * Mutants of events: they go to another orc's port, go out twice, or go to everybody.
 */

import type { Effect, Event, PairId } from '#spec';
import { lineOf, routingOf } from '#spec';
import { defineMutant } from '../planting/mutant.ts';

export const events = [
  defineMutant(
    'ports-by-number',
    'ARP-7',
    'pairs are found by port number: equal ports are one port',
    ({ handle }) => {
      const first = new Map<number, PairId>();
      const ports = new Map<PairId, number>();
      return {
        handle(input) {
          if (input.kind === 'attached' && input.port !== null) {
            ports.set(input.pair, input.port);
            if (!first.has(input.port)) first.set(input.port, input.pair);
          }
          if (input.kind === 'lost')
            for (const [port, pair] of first) if (pair === input.pair) first.delete(port);
          return handle(input).map((effect): Effect => {
            if (effect.kind === 'close')
              for (const [port, pair] of first) if (pair === effect.pair) first.delete(port);
            if (effect.kind !== 'write') return effect;
            const pairs = effect.pairs.map((pair) => first.get(ports.get(pair) ?? -1) ?? pair);
            return { ...effect, pairs: [...new Set(pairs)] };
          });
        },
      };
    },
  ),
  defineMutant(
    'doubles-when-alternating',
    'EVENT-5',
    'only neighbours in the table are told apart: three orcs on alternating ports get a double',
    ({ handle, table }) => ({
      handle: (input) =>
        handle(input).map((effect): Effect => {
          if (effect.kind !== 'write' || effect.event.forward !== undefined) return effect;
          const lineId = lineOf(effect.event.topic);
          if (routingOf(effect.event.topic).kind !== 'line') return effect;
          const sockets = table()
            .routes.filter(
              (route) =>
                route.backend === 'axon' && route.lines.some((line) => line.lineId === lineId),
            )
            .map((route) => route.socket);
          return { ...effect, pairs: sockets.filter((socket, at) => socket !== sockets[at - 1]) };
        }),
    }),
  ),
  defineMutant(
    'nobody-means-everybody',
    'EVENT-2',
    'an event on a line that nobody holds is broadcast',
    ({ handle, table }) => ({
      handle(input) {
        const effects = handle(input);
        if (input.kind !== 'publish' || input.forward !== null || effects.length > 0)
          return effects;
        if (routingOf(input.topic).kind !== 'line') return effects;
        const { topic, id, payload } = input;
        const event: Event = { topic, id, payload };
        const { routes } = table();
        const pairs = [...new Set(routes.filter((r) => r.backend === 'axon').map((r) => r.socket))];
        return [
          { kind: 'write', event, pairs },
          { kind: 'emit', event },
        ];
      },
    }),
  ),
  defineMutant(
    'results-broadcast',
    'EVENT-6',
    'a result for an unknown orc is broadcast',
    ({ handle, table }) => ({
      handle(input) {
        const effects = handle(input);
        if (input.kind !== 'publish' || input.forward !== null || effects.length > 0)
          return effects;
        if (routingOf(input.topic).kind !== 'result') return effects;
        const { topic, id, payload } = input;
        const { routes } = table();
        const pairs = [...new Set(routes.filter((r) => r.backend === 'axon').map((r) => r.socket))];
        return [{ kind: 'write', event: { topic, id, payload }, pairs }];
      },
    }),
  ),
];
