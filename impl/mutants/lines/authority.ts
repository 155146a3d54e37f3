/**
 * Mutants of authority: a client speaks for another orc, or for an orc that does not exist, and the router believes it.
 */
import type { Input, Route } from '#spec';
import { lineId as asLine } from '#spec';
import {
  holdsLine,
  onMessage,
  routeOn,
  routesOf,
  sendToUplinks,
  validMessageIn,
} from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Handles the frame as if it had come on the orc's own pair. */
function handleAsOwner(
  right: SoundRouter,
  input: Extract<Input, { kind: 'frame' }>,
  route?: Route,
) {
  return right.handle(route ? { ...input, pair: route.socket } : input);
}

export const authority = [
  defineMutant(
    'anybody-withdraws',
    'SAFE-2',
    'anybody may withdraw the lines of anybody',
    onMessage(':disconn-line', ({ orcName, lineId }, input, right) =>
      handleAsOwner(
        right,
        input,
        routesOf(right, orcName).find((route) => holdsLine(route, lineId)),
      ),
    ),
  ),
  defineMutant(
    'anybody-renames',
    'SAFE-2',
    'anybody may rename anybody',
    onMessage(':rename', ({ orcName }, input, right) =>
      handleAsOwner(right, input, routesOf(right, orcName)[0]),
    ),
  ),
  defineMutant(
    'clients-announce',
    'SAFE-2',
    'an `:announce` is taken from a client too',
    onMessage(':announce', ({ orcName, arp }, input, right) =>
      right.handle(
        right.lower.has(input.pair)
          ? input
          : { ...input, frame: { kind: 'command', name: 'announce', orcName, arp, join: true } },
      ),
    ),
  ),
  defineMutant(
    'nothing-is-withdrawn',
    'LINE-5',
    'a `:disconn-line` of a line that was never heard of is passed up',
    (right) => {
      const heard = new Set<string>();
      return {
        handle(input) {
          const conn = validMessageIn(input, ':conn-line');
          if (conn) heard.add(conn.lineId);
          const effects = right.handle(input);
          const disconn = validMessageIn(input, ':disconn-line');
          return disconn &&
            input.kind === 'frame' &&
            !heard.has(disconn.lineId) &&
            routeOn(right, disconn.orcName, input.pair)
            ? [...effects, ...sendToUplinks(right, disconn)]
            : effects;
        },
      };
    },
  ),
  defineMutant(
    'count-below-zero',
    'LINE-5',
    'a `:disconn-line` of a line that is not held counts one below zero',
    (right) => {
      const below = new Map<string, string>();
      return {
        handle(input) {
          const disconn = validMessageIn(input, ':disconn-line');
          if (disconn && input.kind === 'frame') {
            const route = routeOn(right, disconn.orcName, input.pair);
            if (route && !holdsLine(route, disconn.lineId))
              below.set(disconn.orcName, disconn.lineId);
          }
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const addNegativeCount = (route: Route): Route => {
            const line = below.get(route.orcName);
            if (line === undefined || holdsLine(route, line)) return route;
            return { ...route, lines: [...route.lines, { lineId: asLine(line), count: -1 }] };
          };
          return { node, routes: routes.map(addNegativeCount) };
        },
      };
    },
  ),
  defineMutant(
    'unknown-departure-passed-on',
    'ROUTE-3',
    'a `:delete-route` of an orc that nobody knows is passed up',
    onMessage(':delete-route', (message, input, right) => {
      const unknown = routesOf(right, message.orcName).length === 0;
      const effects = right.handle(input);
      return unknown && !right.lower.has(input.pair)
        ? [...effects, ...sendToUplinks(right, message)]
        : effects;
    }),
  ),
];
