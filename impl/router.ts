/**
 * The router: one node's program without I/O. One input in, effects out, in order.
 * It stands apart from `commands`, `endings` and `events`, which know the clauses: here inputs are only read and handed on.
 * `handle` is hot and uses `switch`; it must not know sockets, clients or the clock.
 */
import { hasEmptyLine, readEvent, readMessage } from '#spec';
import type { Effect, Event, Input, Message, OrcName, Router, RouterOptions, Table } from '#spec';
import { onMessage } from './commands.ts';
import { createCore, refuse } from './core.ts';
import type { Core } from './core.ts';
import { endEndpoint, endPair } from './endings.ts';
import { onEvent } from './events.ts';

/** The router with what its own node may ask of it besides the contract. */
export interface PartylineRouter extends Router {
  table(): Table;
  /** Whether a route of the orc stands in the table. */
  knows(orcName: OrcName): boolean;
  /** Forwarded events from above that were dropped (EVENT-9). */
  droppedCount(): number;
}

type Of<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>;

export function createRouter(options: RouterOptions): PartylineRouter {
  const core = createCore(options);
  return {
    handle(input) {
      const out: Effect[] = [];
      onInput(core, input, out);
      return out;
    },
    table: () => core.arp.show(),
    knows: (orcName) => core.arp.get(orcName) !== undefined,
    droppedCount: () => core.droppedCount,
  };
}

function onInput(core: Core, input: Input, out: Effect[]): void {
  switch (input.kind) {
    case 'publish':
      return onPublish(core, input, out);
    case 'event':
      return onFrameFromAbove(core, input, out);
    case 'frame':
      return onFrameFromBelow(core, input, out);
    case 'attached':
      return onAttached(core, input, out);
    case 'lost': {
      const attachment = core.attachments.get(input.pair);
      if (attachment) endPair(core, attachment, out);
      return;
    }
    case 'ended':
      return onEnded(core, input, out);
    case 'uplink up':
      return core.uplinks.up(input.uplink, input.port);
    case 'uplink down':
      return core.uplinks.down(input.uplink);
    case 'subscribe':
      return core.hall.subscribe(input.topic, out);
    case 'unsubscribe':
      return core.hall.unsubscribe(input.topic, out);
    default:
      input satisfies never;
  }
}

/** A lower node's older pair ends first, with every route over it; so does an older attachment of the same pair. @clause ROUTE-4 */
function onAttached(core: Core, input: Of<'attached'>, out: Effect[]): void {
  const { pair, backend, port, node } = input;
  if (node !== null && backend === 'ee')
    return refuse(out, 'MALFORMED', `node ${node} attached on ee; uplinks are over axon`);
  const older = node === null ? undefined : core.attachments.ofNode(node);
  if (older && older.pair !== pair)
    out.push({ kind: 'close', pair: older.pair, reason: `node ${node} attached anew` });
  if (older) endPair(core, older, out);
  const same = core.attachments.get(pair);
  if (same) endPair(core, same, out);
  core.attachments.open(pair, backend, port, node);
}

/** What is no endpoint of the orc cannot end as one. @clause ROUTE-5 @clause ROUTE-7 */
function onEnded(core: Core, { pair, orcName }: Of<'ended'>, out: Effect[]): void {
  const entry = core.attachments.get(pair)?.entries.get(orcName);
  if (entry?.role === 'endpoint') endEndpoint(core, entry, out);
}

/** @clause SAFE-1 */
function onFrameFromBelow(core: Core, { pair, frame }: Of<'frame'>, out: Effect[]): void {
  const attachment = core.attachments.get(pair);
  if (!attachment) return refuse(out, 'UNKNOWN_PAIR', `pair ${pair} is not attached here`);
  const message = guarded<Message>(readMessage, frame);
  if (typeof message === 'string') return refuse(out, 'MALFORMED', message);
  onMessage(core, attachment, message, out);
}

/** @clause SAFE-1 */
function onFrameFromAbove(core: Core, { uplink, frame }: Of<'event'>, out: Effect[]): void {
  if (!core.uplinks.has(uplink)) return refuse(out, 'UNKNOWN_PAIR', `uplink ${uplink} is not up`);
  const event = guarded<Event>(readPlain, frame);
  if (typeof event === 'string') return refuse(out, 'MALFORMED', event);
  onEvent(core, event, false, out);
}

/** `<>` is refused first, whatever else the topic says. @clause EVENT-0 @clause EVENT-8 */
function onPublish(core: Core, input: Of<'publish'>, out: Effect[]): void {
  const { topic, id, payload, forward } = input;
  if (typeof topic === 'string' && hasEmptyLine(topic))
    return refuse(out, 'EMPTY_LINE', 'topic: <> names no line; write an id between < and >');
  const event = readEvent(forward === null ? { topic, id, payload } : { topic, id, payload, forward });
  if (typeof event === 'string') return refuse(out, 'MALFORMED', event);
  onEvent(core, event, true, out);
}

/** Only what an event is made of goes on; the payload is not looked into. */
function readPlain(frame: unknown): Event | string {
  const event = readEvent(frame);
  if (typeof event === 'string') return event;
  const { topic, id, payload, forward } = event;
  return forward === undefined ? { topic, id, payload } : { topic, id, payload, forward };
}

/** A frame may be any object, even one whose properties throw when they are read. */
function guarded<Read>(read: (frame: unknown) => Read | string, frame: unknown): Read | string {
  try {
    return read(frame);
  } catch {
    return 'the frame cannot be read';
  }
}
