/**
 * Tables gone wrong: they grow, forget, or stumble over a name.
 */
import type { Effect } from '#spec';
import { messageIn, mutant } from './mutant.ts';

export const tables = [
  mutant(
    'every-command-joins',
    'ROUTE-7',
    'any command inserts a route, whoever it is about: the table grows',
    ({ handle }) => ({
      handle(input) {
        const command = messageIn(input, 'command');
        return command && input.kind === 'frame'
          ? handle({ ...input, frame: { ...command, join: true } })
          : handle(input);
      },
    }),
  ),
  mutant(
    'lines-in-a-plain-object',
    'SAFE-1',
    'lines are keyed in a plain object: a prototype name crashes',
    ({ handle }) => {
      const seen: Record<string, string[]> = {};
      return {
        handle(input) {
          const conn = messageIn(input, ':conn-line');
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
  mutant(
    'second-hop-not-told',
    'LINE-1',
    'a line is announced to the first node above only',
    ({ handle }) => {
      const below = new Set<string>();
      return {
        handle(input) {
          if (input.kind === 'attached' && input.node !== null) below.add(input.pair);
          const effects = handle(input);
          return messageIn(input, ':conn-line') && input.kind === 'frame' && below.has(input.pair)
            ? effects.filter((effect) => effect.kind !== 'send')
            : effects;
        },
      };
    },
  ),
  mutant(
    'rename-leaves-the-old',
    'ARP-8',
    'a rename does not delete the old name above',
    ({ handle }) => ({
      handle: (input) =>
        messageIn(input, ':rename')
          ? handle(input).filter(
              (effect: Effect) => effect.kind !== 'send' || effect.message.kind !== ':delete-route',
            )
          : handle(input),
    }),
  ),
  mutant('nice-not-passed', 'ARP-6', '`nice` is not propagated', ({ handle }) => ({
    handle: (input) =>
      handle(input).map(
        (effect): Effect =>
          effect.kind === 'send' && 'arp' in effect.message
            ? { ...effect, message: { ...effect.message, arp: { ...effect.message.arp, nice: 0 } } }
            : effect,
      ),
  })),
  mutant('anybody-deletes', 'SAFE-2', 'anybody may delete anybody', ({ handle, table }) => ({
    handle(input) {
      const left = messageIn(input, ':delete-route');
      const route = left && table().routes.find((each) => each.orcName === left.orcName);
      return route && input.kind === 'frame'
        ? handle({ ...input, pair: route.socket })
        : handle(input);
    },
  })),
];
