/**
 * Mutants of capacity in routes: tables, pairs and lists that have a fixed size, and orcs that may change their node only so
 * often. They show only with many orcs, nodes or changes.
 */
import type { OrcName } from '#spec';
import type { Frame } from '../planting/layers.ts';
import {
  alterSends,
  dropSends,
  handleMore,
  onMessage,
  routeOn,
  routesOf,
} from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const routesBehind = ({ table }: SoundRouter, pair: string) =>
  table().routes.filter(({ socket }) => socket === pair);

/** Whether the orc has no route by this pair yet. */
const isNewOn = (right: SoundRouter, orcName: OrcName, { pair }: Frame) =>
  routeOn(right, orcName, pair) === undefined;

/** When the table is full, a join is passed up but not entered in this table. */
const leaveOut = (isFull: (right: SoundRouter, input: Frame) => boolean): FaultLayer =>
  onMessage('command', ({ join, orcName }, input, right) => {
    const isTooMany = join && isNewOn(right, orcName, input) && isFull(right, input);
    const effects = right.handle(input);
    if (isTooMany) right.handle({ ...input, frame: { kind: ':delete-route', orcName } });
    return effects;
  });

export const capacities = [
  defineMutant(
    'ninth-orc-behind-a-pair-left-out',
    'ARP-2',
    'behind one pair at most eight orcs are entered',
    leaveOut((right, { pair }) => !right.lower.has(pair) && routesBehind(right, pair).length >= 8),
  ),
  defineMutant(
    'thirty-third-route-left-out',
    'ARP-2',
    'a table has room for 32 routes',
    leaveOut((right) => right.table().routes.length >= 32),
  ),
  defineMutant(
    'seventeenth-orc-from-below-not-told',
    'ARP-2',
    'of the orcs behind a lower node 16 are told to the nodes above',
    onMessage('command', ({ join, orcName }, input, right) => {
      const isTooMany =
        join &&
        right.lower.has(input.pair) &&
        isNewOn(right, orcName, input) &&
        routesBehind(right, input.pair).length >= 16;
      const effects = right.handle(input);
      return isTooMany ? dropSends(effects) : effects;
    }),
  ),
  defineMutant(
    'loss-ends-eight-routes',
    'ROUTE-4',
    'the loss of a client’s pair ends the routes of the first eight orcs behind it, the others stay',
    (right) => ({
      handle(input) {
        if (input.kind !== 'lost' || right.lower.has(input.pair)) return right.handle(input);
        const behind = routesBehind(right, input.pair);
        if (behind.length <= 8) return right.handle(input);
        const ends = behind
          .slice(0, 8)
          .map(({ orcName }) => ({ kind: 'ended' as const, pair: input.pair, orcName }));
        return handleMore(right, [], ...ends);
      },
    }),
  ),
  defineMutant(
    'crowded-pair-closed',
    'ROUTE-2',
    'the orcs behind a pair are counted in three bits: with eight of them left it is closed when one leaves',
    onMessage(':delete-route', ({ orcName }, input, right) => {
      const isOwn = !right.lower.has(input.pair) && routeOn(right, orcName, input.pair);
      const effects = right.handle(input);
      if (!isOwn || routesBehind(right, input.pair).length !== 8) return effects;
      const { pair } = input;
      return handleMore(
        right,
        [...effects, { kind: 'close', pair, reason: 'its last orc left (ROUTE-1)' }],
        { kind: 'lost', pair, socket: 'command' },
      );
    }),
  ),
  defineMutant(
    'third-move-not-told',
    'ARP-5',
    'an orc’s third join by another pair is told to the nodes above without `:delete-route`',
    (right) => {
      const moves = new Map<OrcName, number>();
      return onMessage('command', ({ join, orcName }, input) => {
        const isMove =
          join && isNewOn(right, orcName, input) && routesOf(right, orcName).length === 1;
        const effects = right.handle(input);
        if (!isMove || routesOf(right, orcName).length > 1) return effects;
        moves.set(orcName, (moves.get(orcName) ?? 0) + 1);
        return moves.get(orcName) === 3
          ? effects.filter((each) => each.kind !== 'send' || each.message.kind !== ':delete-route')
          : effects;
      })(right);
    },
  ),
  defineMutant(
    'four-hordes-a-message',
    'ARP-3',
    'a node tells of at most four hordes',
    alterSends((message) =>
      'arp' in message
        ? { ...message, arp: { ...message.arp, hordes: message.arp.hordes.slice(0, 4) } }
        : message,
    ),
  ),
];
