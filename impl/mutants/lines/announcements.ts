/**
 * Mutants of announcements: a line is not announced, announced too often, to too few nodes, or for the wrong orc.
 */
import type { OrcName, Route } from '#spec';
import {
  alterEffects,
  arpOf,
  dropSends,
  holdsLine,
  onMessage,
  routeOn,
  routesOf,
  sendToFirstUplinkOnly,
  validMessageIn,
} from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

export const announcements = [
  defineMutant(
    'lines-told-to-one-uplink',
    'LINE-1',
    'with several nodes above, a line is told to the first only',
    sendToFirstUplinkOnly(':conn-line'),
  ),
  defineMutant(
    'lines-of-ee-not-told',
    'LINE-1',
    'a line of an orc in the same process is not told upwards',
    onMessage(':conn-line', ({ orcName }, input, right) => {
      const effects = right.handle(input);
      return routeOn(right, orcName, input.pair)?.backend === 'ee' ? dropSends(effects) : effects;
    }),
  ),
  defineMutant(
    'first-line-told-only',
    'LINE-1',
    'only the first line of an orc is told upwards',
    onMessage(':conn-line', ({ orcName }, input, right) => {
      const known = routesOf(right, orcName).some(({ lines }) => lines.length > 0);
      const effects = right.handle(input);
      return known ? dropSends(effects) : effects;
    }),
  ),
  defineMutant(
    'second-line-not-kept',
    'LINE-1',
    'a line of an orc that holds another one is told upwards and not kept here',
    onMessage(':conn-line', ({ lineId, orcName }, input, right) => {
      const lines = routeOn(right, orcName, input.pair)?.lines ?? [];
      const other = lines.length > 0 && !lines.some((line) => line.lineId === lineId);
      const effects = right.handle(input);
      if (other) right.handle({ ...input, frame: { kind: ':disconn-line', lineId, orcName } });
      return effects;
    }),
  ),
  defineMutant(
    'line-needs-a-route',
    'LINE-3',
    'a `:conn-line` of an orc that is not known yet is ignored',
    onMessage(':conn-line', ({ orcName }, input, right) =>
      routesOf(right, orcName).length > 0 ? right.handle(input) : [],
    ),
  ),
  defineMutant(
    'learned-on-both-backends',
    'LINE-3',
    'an orc that is learned from its line is entered on both backends',
    (right) => {
      const learned = new Set<OrcName>();
      return {
        handle(input) {
          const conn = validMessageIn(input, ':conn-line');
          if (conn && routesOf(right, conn.orcName).length === 0) learned.add(conn.orcName);
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const twins = routes
            .filter(({ backend, orcName }) => backend === 'axon' && learned.has(orcName))
            .map((route): Route => ({ ...route, backend: 'ee', port: null }));
          const isOnEmitter = (twin: Route) =>
            routes.some((each) => each.backend === 'ee' && each.orcName === twin.orcName);
          return { node, routes: [...routes, ...twins.filter((twin) => !isOnEmitter(twin))] };
        },
      };
    },
  ),
  defineMutant(
    'known-line-told-again',
    'LINE-4',
    'every `:conn-line` is passed up, also of a line that was held before',
    onMessage(':conn-line', ({ lineId, orcName, arp }, input, right) => {
      const known = routesOf(right, orcName).some((route) => holdsLine(route, lineId));
      const effects = right.handle(input);
      if (!known || !routeOn(right, orcName, input.pair)) return effects;
      return [
        ...effects,
        ...[...right.uplinks].map(([uplink, port]) => ({
          kind: 'send' as const,
          uplink,
          message: {
            kind: ':conn-line' as const,
            lineId,
            orcName,
            arp: arpOf(right, port, arp.nice),
          },
        })),
      ];
    }),
  ),
  defineMutant(
    'line-told-twice',
    'LINE-4',
    'a line of an orc that is known is passed up twice',
    onMessage(':conn-line', ({ orcName }, input, right) => {
      const known = !right.lower.has(input.pair) && routeOn(right, orcName, input.pair);
      const effects = right.handle(input);
      return known ? [...effects, ...effects] : effects;
    }),
  ),
  defineMutant(
    'line-by-any-socket',
    'LINE-4',
    'a `:conn-line` of a known orc is taken from whichever pair it comes',
    onMessage(':conn-line', ({ orcName }, input, right) => {
      const [route] = routesOf(right, orcName);
      return right.handle(route ? { ...input, pair: route.socket } : input);
    }),
  ),
  defineMutant(
    'line-of-the-whole-pair',
    'LINE-6',
    'a line is held by the pair: whoever is behind it too gets it as well',
    alterEffects((effects, input, right) => {
      const conn = validMessageIn(input, ':conn-line');
      if (!conn || input.kind !== 'frame' || right.lower.has(input.pair)) return effects;
      const { routes } = right.table();
      const others = routes.filter(
        (route) => route.socket === input.pair && route.orcName !== conn.orcName,
      );
      for (const { orcName, nice } of others)
        right.handle({ ...input, frame: { ...conn, orcName, arp: { ...conn.arp, nice } } });
      return effects;
    }),
  ),
  defineMutant(
    'line-has-one-holder',
    'LINE-6',
    'a line has one holder behind a pair: a new one takes it from the older',
    alterEffects((effects, input, right) => {
      const conn = validMessageIn(input, ':conn-line');
      if (!conn || input.kind !== 'frame' || right.lower.has(input.pair)) return effects;
      const { lineId, orcName } = conn;
      if (!routeOn(right, orcName, input.pair)) return effects;
      const { routes } = right.table();
      const older = routes.filter(
        (route) =>
          route.socket === input.pair && route.orcName !== orcName && holdsLine(route, lineId),
      );
      for (const route of older) {
        const frame = { kind: ':disconn-line', lineId, orcName: route.orcName };
        for (const { lineId: line, count } of route.lines)
          for (let left = line === lineId ? count : 0; left > 0; left--)
            right.handle({ ...input, frame });
      }
      return effects;
    }),
  ),
];
