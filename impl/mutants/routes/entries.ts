/**
 * Mutants of entries: what a command inserts or refreshes in the table, and what is passed up of it.
 */
import type { OrcName, Route } from '#spec';
import { GREATHALL, orcName } from '#spec';
import type { Frame } from '../planting/layers.ts';
import {
  alterRoutes,
  alterSends,
  dropSends,
  onMessage,
  routeOn,
  sendToFirstUplinkOnly,
  validMessageIn,
} from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/**
 * Corrupts an orc's table entry once it sends an ordinary command on its client connection, until
 * it joins again.
 */
function spoilEntryOnCommand(spoil: (route: Route, right: SoundRouter) => Route): FaultLayer {
  return (right) => {
    const spoiled = new Set<string>();
    const key = (orc: OrcName, socket: string) => `${orc} ${socket}`;
    return {
      handle(input) {
        const command = validMessageIn(input, 'command');
        if (command && input.kind === 'frame') {
          const { orcName: orc, join } = command;
          if (join || !routeOn(right, orc, input.pair)) spoiled.delete(key(orc, input.pair));
          else if (!right.lower.has(input.pair)) spoiled.add(key(orc, input.pair));
        }
        return right.handle(input);
      },
      table: () =>
        alterRoutes(right, (route) =>
          spoiled.has(key(route.orcName, route.socket)) ? spoil(route, right) : route,
        ),
    };
  };
}

const isLocalClient = (correctRouter: SoundRouter, { pair }: Frame, orc: OrcName) =>
  !correctRouter.lower.has(pair) && routeOn(correctRouter, orc, pair) !== undefined;

export const entries = [
  defineMutant(
    'hall-entered-late',
    'ARP-1',
    'greathall is entered when it first subscribes',
    (right) => {
      let spoken = false;
      return {
        handle(input) {
          if (input.kind === 'subscribe') spoken = true;
          return right.handle(input);
        },
        table: () =>
          alterRoutes(right, (route) => (spoken || route.orcName !== GREATHALL ? route : null)),
      };
    },
  ),
  defineMutant(
    'lower-nodes-entered',
    'ARP-1',
    'a lower node gets a route of its own when it attaches, before anybody has joined there',
    (right) => {
      const hordes = [right.options.horde];
      return {
        handle(input) {
          const effects = right.handle(input);
          if (input.kind !== 'attached' || input.node === null) return effects;
          const arp = { token: input.node, port: input.port, hordes, nice: 0 };
          const frame = { kind: ':announce', orcName: orcName(`node@${input.node}`), arp };
          right.handle({ kind: 'frame', pair: input.pair, frame });
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'commands-stop-where-served',
    'ARP-2',
    'a command goes no further than the node of its orc, as in the original',
    onMessage('command', ({ join, orcName }, input, right) => {
      const own = !join && isLocalClient(right, input, orcName);
      const effects = right.handle(input);
      return own ? dropSends(effects) : effects;
    }),
  ),
  defineMutant(
    'commands-to-one-uplink',
    'ARP-2',
    'with several nodes above, a command goes to the first only',
    sendToFirstUplinkOnly('command'),
  ),
  defineMutant(
    'join-not-passed-on',
    'ARP-2',
    '`join` is lost on the way up: the second node above enters nobody',
    alterSends((message, input) =>
      message.kind === 'command' && validMessageIn(input, 'command')
        ? { ...message, join: false }
        : message,
    ),
  ),
  defineMutant(
    'commands-dispatched-once',
    'ARP-2',
    'a command is handed to the handlers of its orc’s own node, and to none above',
    onMessage('command', ({ join }, input, right) => {
      const effects = right.handle(input);
      return !join && right.lower.has(input.pair)
        ? effects.filter((effect) => effect.kind !== 'dispatch')
        : effects;
    }),
  ),
  defineMutant(
    'token-passed-through',
    'ARP-2',
    'a command goes up with its sender’s token instead of the node’s own',
    alterSends((message, input) => {
      const command = validMessageIn(input, 'command');
      return message.kind === 'command' && command
        ? { ...message, arp: { ...message.arp, token: command.arp.token } }
        : message;
    }),
  ),
  defineMutant(
    'token-overwritten',
    'ARP-3',
    'a command overwrites the token of its orc’s entry with the node’s own',
    spoilEntryOnCommand((route, { options }) => ({ ...route, token: options.token })),
  ),
  defineMutant(
    'hordes-of-one-hop',
    'ARP-3',
    'a node tells its own horde and none that it knows below',
    alterSends((message, _, { options }) =>
      'arp' in message ? { ...message, arp: { ...message.arp, hordes: [options.horde] } } : message,
    ),
  ),
  defineMutant(
    'hordes-lost-on-refresh',
    'ARP-3',
    'a command refreshes an entry without its hordes',
    onMessage('command', (command, input, right) => {
      const own = !command.join && routeOn(right, command.orcName, input.pair);
      const effects = right.handle(input);
      if (own)
        right.handle({ ...input, frame: { ...command, arp: { ...command.arp, hordes: [] } } });
      return effects;
    }),
  ),
  defineMutant(
    'nice-unsigned',
    'ARP-6',
    '`nice` is kept in an unsigned field: no entry is below 0',
    (right) => ({
      handle: right.handle,
      table: () => alterRoutes(right, (route) => ({ ...route, nice: Math.max(0, route.nice) })),
    }),
  ),
  defineMutant(
    'nice-reset',
    'ARP-6',
    'a command resets the `nice` of its orc’s entry',
    spoilEntryOnCommand((route) => ({ ...route, nice: 0 })),
  ),
  defineMutant(
    'port-forgotten',
    'ARP-7',
    'a command refreshes its orc’s entry without the port',
    spoilEntryOnCommand((route) => ({ ...route, port: null })),
  ),
];
