/**
 * Carriage gone wrong: frames that are doubled, repeated, or not what was published.
 */
import type { Event, PairId } from '#spec';
import { GREATHALL, lineOf, routingOf } from '#spec';
import type { Carried } from './layers.ts';
import { carries, holds, told } from './layers.ts';
import type { Plant, Right } from './mutant.ts';
import { mutant } from './mutant.ts';

const altered = (alter: (event: Event, right: Right) => Event): Plant =>
  carries((each, _, right) => ({ ...each, event: alter(each.event, right) }));

const onLine = ({ event }: Carried) =>
  event.forward === undefined && routingOf(event.topic).kind === 'line';

export const carriage = [
  mutant(
    'frame-per-orc',
    'EVENT-5',
    'a socket gets an event once for every orc behind it that holds the line',
    carries((each, _, right) => {
      if (!onLine(each)) return each;
      const lineId = lineOf(each.event.topic);
      const { routes } = right.table();
      const holders = routes.filter((route) => route.backend === 'axon' && holds(route, lineId));
      return { ...each, pairs: holders.map(({ socket }) => socket).sort() };
    }),
  ),
  mutant(
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
        const here = routes.filter((route) => route.backend === 'ee' && holds(route, lineId));
        const both = here.length > 1 && here.some(({ orcName }) => orcName === GREATHALL);
        return both ? [...effects, emit] : effects;
      },
    }),
  ),
  mutant(
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
  mutant(
    'port-of-the-older-pair',
    'ARP-7',
    'after an orc has come by another socket its events still go to the older one’s port',
    (right) => {
      const instead = new Map<PairId, PairId>();
      const inner = carries((each) => ({
        ...each,
        pairs: [...new Set(each.pairs.map((pair) => instead.get(pair) ?? pair))].sort(),
      }))(right);
      return {
        handle(input) {
          const join = told(input, 'command');
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
  mutant(
    'empty-payload-filled',
    'EVENT-8',
    'an event without a payload is given an empty object',
    altered((event) => ({ ...event, payload: event.payload ?? {} })),
  ),
  mutant(
    'hops-stamped',
    'EVENT-8',
    'each node stamps the payload with its token',
    altered((event, { options }) =>
      typeof event.payload === 'object' && event.payload !== null && !Array.isArray(event.payload)
        ? { ...event, payload: { ...event.payload, via: options.token } }
        : event,
    ),
  ),
  mutant(
    'topics-in-lower-case',
    'EVENT-8',
    'topics are written in lower case',
    altered((event) => ({ ...event, topic: event.topic.toLowerCase() })),
  ),
];
