/**
 * Mutants of carriage: frames are duplicated, repeated, or differ from what was published.
 */
import type { Event, PairId } from '#spec';
import { GREATHALL, lineOf, routingOf } from '#spec';
import type { Carriage } from '../planting/layers.ts';
import { alterCarriage, alterEvent, holdsLine, validMessageIn } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

const isLineEvent = ({ event }: Carriage) =>
  event.forward === undefined && routingOf(event.topic).kind === 'line';

export const carriage = [
  defineMutant(
    'frame-per-orc',
    'EVENT-5',
    'a socket gets an event once for every orc behind it that holds the line',
    alterCarriage((each, _, right) => {
      if (!isLineEvent(each)) return each;
      const lineId = lineOf(each.event.topic);
      const { routes } = right.table();
      const holders = routes.filter(
        (route) => route.backend === 'axon' && holdsLine(route, lineId),
      );
      return { ...each, pairs: holders.map(({ socket }) => socket).sort() };
    }),
  ),
  defineMutant(
    'emission-per-orc',
    'EVENT-5',
    'the emitter is asked once for greathall and once for the orcs beside it',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        const emit = effects.find((effect) => effect.kind === 'emit');
        const lineId = emit ? lineOf(emit.event.topic) : null;
        if (!emit || lineId === null) return effects;
        const { routes } = right.table();
        const here = routes.filter((route) => route.backend === 'ee' && holdsLine(route, lineId));
        const both = here.length > 1 && here.some(({ orcName }) => orcName === GREATHALL);
        return both ? [...effects, emit] : effects;
      },
    }),
  ),
  defineMutant(
    'last-event-again',
    'EVENT-7',
    'the last event on a line is written again behind the next one',
    (right) => {
      const last = new Map<string, { readonly event: Event; readonly pairs: readonly PairId[] }>();
      return {
        handle(input) {
          const effects = right.handle(input);
          const write = effects.find((effect) => effect.kind === 'write');
          const lineId =
            write?.event.forward === undefined ? lineOf(write?.event.topic ?? '') : null;
          if (!write || lineId === null) return effects;
          const before = last.get(lineId);
          last.set(lineId, write);
          return before ? [...effects, { kind: 'write', ...before }] : effects;
        },
      };
    },
  ),
  defineMutant(
    'port-of-the-older-pair',
    'ARP-7',
    'after an orc has come by another socket its events still go to the older one’s port',
    (right) => {
      const instead = new Map<PairId, PairId>();
      const inner = alterCarriage((each) => ({
        ...each,
        pairs: [...new Set(each.pairs.map((pair) => instead.get(pair) ?? pair))].sort(),
      }))(right);
      return {
        handle(input) {
          const join = validMessageIn(input, 'command');
          if (join?.join && input.kind === 'frame') {
            const { routes } = right.table();
            const old = routes.find(
              (route) => route.backend === 'axon' && route.orcName === join.orcName,
            );
            if (old && old.socket !== input.pair && right.backends.get(input.pair) === 'axon')
              instead.set(input.pair, old.socket);
          }
          if (input.kind === 'lost')
            for (const [pair, old] of instead)
              if (pair === input.pair || old === input.pair) instead.delete(pair);
          const effects = inner.handle(input);
          for (const effect of effects)
            if (effect.kind === 'close')
              for (const [pair, old] of instead)
                if (pair === effect.pair || old === effect.pair) instead.delete(pair);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'empty-payload-filled',
    'EVENT-8',
    'an event without a payload is given an empty object',
    alterEvent((event) => ({ ...event, payload: event.payload ?? {} })),
  ),
  defineMutant(
    'hops-stamped',
    'EVENT-8',
    'each node stamps the payload with its token',
    alterEvent((event, { options }) =>
      typeof event.payload === 'object' && event.payload !== null && !Array.isArray(event.payload)
        ? { ...event, payload: { ...event.payload, via: options.token } }
        : event,
    ),
  ),
  defineMutant(
    'topics-in-lower-case',
    'EVENT-8',
    'topics are written in lower case',
    alterEvent((event) => ({ ...event, topic: event.topic.toLowerCase() })),
  ),
];
