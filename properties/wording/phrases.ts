/**
 * Phrases: observations, hearings and routes as one readable line each; `steps.ts` does the same for steps. The report of a run
 * and `replay` share them, so that both use the same words for the same thing.
 */
import { match } from 'ts-pattern';
import type { Event, Hearing, Message, Observation, Place, Route } from '#spec';

const quote = (value: unknown) => JSON.stringify(value);

export function phraseOfObservation(seen: Observation): string {
  return match(seen)
    .with(
      { kind: 'frame' },
      ({ node, pair, event }) => `frame     ${node} > ${pair}  ${eventText(event)}`,
    )
    .with({ kind: 'emission' }, ({ node, event }) => `emission  ${node}  ${eventText(event)}`)
    .with(
      { kind: 'message' },
      ({ below, above, message }) => `message   ${below} > ${above}  ${messageText(message)}`,
    )
    .with(
      { kind: 'refusal' },
      ({ node, fault, detail }) => `refusal   ${node}  ${fault}: ${detail}`,
    )
    .with({ kind: 'closed' }, ({ node, pair }) => `closed    ${node}  ${pair}`)
    .with(
      { kind: 'dispatch' },
      ({ node, name, orcName, routed }) =>
        `dispatch  ${node}  ${quote(name)} of ${orcName}${routed === false ? ', not routed yet' : ''}`,
    )
    .with(
      { kind: 'handled' },
      ({ orcName, pair, pattern, event }) =>
        `handled   ${orcName} by ${pair}, pattern ${quote(pattern)}  ${eventText(event)}`,
    )
    .exhaustive();
}

function eventText({ id, topic, payload, forward }: Event): string {
  const on = forward === undefined ? '' : `, forward ${forward}`;
  return `${id} ${quote(topic)}${on}, payload ${quote(payload)}`;
}

function messageText(message: Message): string {
  const { kind, orcName, ...rest } = message;
  return `${kind} ${orcName}${Object.keys(rest).length > 0 ? ` ${quote(rest)}` : ''}`;
}

/** Says one hearing: the orc, its node and pair, and the event id when there is one. */
export function phraseOfHearing(hearing: Place & Partial<Hearing>): string {
  const { orcName, node, pair, eventId } = hearing;
  return `${orcName} at ${node} by ${pair}${eventId === undefined ? '' : ` (${eventId})`}`;
}

/** Formats one line of an ARP table; empty fields are left out. */
export function phraseOfRoute(route: Route): string {
  const { backend, orcName, token, socket, port, hordes, nice, lines } = route;
  const held = lines.map(({ lineId, count }) => `${lineId}×${count}`).join(' ');
  return [
    `${backend.padEnd(4)} ${orcName}`,
    `token ${token}`,
    `socket ${socket}`,
    ...(port === null ? [] : [`port ${port}`]),
    ...(hordes.length > 0 ? [`hordes [${hordes.join(' ')}]`] : []),
    `nice ${nice}`,
    ...(lines.length > 0 ? [`lines [${held}]`] : []),
  ].join('  ');
}
