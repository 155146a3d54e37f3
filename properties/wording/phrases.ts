/**
 * Phrases: steps, observations, hearings and routes as one readable line each. The report of a run and `replay` share
 * them, so that both use the same words for the same thing.
 */
import { match } from 'ts-pattern';
import type { Event, Hearing, Json, Message, Observation, Place, Route, Step } from '#spec';

const quote = (value: unknown) => JSON.stringify(value);

/** Most characters of a raw frame that are printed; the scenario itself holds the whole frame. */
const RAW_LIMIT = 240;

/** A raw frame as JSON, with the middle left out when it is long. */
export function rawText(frame: Json): string {
  const text = JSON.stringify(frame);
  if (text.length <= RAW_LIMIT) return text;
  const half = RAW_LIMIT / 2;
  return `${text.slice(0, half)}… ${text.length - RAW_LIMIT} characters …${text.slice(-half)}`;
}

export function phraseOfStep(step: Step): string {
  return match(step)
    .with({ kind: 'join' }, ({ orc, pair }) => `${orc} joins by ${pair}`)
    .with({ kind: 'command' }, ({ orc, pair, name }) => `${orc} sends ${quote(name)} by ${pair}`)
    .with(
      { kind: 'subscribe' },
      ({ orc, pair, topic, throws }) =>
        `${orc} subscribes to ${quote(topic)} by ${pair}${throws ? ', with a handler that throws' : ''}`,
    )
    .with(
      { kind: 'unsubscribe' },
      ({ orc, pair, topic }) => `${orc} unsubscribes from ${quote(topic)} by ${pair}`,
    )
    .with({ kind: 'leave' }, ({ orc }) => `${orc} leaves`)
    .with({ kind: 'end' }, ({ orc, pair }) => `the endpoint of ${orc} on ${pair} ends`)
    .with({ kind: 'cut' }, ({ pair, socket }) => `the ${socket} socket of ${pair} is lost`)
    .with(
      { kind: 'rename' },
      ({ orc, pair, to }) => `${orc} takes the name ${quote(to)} by ${pair}`,
    )
    .with({ kind: 'publish' }, ({ node, topic, payload, forward }) =>
      [
        `${quote(topic)} is published at ${node}`,
        ...(forward === undefined ? [] : [`forward ${forward}`]),
        ...(payload === undefined ? [] : [`payload ${quote(payload)}`]),
      ].join(', '),
    )
    .with(
      { kind: 'hall subscribe' },
      ({ node, topic }) => `greathall of ${node} subscribes to ${quote(topic)}`,
    )
    .with(
      { kind: 'hall unsubscribe' },
      ({ node, topic }) => `greathall of ${node} unsubscribes from ${quote(topic)}`,
    )
    .with({ kind: 'inject' }, ({ pair, frame }) => `the raw frame ${rawText(frame)} on ${pair}`)
    .with({ kind: 'garble' }, ({ below, above, bus, frame }) =>
      bus === 'command'
        ? `the raw frame ${rawText(frame)} from ${below} up to ${above}`
        : `the raw frame ${rawText(frame)} from ${above} down to ${below}`,
    )
    .with(
      { kind: 'uplink down' },
      ({ below, above }) => `the uplink of ${below} to ${above} is lost`,
    )
    .with(
      { kind: 'uplink up' },
      ({ below, above }) => `the uplink of ${below} to ${above} comes back`,
    )
    .with({ kind: 'restart' }, ({ node }) => `${node} restarts with empty tables`)
    .with(
      { kind: 'crash' },
      ({ node }) => `${node} crashes, with its links, and begins with empty tables`,
    )
    .with({ kind: 'hold' }, () => 'from here on frames are held back')
    .with({ kind: 'settle' }, () => 'everything in flight is delivered')
    .with({ kind: 'arrive' }, ({ pair }) => `the oldest frame on ${pair} arrives`)
    .with(
      { kind: 'climb' },
      ({ below, above }) => `the oldest message from ${below} reaches ${above}`,
    )
    .with(
      { kind: 'descend' },
      ({ below, above }) => `the oldest event from ${above} reaches ${below}`,
    )
    .with(
      { kind: 'repeat' },
      ({ below, above }) => `the oldest message from ${below} to ${above} is there twice`,
    )
    .exhaustive();
}

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

/** One hearing: the orc, its node and pair, and the event id when there is one. */
export function phraseOfHearing(hearing: Place & Partial<Hearing>): string {
  const { orcName, node, pair, eventId } = hearing;
  return `${orcName} at ${node} by ${pair}${eventId === undefined ? '' : ` (${eventId})`}`;
}

/** One line of an ARP table; empty fields are left out. */
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
