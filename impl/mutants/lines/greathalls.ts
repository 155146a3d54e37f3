/**
 * Mutants of greathalls: miscounted, missing events from above, or reachable by anybody.
 */
import { GREATHALL, lineOf, readEvent } from '#spec';
import { alterRoutes, handleMore, holdsLine, rawMessageOf } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

export const greathalls = [
  defineMutant(
    'hall-counts-once',
    'LINE-7',
    'a second subscription of greathall on a line is not counted',
    (right) => ({
      handle(input) {
        const lineId = input.kind === 'subscribe' ? lineOf(input.topic) : null;
        const held = right
          .table()
          .routes.some((route) => route.orcName === GREATHALL && holdsLine(route, lineId));
        return held ? [] : right.handle(input);
      },
    }),
  ),
  defineMutant(
    'hall-ends-all-at-once',
    'LINE-7',
    'one unsubscribe of greathall ends all its subscriptions of the pattern',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        if (input.kind !== 'unsubscribe' || effects.length > 0) return effects;
        while (right.handle(input).length === 0);
        return effects;
      },
    }),
  ),
  defineMutant(
    'hall-deaf-to-above',
    'LINE-7',
    'greathall hears what is published at its node, not what comes from above',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        const event = input.kind === 'event' ? readEvent(input.frame) : null;
        const lineId = event && typeof event !== 'string' ? lineOf(event.topic) : null;
        if (lineId === null) return effects;
        const others = right
          .table()
          .routes.some(
            (route) =>
              route.backend === 'ee' && route.orcName !== GREATHALL && holdsLine(route, lineId),
          );
        return others ? effects : effects.filter((effect) => effect.kind !== 'emit');
      },
    }),
  ),
  defineMutant(
    'hall-can-be-deleted',
    'LINE-7',
    'a `:delete-route` of greathall from a client is done',
    (right) => {
      let deleted = false;
      return {
        handle(input) {
          const left = rawMessageOf(input);
          if (left?.kind === ':delete-route' && left.orcName === GREATHALL) {
            deleted = true;
            return [];
          }
          return right.handle(input);
        },
        table: () =>
          alterRoutes(right, (route) => (deleted && route.orcName === GREATHALL ? null : route)),
      };
    },
  ),
  defineMutant(
    'hall-subscribes-twice',
    'LINE-7',
    'a subscription of greathall to a line is counted twice',
    (right) => ({
      handle(input) {
        const twice = input.kind === 'subscribe' && lineOf(input.topic) !== null;
        return handleMore(right, right.handle(input), ...(twice ? [input] : []));
      },
    }),
  ),
];
