/**
 * Mutants of partings: while one of several uplinks is down, the node does not tell the other nodes above something that it
 * should.
 */
import type { Message, NodeToken } from '#spec';
import { alterSends, validMessageIn } from '../planting/layers.ts';
import type { FaultLayer } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Sends none of these messages while an uplink is down that was up before. */
const holdBack =
  (isHeldBack: (message: Message, isMove: boolean) => boolean): FaultLayer =>
  (right) => {
    const known = new Set<NodeToken>();
    const inner = alterSends((message, input) =>
      known.size > right.uplinks.size &&
      isHeldBack(message, validMessageIn(input, 'command')?.join === true)
        ? null
        : message,
    )(right);
    return {
      handle(input) {
        if (input.kind === 'uplink up') known.add(input.uplink);
        return inner.handle(input);
      },
    };
  };

export const partings = [
  defineMutant(
    'takeover-while-one-is-down',
    'ARP-5',
    'while one of several uplinks is down, a takeover is told to the others without `:delete-route`',
    holdBack(({ kind }, isMove) => isMove && kind === ':delete-route'),
    'heal',
  ),
  defineMutant(
    'departure-while-one-is-down',
    'ROUTE-1',
    'while one of several uplinks is down, a departure is told to none',
    holdBack(({ kind }, isMove) => !isMove && kind === ':delete-route'),
    'heal',
  ),
  defineMutant(
    'line-while-one-is-down',
    'LINE-1',
    'while one of several uplinks is down, a line is told to none',
    holdBack(({ kind }) => kind === ':conn-line'),
    'heal',
  ),
  defineMutant(
    'withdrawal-while-one-is-down',
    'LINE-2',
    'while one of several uplinks is down, the end of a line is told to none',
    holdBack(({ kind }) => kind === ':disconn-line'),
    'heal',
  ),
];
