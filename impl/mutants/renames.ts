/**
 * Renames gone wrong: half of it moves, half of it is told, or a name is taken that is not free.
 */
import type { Effect, Input } from '#spec';
import { andThen, onMessage, routesOf, withoutSends } from './layers.ts';
import type { Right } from './mutant.ts';
import { mutant } from './mutant.ts';

const refused = (effects: readonly Effect[], fault: string) =>
  effects.some((effect) => effect.kind === 'refuse' && effect.fault === fault);

/** What stands in the way is taken away, and the rename done again. */
function forced(right: Right, input: Input, ...away: Input[]): readonly Effect[] {
  return andThen(right, [], ...away, input);
}

export const renames = [
  mutant(
    'rename-tells-no-lines',
    'ARP-8',
    'a rename does not tell the lines under the new name',
    onMessage(':rename', (_, input, right) =>
      right
        .handle(input)
        .filter((effect) => effect.kind !== 'send' || effect.message.kind !== ':conn-line'),
    ),
  ),
  mutant(
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
      return andThen(right, effects, ...frames);
    }),
  ),
  mutant(
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
  mutant(
    'rename-stays-here',
    'ARP-8',
    'a rename is told to nobody above',
    onMessage(':rename', (_, input, right) => withoutSends(right.handle(input))),
  ),
  mutant(
    'rename-to-a-taken-name',
    'ARP-8',
    'a rename to a taken name replaces whoever has it',
    onMessage(':rename', ({ to }, input, right) => {
      const effects = right.handle(input);
      if (!refused(effects, 'NAME_TAKEN')) return effects;
      const away = routesOf(right, to).map(({ socket }) => ({
        kind: 'frame' as const,
        pair: socket,
        frame: { kind: ':delete-route', orcName: to },
      }));
      return forced(right, input, ...away);
    }),
  ),
  mutant(
    'rename-of-two-endpoints',
    'ARP-8',
    'a rename of an orc with two endpoints ends the other one instead of being refused',
    onMessage(':rename', ({ orcName }, input, right) => {
      const effects = right.handle(input);
      if (!refused(effects, 'TWO_ENDPOINTS')) return effects;
      const others = routesOf(right, orcName).filter(({ socket }) => socket !== input.pair);
      return forced(
        right,
        input,
        ...others.map(({ socket }) => ({ kind: 'ended' as const, pair: socket, orcName })),
      );
    }),
  ),
];
