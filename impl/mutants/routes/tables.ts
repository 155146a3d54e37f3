/**
 * Mutants of tables: they grow without limit, forget routes, or fail on an unusual name.
 */
import type { Effect } from '#spec';
import { defineMutant, rawMessageIn } from '../planting/mutant.ts';

export const tables = [
  defineMutant(
    'every-command-joins',
    'ROUTE-7',
    'any command inserts a route, whoever it is about: the table grows',
    ({ handle }) => ({
      handle(input) {
        const command = rawMessageIn(input, 'command');
        return command && input.kind === 'frame'
          ? handle({ ...input, frame: { ...command, join: true } })
          : handle(input);
      },
    }),
  ),
  defineMutant(
    'lines-in-a-plain-object',
    'SAFE-1',
    'lines are keyed in a plain object: a prototype name crashes',
    ({ handle }) => {
      const seen: Record<string, string[]> = {};
      return {
        handle(input) {
          const conn = rawMessageIn(input, ':conn-line');
          const { lineId } = conn ?? {};
          if (typeof lineId === 'string') {
            seen[lineId] ??= [];
            seen[lineId].push('held');
          }
          return handle(input);
        },
      };
    },
  ),
  defineMutant(
    'second-hop-not-told',
    'LINE-1',
    'a line is announced to the first node above only',
    ({ handle }) => {
      const below = new Set<string>();
      return {
        handle(input) {
          if (input.kind === 'attached' && input.node !== null) below.add(input.pair);
          const effects = handle(input);
          return rawMessageIn(input, ':conn-line') &&
            input.kind === 'frame' &&
            below.has(input.pair)
            ? effects.filter((effect) => effect.kind !== 'send')
            : effects;
        },
      };
    },
  ),
  defineMutant(
    'rename-leaves-the-old',
    'ARP-8',
    'a rename does not delete the old name above',
    ({ handle }) => ({
      handle: (input) =>
        rawMessageIn(input, ':rename')
          ? handle(input).filter(
              (effect: Effect) => effect.kind !== 'send' || effect.message.kind !== ':delete-route',
            )
          : handle(input),
    }),
  ),
  defineMutant('nice-not-passed', 'ARP-6', '`nice` is not propagated', ({ handle }) => ({
    handle: (input) =>
      handle(input).map(
        (effect): Effect =>
          effect.kind === 'send' && 'arp' in effect.message
            ? { ...effect, message: { ...effect.message, arp: { ...effect.message.arp, nice: 0 } } }
            : effect,
      ),
  })),
  defineMutant('anybody-deletes', 'SAFE-2', 'anybody may delete anybody', ({ handle, table }) => ({
    handle(input) {
      const left = rawMessageIn(input, ':delete-route');
      const route = left && table().routes.find((each) => each.orcName === left.orcName);
      return route && input.kind === 'frame'
        ? handle({ ...input, pair: route.socket })
        : handle(input);
    },
  })),
];
