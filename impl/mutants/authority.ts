/**
 * Authority gone wrong: one client speaks for another, or for an orc that is not there, and is believed.
 */
import type { Input, Route } from '#spec';
import { lineId as asLine } from '#spec';
import { holds, onMessage, routeOn, routesOf, toAll, told } from './layers.ts';
import type { Right } from './mutant.ts';
import { mutant } from './mutant.ts';

/** The frame as if it had come by the orc's own pair. */
function believed(right: Right, input: Extract<Input, { kind: 'frame' }>, route?: Route) {
  return right.handle(route ? { ...input, pair: route.socket } : input);
}

export const authority = [
  mutant(
    'anybody-withdraws',
    'SAFE-2',
    'anybody may withdraw the lines of anybody',
    onMessage(':disconn-line', ({ orcName, lineId }, input, right) =>
      believed(
        right,
        input,
        routesOf(right, orcName).find((route) => holds(route, lineId)),
      ),
    ),
  ),
  mutant(
    'anybody-renames',
    'SAFE-2',
    'anybody may rename anybody',
    onMessage(':rename', ({ orcName }, input, right) =>
      believed(right, input, routesOf(right, orcName)[0]),
    ),
  ),
  mutant(
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
  mutant(
    'nothing-is-withdrawn',
    'LINE-5',
    'a `:disconn-line` of a line that was never heard of is passed up',
    (right) => {
      const heard = new Set<string>();
      return {
        handle(input) {
          const conn = told(input, ':conn-line');
          if (conn) heard.add(conn.lineId);
          const effects = right.handle(input);
          const disconn = told(input, ':disconn-line');
          return disconn &&
            input.kind === 'frame' &&
            !heard.has(disconn.lineId) &&
            routeOn(right, disconn.orcName, input.pair)
            ? [...effects, ...toAll(right, disconn)]
            : effects;
        },
      };
    },
  ),
  mutant(
    'count-below-zero',
    'LINE-5',
    'a `:disconn-line` of a line that is not held counts one below zero',
    (right) => {
      const below = new Map<string, string>();
      return {
        handle(input) {
          const disconn = told(input, ':disconn-line');
          if (disconn && input.kind === 'frame') {
            const route = routeOn(right, disconn.orcName, input.pair);
            if (route && !holds(route, disconn.lineId)) below.set(disconn.orcName, disconn.lineId);
          }
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const owing = (route: Route): Route => {
            const line = below.get(route.orcName);
            if (line === undefined || holds(route, line)) return route;
            return { ...route, lines: [...route.lines, { lineId: asLine(line), count: -1 }] };
          };
          return { node, routes: routes.map(owing) };
        },
      };
    },
  ),
  mutant(
    'unknown-departure-passed-on',
    'ROUTE-3',
    'a `:delete-route` of an orc that nobody knows is passed up',
    onMessage(':delete-route', (message, input, right) => {
      const unknown = routesOf(right, message.orcName).length === 0;
      const effects = right.handle(input);
      return unknown && !right.lower.has(input.pair)
        ? [...effects, ...toAll(right, message)]
        : effects;
    }),
  ),
];
