/**
 * Mutants of overlaps: an event comes down while the orc leaves, or the line ends, for which it was sent. Without overlaps this
 * never happens, because a node above sends an event down only where somebody is there to hear it.
 */
import type { Effect, Event, PairId } from '#spec';
import { lineOf, readEvent, routingOf } from '#spec';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Returns the event of an input from above for which the router found nobody; null for any other input. */
function undeliveredEventIn(
  input: Parameters<SoundRouter['handle']>[0],
  effects: readonly Effect[],
) {
  if (input.kind !== 'event' || effects.length > 0) return null;
  const event = readEvent(input.frame);
  return typeof event === 'string' ? null : event;
}

const deliverToEverybody = (event: Event, { table }: SoundRouter): Effect[] => {
  const { routes } = table();
  const pairs = [...new Set(routes.filter((r) => r.backend === 'axon').map((r) => r.socket))];
  return [
    ...(pairs.length > 0 ? [{ kind: 'write' as const, event, pairs }] : []),
    { kind: 'emit', event },
  ];
};

const isLineEvent = (event: Event) =>
  event.forward === undefined && routingOf(event.topic).kind === 'line';

export const overlaps = [
  defineMutant(
    'late-events-flood',
    'EVENT-2',
    'an event that comes down for a line nobody holds any more goes to everybody here',
    (router) => ({
      handle(input) {
        const effects = router.handle(input);
        const event = undeliveredEventIn(input, effects);
        return event && isLineEvent(event) ? deliverToEverybody(event, router) : effects;
      },
    }),
    'overlaps',
  ),
  defineMutant(
    'late-events-remembered',
    'EVENT-2',
    'an event is handled on the tables of another moment: who held its line last gets it',
    ({ handle }) => {
      const last = new Map<string, readonly PairId[]>();
      return {
        handle(input) {
          const effects = handle(input);
          for (const effect of effects)
            if (effect.kind === 'write' && isLineEvent(effect.event))
              last.set(lineOf(effect.event.topic) ?? '', [...effect.pairs]);
          const event = undeliveredEventIn(input, effects);
          const pairs =
            event && isLineEvent(event) ? last.get(lineOf(event.topic) ?? '') : undefined;
          return event && pairs ? [{ kind: 'write', event, pairs }] : effects;
        },
      };
    },
    'overlaps',
  ),
  defineMutant(
    'late-results-flood',
    'EVENT-6',
    'a result that comes down for an orc that has left goes to everybody here',
    (router) => ({
      handle(input) {
        const effects = router.handle(input);
        const event = undeliveredEventIn(input, effects);
        return event && event.forward === undefined && routingOf(event.topic).kind === 'result'
          ? deliverToEverybody(event, router)
          : effects;
      },
    }),
    'overlaps',
  ),
  defineMutant(
    'late-events-emitted',
    'EVENT-2',
    'an event that comes down for a line nobody holds any more is still emitted',
    ({ handle }) => ({
      handle(input) {
        const effects = handle(input);
        const event = undeliveredEventIn(input, effects);
        return event && isLineEvent(event) ? [{ kind: 'emit', event }] : effects;
      },
    }),
    'overlaps',
  ),
];
