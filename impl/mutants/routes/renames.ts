/**
 * Mutants of renames: only half of the route gets the new name, half of it is announced, or the name is taken although it is not
 * free.
 */
import type { Effect, Input } from '#spec';
import { dropSends, handleMore, onMessage, routesOf } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const isRefused = (effects: readonly Effect[], fault: string) =>
  effects.some((effect) => effect.kind === 'refuse' && effect.fault === fault);

/**
 * Does the rename after handling the inputs `away`. They remove the routes because of which the correct router would refuse the
 * rename.
 */
function forceRename(right: SoundRouter, input: Input, ...away: Input[]): readonly Effect[] {
  return handleMore(right, [], ...away, input);
}

export const renames = [
  defineMutant(
    'rename-tells-no-lines',
    'ARP-8',
    'a rename does not tell the lines under the new name',
    onMessage(':rename', (_, input, right) =>
      right
        .handle(input)
        .filter((effect) => effect.kind !== 'send' || effect.message.kind !== ':conn-line'),
    ),
  ),
  defineMutant(
    'rename-loses-lines',
    'ARP-8',
    'a rename moves the entry without its lines',
    onMessage(':rename', ({ orcName, to }, input, right) => {
      const lines = routesOf(right, orcName).flatMap((route) => route.lines);
      const effects = right.handle(input);
      if (effects.some((effect) => effect.kind === 'refuse')) return effects;
      const frames = lines.flatMap(({ lineId, count }) =>
        Array.from({ length: count }, () => ({
          ...input,
          frame: { kind: ':disconn-line', lineId, orcName: to },
        })),
      );
      return handleMore(right, effects, ...frames);
    }),
  ),
  defineMutant(
    'rename-without-join',
    'ARP-8',
    'the command of a rename goes up without `join`: nobody above enters the new name',
    onMessage(':rename', (_, input, right) =>
      right
        .handle(input)
        .map(
          (effect): Effect =>
            effect.kind === 'send' && effect.message.kind === 'command'
              ? { ...effect, message: { ...effect.message, join: false } }
              : effect,
        ),
    ),
  ),
  defineMutant(
    'rename-stays-here',
    'ARP-8',
    'a rename is told to nobody above',
    onMessage(':rename', (_, input, right) => dropSends(right.handle(input))),
  ),
  defineMutant(
    'rename-to-a-taken-name',
    'ARP-8',
    'a rename to a taken name replaces whoever has it',
    onMessage(':rename', ({ to }, input, right) => {
      const effects = right.handle(input);
      if (!isRefused(effects, 'NAME_TAKEN')) return effects;
      const away = routesOf(right, to).map(({ socket }) => ({
        kind: 'frame' as const,
        pair: socket,
        frame: { kind: ':delete-route', orcName: to },
      }));
      return forceRename(right, input, ...away);
    }),
  ),
  defineMutant(
    'rename-of-two-endpoints',
    'ARP-8',
    'a rename of an orc with two endpoints ends the other one instead of being refused',
    onMessage(':rename', ({ orcName }, input, right) => {
      const effects = right.handle(input);
      if (!isRefused(effects, 'TWO_ENDPOINTS')) return effects;
      const others = routesOf(right, orcName).filter(({ socket }) => socket !== input.pair);
      return forceRename(
        right,
        input,
        ...others.map(({ socket }) => ({ kind: 'ended' as const, pair: socket, orcName })),
      );
    }),
  ),
];
