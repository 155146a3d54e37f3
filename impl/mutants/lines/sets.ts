/**
 * Mutants of sets: routers that declare that subscriptions form a set, and are wrong when a client subscribes again to what it has.
 */
import { createRouter } from '../../router/ways/createRouter.ts';
import { holdsLine, routeOn, validMessageIn } from '../planting/layers.ts';
import { defineVariantMutant } from '../planting/mutant.ts';

export const sets = [
  defineVariantMutant(
    'set subscriptions',
    'set-is-counted',
    'LINE-9',
    'subscriptions are counted, though they should form a set: as many unsubscribes are needed',
    ({ options }) => createRouter(options),
  ),
  defineVariantMutant(
    'set subscriptions',
    'again-means-off',
    'LINE-9',
    'whoever subscribes again to a line has it no more',
    (right) => ({
      handle(input) {
        const conn = validMessageIn(input, ':conn-line');
        if (!conn || input.kind !== 'frame') return right.handle(input);
        const { lineId, orcName } = conn;
        const route = routeOn(right, orcName, input.pair);
        return route && !right.lower.has(input.pair) && holdsLine(route, lineId)
          ? right.handle({ ...input, frame: { kind: ':disconn-line', lineId, orcName } })
          : right.handle(input);
      },
    }),
  ),
  defineVariantMutant(
    'set subscriptions',
    'again-counts-in-secret',
    'LINE-9',
    'a second subscription swallows the first unsubscribe, though the table shows one',
    (right) => {
      const again = new Set<string>();
      return {
        handle(input) {
          if (input.kind === 'lost' || input.kind === 'ended') again.clear();
          const conn = validMessageIn(input, ':conn-line');
          const about = conn ?? validMessageIn(input, ':disconn-line');
          if (input.kind !== 'frame' || !about || right.lower.has(input.pair)) {
            if (validMessageIn(input, ':delete-route')) again.clear();
            return right.handle(input);
          }
          const route = routeOn(right, about.orcName, input.pair);
          const isHeld = route !== undefined && holdsLine(route, about.lineId);
          const key = `${input.pair} ${about.orcName} ${about.lineId}`;
          if (conn && isHeld) again.add(key);
          return !conn && isHeld && again.delete(key) ? [] : right.handle(input);
        },
      };
    },
  ),
];
