/**
 * Mutants of counts: subscriptions end too early or too late, or come back after their end.
 */

import type { Effect } from '#spec';
import { lineOf } from '#spec';
import { validMessageIn } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

export const counts = [
  defineMutant(
    'count-lost-on-unsubscribe',
    'LINE-2',
    'an unsubscribe ends two subscriptions',
    ({ handle }) => ({
      handle(input) {
        const effects = handle(input);
        return validMessageIn(input, ':disconn-line') ? [...effects, ...handle(input)] : effects;
      },
    }),
  ),
  defineMutant(
    'count-once',
    'LINE-2',
    'a second subscribe on a line is not counted',
    ({ handle, table }) => ({
      handle(input) {
        const conn = validMessageIn(input, ':conn-line');
        const held =
          conn &&
          input.kind === 'frame' &&
          table().routes.some(
            (route) =>
              route.orcName === conn.orcName &&
              route.socket === input.pair &&
              route.lines.some((line) => line.lineId === conn.lineId),
          );
        return held ? [] : handle(input);
      },
    }),
  ),
  defineMutant(
    'withdrawn-every-time',
    'LINE-2',
    'every unsubscribe is passed up, not only the last',
    ({ handle, table, uplinks }) => {
      return {
        handle(input) {
          const effects = handle(input);
          const disconn = validMessageIn(input, ':disconn-line');
          const counted =
            disconn &&
            table().routes.some(
              (route) =>
                route.orcName === disconn.orcName &&
                route.lines.some((line) => line.lineId === disconn.lineId),
            );
          if (!counted || effects.length > 0) return effects;
          return [...uplinks.keys()].map(
            (uplink): Effect => ({
              kind: 'send',
              uplink: uplink as never,
              message: disconn as never,
            }),
          );
        },
      };
    },
  ),
  defineMutant(
    'lines-survive-departure',
    'ROUTE-6',
    '`:delete-route` forgets to remove the lines',
    ({ handle, table }) => {
      const kept = new Map<string, string[]>();
      return {
        handle(input) {
          const left = validMessageIn(input, ':delete-route');
          if (left)
            for (const route of table().routes)
              if (route.orcName === left.orcName && route.lines.length > 0)
                kept.set(
                  route.orcName,
                  route.lines.map((line) => line.lineId),
                );
          const effects = [...handle(input)];
          const joined = validMessageIn(input, 'command');
          if (joined?.join !== true || input.kind !== 'frame') return effects;
          const orcName = joined.orcName as string;
          for (const lineId of kept.get(orcName) ?? [])
            effects.push(
              ...handle({
                ...input,
                frame: { kind: ':conn-line', lineId, orcName, arp: joined.arp },
              }),
            );
          kept.delete(orcName);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'unsubscribe-takes-all-lines',
    'LINE-8',
    'an unsubscribe ends every line of the orc',
    ({ handle, table }) => ({
      handle(input) {
        const disconn = validMessageIn(input, ':disconn-line');
        if (!disconn || input.kind !== 'frame') return handle(input);
        const own = table().routes.find(
          (route) => route.orcName === disconn.orcName && route.socket === input.pair,
        );
        const held = own?.lines.some((line) => line.lineId === disconn.lineId) ?? false;
        const others = own?.lines.filter((line) => held && line.lineId !== disconn.lineId) ?? [];
        const effects = [...handle(input)];
        for (const { lineId } of others)
          effects.push(...handle({ ...input, frame: { ...disconn, lineId } }));
        return effects;
      },
    }),
  ),
  defineMutant(
    'greathall-announced',
    'LINE-7',
    'lines of greathall are sent up',
    ({ handle, options }) => {
      const uplinks = new Map<string, number>();
      return {
        handle(input) {
          if (input.kind === 'uplink up') uplinks.set(input.uplink, input.port);
          const effects = handle(input);
          const lineId = input.kind === 'subscribe' ? lineOf(input.topic) : null;
          if (lineId === null) return effects;
          const sent = [...uplinks].map(
            ([uplink, port]): Effect => ({
              kind: 'send',
              uplink: uplink as never,
              message: {
                kind: ':conn-line',
                lineId,
                orcName: 'greathall' as never,
                arp: { token: options.token, port, hordes: [options.horde], nice: 0 },
              },
            }),
          );
          return [...effects, ...sent];
        },
      };
    },
  ),
];
