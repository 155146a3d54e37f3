/** A scene in words: its input, what came out, and the table, each short enough for a cell of a table. */
import type { Effect, Event, Input, Message, Route } from '#spec';
import { demandedFaults, GREATHALL, readMessage } from '#spec';
import type { PlayedScene, Standing } from './scene.ts';
import { here, pairAt, places, uplinkPorts } from './world.ts';

const code = (text: string) => `\`${text}\``;
const codeList = (texts: readonly string[]) => texts.map(code).join(', ');
const lines = (texts: readonly string[], none: string) =>
  texts.length > 0 ? texts.join('<br>') : none;

/** What a message says of its sender, beyond the token and the port that the page says once for all. */
const formatArp = ({ hordes, nice }: { hordes: readonly string[]; nice: number }): string =>
  [
    ...(hordes.length > 0 ? [` hordes ${codeList(hordes)}`] : []),
    ...(nice === 0 ? [] : [` nice ${nice}`]),
  ].join(',');

function formatMessage(message: Message): string {
  const { kind, orcName } = message;
  switch (kind) {
    case 'command':
      return `command ${code(message.name)} of ${code(orcName)}${message.join ? ', join,' : ','}${formatArp(message.arp)}`.replace(
        /,$/,
        '',
      );
    case ':announce':
    case ':way':
      return `${code(kind)} ${code(orcName)},${formatArp(message.arp)}`.replace(/,$/, '');
    case ':conn-line':
      return `${code(kind)} ${code(message.lineId)} of ${code(orcName)},${formatArp(message.arp)}`.replace(
        /,$/,
        '',
      );
    case ':disconn-line':
      return `${code(kind)} ${code(message.lineId)} of ${code(orcName)}`;
    case ':rename':
      return `${code(kind)} ${code(orcName)} to ${code(message.to)}`;
    case ':delete-route':
      return `${code(kind)} ${code(orcName)}`;
    default:
      return message satisfies never;
  }
}

const isPlainArp = (message: Message, place: keyof typeof places): boolean =>
  !('arp' in message) || (message.arp.token === place && message.arp.port === places[place].port);

function formatFrame(pair: string, frame: unknown): string {
  const message = readMessage(frame);
  const place = (Object.keys(places) as (keyof typeof places)[]).find(
    (each) => pairAt(each) === pair,
  );
  const isUsual =
    typeof message !== 'string' &&
    place !== undefined &&
    isPlainArp(message, place) &&
    JSON.stringify(message).length === JSON.stringify(frame).length;
  return `on ${code(pair)}: ${isUsual ? formatMessage(message) : code(JSON.stringify(frame))}`;
}

export function formatInput(input: Input): string {
  switch (input.kind) {
    case 'frame':
      return formatFrame(input.pair, input.frame);
    case 'event':
      return `from ${code(input.uplink)}: ${code(JSON.stringify(input.frame))}`;
    case 'publish': {
      const { topic, payload, forward } = input;
      return [
        code(JSON.stringify(topic)),
        ...(payload === null ? [] : [`payload ${code(JSON.stringify(payload))}`]),
        ...(forward === null ? [] : [`forward ${code(forward)}`]),
      ].join(', ');
    }
    case 'subscribe':
    case 'unsubscribe':
      return `${input.kind} ${code(input.topic)}`;
    case 'attached':
      return `${code(input.pair)}, ${code(input.backend)}, port ${input.port}, node ${input.node === null ? 'null' : code(input.node)}`;
    case 'lost':
      return `${code(input.pair)}, ${input.socket} socket`;
    case 'ended':
      return `${code(input.orcName)} on ${code(input.pair)}`;
    case 'uplink up':
    case 'uplink down':
      return `${input.kind} ${code(input.uplink)}`;
    default:
      return input satisfies never;
  }
}

/** How an event that goes on differs from the one that came. */
const formatForward = ({ forward }: Event) => (forward ? ` with forward ${code(forward)}` : '');

function formatEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'send':
      return `up ${code(effect.uplink)}: ${formatMessage(effect.message)}`;
    case 'write':
      return `event on ${codeList(effect.pairs)}${formatForward(effect.event)}`;
    case 'emit':
      return `event emitted${formatForward(effect.event)}`;
    case 'close':
      return `closes ${code(effect.pair)}`;
    case 'refuse':
      return `refused: ${code(effect.fault)}${demandedFaults.has(effect.fault) ? '' : ', or silence'}`;
    case 'dispatch':
      return `handlers: ${code(effect.name)} of ${code(effect.orcName)}`;
    default:
      return effect satisfies never;
  }
}

export const formatEffects = (effects: readonly Effect[]): string =>
  lines(effects.map(formatEffect), 'nothing');

const formatRoute = ({ orcName, socket, hordes, nice, lines: held }: Route): string =>
  [
    `${code(orcName)} by ${code(socket)}`,
    ...(hordes.length > 0 && orcName !== GREATHALL ? [`hordes ${codeList(hordes)}`] : []),
    ...(nice === 0 ? [] : [`nice ${nice}`]),
    ...(held.length > 0
      ? [`lines ${held.map(({ lineId, count }) => `${code(lineId)} ×${count}`).join(', ')}`]
      : []),
  ].join(', ');

/** What the node knows: its routes but for greathall's usual one, the uplinks that are up, and pairs without a route. */
export function formatStanding({ table, pairs, uplinks }: Standing): string {
  const routes = table.routes.filter((each) => each.orcName !== GREATHALL || each.lines.length > 0);
  const idle = pairs.filter((pair) => !table.routes.some((each) => each.socket === pair));
  return lines(
    [
      ...routes.map(formatRoute),
      ...(idle.length > 0 ? [`open: ${codeList(idle)}`] : []),
      ...(uplinks.length > 0 ? [`up: ${codeList(uplinks)}`] : []),
    ],
    'nothing',
  );
}

export function formatAfter({ before, after }: PlayedScene): string {
  return JSON.stringify(before) === JSON.stringify(after) ? 'as before' : formatStanding(after);
}

/** The sentences that say once what no scene repeats. */
export const formatPorts = (): string =>
  [
    `This node is ${code(here.token)}, its horde ${code(here.horde)}.`,
    `Above it are ${Object.entries(uplinkPorts)
      .map(([token, port]) => `${code(token)} (its event port there: ${port})`)
      .join(' and ')}.`,
    `Pairs: ${Object.entries(places)
      .map(([name, { port, node }]) => {
        const owner = node === null ? 'a client’s' : `the lower node ${code(node)}’s`;
        return `${code(pairAt(name as keyof typeof places))} (${owner}, ${port === null ? '`ee`' : `port ${port}`})`;
      })
      .join(', ')}.`,
  ].join(' ');
