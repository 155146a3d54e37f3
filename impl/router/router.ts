/**
 * The router: one node's program without I/O. It turns one input into effects, in order. It stands apart from `commands`,
 * `endings` and `events`, which implement the clauses: this file only parses inputs and hands them on. `handle` is an innermost
 * loop and uses `switch`. It must not know sockets, clients or the clock.
 */

import type { Effect, Event, Input, Message, OrcName, Router, Table } from '#spec';
import { hasEmptyLine, readEvent, readMessage } from '#spec';
import { refuse, sizeOf } from './core.ts';
import type { Hops } from './hops.ts';
import { limitFault } from './limits.ts';

/** The router, with the additional methods that only its own node uses. */
export interface PartylineRouter extends Router {
  table(): Table;
  size(): number;
  /** Whether the table has a route of the orc. */
  hasRoute(orcName: OrcName): boolean;
  /** Returns the number of forwarded events from above that were dropped (EVENT-9). */
  droppedCount(): number;
}

type InputOf<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>;

/** Creates the router that answers by these hops. */
export function createRouterOf(hops: Hops): PartylineRouter {
  const { core } = hops;
  return {
    handle(input) {
      const out: Effect[] = [];
      onInput(hops, input, out);
      return hops.arrange(out);
    },
    table: () => core.arp.toTable(),
    size: () => sizeOf(core),
    hasRoute: (orcName) => core.arp.get(orcName) !== undefined,
    droppedCount: () => core.droppedCount,
  };
}

function onInput(hops: Hops, input: Input, out: Effect[]): void {
  switch (input.kind) {
    case 'publish':
      onPublish(hops, input, out);
      break;
    case 'event':
      onFrameFromAbove(hops, input, out);
      break;
    case 'frame':
      onFrameFromBelow(hops, input, out);
      break;
    case 'attached':
      onAttached(hops, input, out);
      break;
    case 'lost': {
      const attachment = hops.core.attachments.get(input.pair);
      if (attachment) hops.endPair(attachment, out);
      return;
    }
    case 'ended':
      onEnded(hops, input, out);
      break;
    case 'uplink up':
      hops.core.uplinks.open(input.uplink, input.port);
      hops.announceAll(input, out);
      break;
    case 'uplink down':
      hops.core.uplinks.close(input.uplink);
      break;
    case 'subscribe':
      hops.core.hall.subscribe(input.topic, out);
      break;
    case 'unsubscribe':
      hops.core.hall.unsubscribe(input.topic, out);
      break;
    default:
      input satisfies never;
  }
}

/**
 * Attaches a pair. If the lower node has an older pair, that pair ends first with every route over it. So does an older
 * attachment of the same pair.
 * @clause ROUTE-4
 */
function onAttached(hops: Hops, input: InputOf<'attached'>, out: Effect[]): void {
  const { core } = hops;
  const { pair, backend, port, node } = input;
  if (node !== null && backend === 'ee') {
    refuse(out, 'MALFORMED', `node ${node} attached on ee; uplinks are over axon`);
    return;
  }
  const older = node === null ? undefined : core.attachments.getByNode(node);
  if (older && older.pair !== pair)
    out.push({ kind: 'close', pair: older.pair, reason: `node ${node} attached anew` });
  if (older) hops.endPair(older, out);
  const samePair = core.attachments.get(pair);
  if (samePair) hops.endPair(samePair, out);
  core.attachments.open(pair, backend, port, node);
}

/** Ends an endpoint; for a pair that is not an endpoint of the orc this does nothing. @clause ROUTE-5 ROUTE-7 */
function onEnded(hops: Hops, { pair, orcName }: InputOf<'ended'>, out: Effect[]): void {
  const entry = hops.core.attachments.get(pair)?.entries.get(orcName);
  if (entry?.role === 'endpoint') hops.endEndpoint(entry, out);
}

/** @clause SAFE-1 */
function onFrameFromBelow(hops: Hops, { pair, frame }: InputOf<'frame'>, out: Effect[]): void {
  const { core } = hops;
  const attachment = core.attachments.get(pair);
  if (!attachment) {
    refuse(out, 'UNKNOWN_PAIR', `pair ${pair} is not attached here`);
    return;
  }
  const ends = hops.endsWith(attachment.node);
  const message = tryRead<Message>((each) => readMessage(each, ends), frame);
  if (typeof message === 'string') {
    refuse(out, 'MALFORMED', message);
    return;
  }
  const exceeded = limitFault(core, attachment, message);
  if (exceeded !== null) {
    refuse(out, 'LIMIT', exceeded);
    return;
  }
  hops.onMessage(attachment, message, out);
}

/** @clause SAFE-1 */
function onFrameFromAbove(hops: Hops, { uplink, frame }: InputOf<'event'>, out: Effect[]): void {
  if (!hops.core.uplinks.isUp(uplink)) {
    refuse(out, 'UNKNOWN_PAIR', `uplink ${uplink} is not up`);
    return;
  }
  const ends = hops.endsWith(uplink);
  const event = tryRead<Event>((each) => readEvent(each, ends), frame);
  if (typeof event === 'string') {
    refuse(out, 'MALFORMED', event);
    return;
  }
  hops.onEvent(event, false, out);
}

/** Publishes an event. A topic with `<>` is refused first, whatever else it says. @clause EVENT-0 EVENT-8 */
function onPublish(hops: Hops, input: InputOf<'publish'>, out: Effect[]): void {
  const { topic, id, payload, forward } = input;
  if (typeof topic === 'string' && hasEmptyLine(topic)) {
    refuse(out, 'EMPTY_LINE', 'topic: <> names no line; write an id between < and >');
    return;
  }
  const event = readEvent(
    forward === null ? { topic, id, payload } : { topic, id, payload, forward },
  );
  if (typeof event === 'string') {
    refuse(out, 'MALFORMED', event);
    return;
  }
  hops.onEvent(event, true, out);
}

/** Parses a frame, which may be any object, even one whose properties throw when they are read. */
function tryRead<Read>(read: (frame: unknown) => Read | string, frame: unknown): Read | string {
  try {
    return read(frame);
  } catch {
    return 'the frame cannot be read';
  }
}
