/**
 * Labels: observations in the few words that fit beside an arrow of a diagram, where the arrow already shows who and
 * where. Full sentences are in `phrases.ts`; steps have their words in `steps.ts`.
 */
import { match } from 'ts-pattern';
import type { Event, Message, Observation } from '#spec';

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
