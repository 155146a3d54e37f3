/**
 * The router: one node's program without I/O. It turns one input into effects, in order. It stands apart from `commands`,
 * `endings` and `events`, which implement the clauses: this file only parses inputs and hands them on. `handle` is an innermost
 * loop and uses `switch`. It must not know sockets, clients or the clock.
 */

import type {
  Effect,
  Event,
  Input,
  Message,
  OrcName,
  Router,
  RouterOptions,
  Table,
  Variant,
} from '#spec';
import { hasEmptyLine, readEvent, readMessage } from '#spec';
import { onMessage } from './commands.ts';
import type { Core, PairLimits } from './core.ts';
import { createCore, refuse, sizeOf } from './core.ts';
import { endEndpoint, endPair } from './endings.ts';
import { onEvent } from './events.ts';
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

/** `limits`: how much is kept for one client's pair; null for no limit. `variants`: of the law that the router keeps. */
export function createRouter(
  options: RouterOptions,
  limits: PairLimits | null = null,
  variants: readonly Variant[] = [],
): PartylineRouter {
  const core = createCore(options, limits, variants);
  return {
    handle(input) {
      const out: Effect[] = [];
      onInput(core, input, out);
      return out;
    },
    table: () => core.arp.toTable(),
    size: () => sizeOf(core),
    hasRoute: (orcName) => core.arp.get(orcName) !== undefined,
    droppedCount: () => core.droppedCount,
  };
}

function onInput(core: Core, input: Input, out: Effect[]): void {
  switch (input.kind) {
    case 'publish':
      onPublish(core, input, out);
      break;
    case 'event':
      onFrameFromAbove(core, input, out);
      break;
    case 'frame':
      onFrameFromBelow(core, input, out);
      break;
    case 'attached':
      onAttached(core, input, out);
      break;
    case 'lost': {
      const attachment = core.attachments.get(input.pair);
      if (attachment) endPair(core, attachment, out);
      return;
    }
    case 'ended':
      onEnded(core, input, out);
      break;
    case 'uplink up':
      onUplinkUp(core, input, out);
      break;
    case 'uplink down':
      core.uplinks.close(input.uplink);
      break;
    case 'subscribe':
      core.hall.subscribe(input.topic, out);
      break;
    case 'unsubscribe':
      core.hall.unsubscribe(input.topic, out);
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
function onAttached(core: Core, input: InputOf<'attached'>, out: Effect[]): void {
  const { pair, backend, port, node } = input;
  if (node !== null && backend === 'ee') {
    refuse(out, 'MALFORMED', `node ${node} attached on ee; uplinks are over axon`);
    return;
  }
  const older = node === null ? undefined : core.attachments.getByNode(node);
  if (older && older.pair !== pair)
    out.push({ kind: 'close', pair: older.pair, reason: `node ${node} attached anew` });
  if (older) endPair(core, older, out);
  const samePair = core.attachments.get(pair);
  if (samePair) endPair(core, samePair, out);
  core.attachments.open(pair, backend, port, node);
}

/**
 * Announces every orc to the node above that has come up, because that node knows nothing of this one. Nothing is sent on other
 * uplinks.
 * @clause HEAL-1 HEAL-2
 */
function onUplinkUp(
  { arp, uplinks }: Core,
  { uplink, port }: InputOf<'uplink up'>,
  out: Effect[],
): void {
  uplinks.open(uplink, port);
  const newUplink = uplinks.restrictTo(uplink);
  for (const orcName of arp.orcNames()) {
    const [entry] = arp.entriesOf(orcName);
    // Greathall is local to its node (LINE-7).
    if (!entry || entry === arp.hall) continue;
    newUplink.announce(orcName, entry, out);
    for (const lineId of arp.linesOf(orcName)) newUplink.connLine(orcName, lineId, entry, out);
  }
}

/** Ends an endpoint; for a pair that is not an endpoint of the orc this does nothing. @clause ROUTE-5 ROUTE-7 */
function onEnded(core: Core, { pair, orcName }: InputOf<'ended'>, out: Effect[]): void {
  const entry = core.attachments.get(pair)?.entries.get(orcName);
  if (entry?.role === 'endpoint') endEndpoint(core, entry, out);
}

/** @clause SAFE-1 */
function onFrameFromBelow(core: Core, { pair, frame }: InputOf<'frame'>, out: Effect[]): void {
  const attachment = core.attachments.get(pair);
  if (!attachment) {
    refuse(out, 'UNKNOWN_PAIR', `pair ${pair} is not attached here`);
    return;
  }
  const message = tryRead<Message>(readMessage, frame);
  if (typeof message === 'string') {
    refuse(out, 'MALFORMED', message);
    return;
  }
  const exceeded = limitFault(core, attachment, message);
  if (exceeded !== null) {
    refuse(out, 'LIMIT', exceeded);
    return;
  }
  onMessage(core, attachment, message, out);
}

/** @clause SAFE-1 */
function onFrameFromAbove(core: Core, { uplink, frame }: InputOf<'event'>, out: Effect[]): void {
  if (!core.uplinks.isUp(uplink)) {
    refuse(out, 'UNKNOWN_PAIR', `uplink ${uplink} is not up`);
    return;
  }
  const event = tryRead<Event>(readEvent, frame);
  if (typeof event === 'string') {
    refuse(out, 'MALFORMED', event);
    return;
  }
  onEvent(core, event, false, out);
}

/** Publishes an event. A topic with `<>` is refused first, whatever else it says. @clause EVENT-0 EVENT-8 */
function onPublish(core: Core, input: InputOf<'publish'>, out: Effect[]): void {
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
  onEvent(core, event, true, out);
}

/** Parses a frame, which may be any object, even one whose properties throw when they are read. */
function tryRead<Read>(read: (frame: unknown) => Read | string, frame: unknown): Read | string {
  try {
    return read(frame);
  } catch {
    return 'the frame cannot be read';
  }
}
