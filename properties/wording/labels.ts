/**
 * Labels: observations in the few words that fit beside an arrow of a diagram, where the arrow already shows who and
 * where. Full sentences are in `phrases.ts`; steps have their words in `steps.ts`.
 */
import { match } from 'ts-pattern';
import type { Event, Input, Message, Observation } from '#spec';

const quote = (value: unknown) => JSON.stringify(value);

export function observationLabel(seen: Observation): string {
  return match(seen)
    .with({ kind: 'frame' }, ({ event }) => eventLabel(event))
    .with({ kind: 'emission' }, ({ event }) => `emits ${eventLabel(event)}`)
    .with({ kind: 'message' }, ({ message }) => messageLabel(message))
    .with({ kind: 'refusal' }, ({ fault }) => `refuses: ${fault}`)
    .with({ kind: 'closed' }, ({ pair }) => `closes ${pair}`)
    .with({ kind: 'dispatch' }, ({ name, orcName }) => `handles ${quote(name)} of ${orcName}`)
    .with(
      { kind: 'handled' },
      ({ orcName, pattern, event }) => `${orcName}: handler ${quote(pattern)} gets ${event.id}`,
    )
    .exhaustive();
}

/** Says an input that is on its way to a node. */
export function inputLabel(input: Input): string {
  return match(input)
    .with({ kind: 'frame' }, ({ frame }) => frameLabel(frame))
    .with({ kind: 'event' }, ({ frame }) => frameLabel(frame))
    .with({ kind: 'attached' }, ({ pair }) => `${pair} attaches`)
    .with({ kind: 'lost' }, ({ pair }) => `notice: ${pair} is lost`)
    .with({ kind: 'ended' }, ({ orcName }) => `notice: ${orcName} has ended`)
    .with({ kind: 'uplink up' }, ({ uplink }) => `notice: ${uplink} is attached`)
    .with({ kind: 'uplink down' }, ({ uplink }) => `notice: ${uplink} is lost`)
    .with({ kind: 'publish' }, ({ topic }) => `publish ${quote(topic)}`)
    .with({ kind: 'subscribe' }, ({ topic }) => `greathall subscribes ${quote(topic)}`)
    .with({ kind: 'unsubscribe' }, ({ topic }) => `greathall unsubscribes ${quote(topic)}`)
    .exhaustive();
}

/** Says a frame in flight. What a node or client sends is a message or an event; anything else is raw. */
function frameLabel(frame: unknown): string {
  const told = frame as Partial<Event & Message> | null;
  if (typeof told !== 'object' || told === null) return 'raw frame';
  if (typeof told.id === 'string' && typeof told.topic === 'string')
    return eventLabel(told as Event);
  const isMessage = typeof told.kind === 'string' && typeof told.orcName === 'string';
  return isMessage && messageKinds.has(told.kind as string)
    ? messageLabel(told as Message)
    : 'raw frame';
}

const messageKinds: ReadonlySet<string> = new Set<Message['kind']>([
  'command',
  ':conn-line',
  ':disconn-line',
  ':delete-route',
  ':rename',
  ':announce',
  ':way',
]);

function eventLabel({ id, topic, forward }: Event): string {
  return `${id} ${quote(topic)}${forward === undefined ? '' : ` forward ${forward}`}`;
}

function messageLabel(message: Message): string {
  return match(message)
    .with({ kind: 'command' }, ({ name, orcName, join }) =>
      join ? `${name} ${orcName} (join)` : `${name} ${orcName}`,
    )
    .with({ kind: ':conn-line' }, ({ kind, lineId, orcName }) => `${kind} ${lineId} ${orcName}`)
    .with({ kind: ':disconn-line' }, ({ kind, lineId, orcName }) => `${kind} ${lineId} ${orcName}`)
    .with({ kind: ':delete-route' }, ({ kind, orcName }) => `${kind} ${orcName}`)
    .with({ kind: ':rename' }, ({ kind, orcName, to }) => `${kind} ${orcName} to ${to}`)
    .with({ kind: ':announce' }, ({ kind, orcName }) => `${kind} ${orcName}`)
    .with(
      { kind: ':way' },
      ({ kind, orcName, arp }) => `${kind} ${orcName} by ${arp.path?.join(' > ')}`,
    )
    .exhaustive();
}

/**
 * Returns the sender fields (token, port, nice, hordes) in which a message differs from other messages with the same
 * label. Empty when it differs in none.
 */
export function arpLabel(message: Message, others: readonly Message[]): string {
  if (!('arp' in message)) return '';
  const { arp } = message;
  const alike = others.filter((each) => messageLabel(each) === messageLabel(message));
  const fields = (['token', 'port', 'nice', 'hordes'] as const).filter((field) =>
    alike.some((each) => 'arp' in each && String(each.arp[field]) !== String(arp[field])),
  );
  return fields.map((field) => ` ${field} ${arp[field]}`).join('');
}
