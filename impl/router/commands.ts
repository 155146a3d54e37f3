/**
 * Commands: messages that come up a pair change the tables and are passed on. This file decides who may speak for whom (SAFE-2).
 * It stands apart from events, which only read the tables. It must not know the transport: it sees a pair as its attachment, and
 * sends to the uplinks that `uplinks` says are up.
 */

import type { Arp, Effect, Message, OrcName } from '#spec';
import { RENAMED } from '#spec';
import type { Core } from './core.ts';
import { refuse } from './core.ts';
import { leave } from './endings.ts';
import type { AttachedPair, RouteEntry } from './routeEntry.ts';

type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** Returns the orc's entry whose messages arrive on this very pair. @clause SAFE-2 */
function entryOn(core: Core, at: AttachedPair, orcName: OrcName): RouteEntry | null {
  const entry = core.arp.get(orcName)?.[at.backend] ?? null;
  return entry?.attachment === at ? entry : null;
}

/**
 * Refuses a client's message about an orc that is not its own. From a lower node such a message may just be late, so it is
 * dropped silently.
 * @clause SAFE-2 LINE-4
 */
function refuseNotYours(at: AttachedPair, orcName: OrcName, out: Effect[]): void {
  if (at.node === null)
    refuse(out, 'NOT_YOURS', `${orcName} has no endpoint on pair ${at.pair}; join by it first`);
}

/**
 * Inserts or refreshes the orc's route by this pair, for an orc that joins or is announced. Returns true when the route was taken
 * over from another pair.
 * @clause ARP-2 ARP-4 ARP-5
 */
function admit({ arp }: Core, at: AttachedPair, orcName: OrcName, said: Arp): boolean {
  const own = arp.get(orcName)?.[at.backend] ?? null;
  if (own?.attachment === at) {
    arp.promote(own);
    arp.refresh(own, said);
    return false;
  }
  // An orc cannot have endpoint entries and an entry by a lower node at the same time. It can have two endpoints, one per
  // backend.
  const older = arp
    .entriesOf(orcName)
    .filter((entry) => at.node !== null || entry.role === 'lower' || entry === own);
  for (const entry of older) arp.remove(entry);
  arp.insert(orcName, at, at.node === null ? 'endpoint' : 'lower', said);
  return older.length > 0;
}

/** Handles a command without `join`: refreshes its own route, or makes a nested entry. @clause ROUTE-7 */
function touchRoute({ arp }: Core, at: AttachedPair, orcName: OrcName, said: Arp): void {
  const own = arp.get(orcName)?.[at.backend] ?? null;
  if (own?.attachment === at) arp.refresh(own, said);
  else if (own === null && at.node === null && arp.hasEndpoint(orcName))
    arp.insert(orcName, at, 'nested', said);
}

/**
 * Sends the lines of an orc that has moved up again: the nodes above dropped them with its old route.
 * @clause ARP-5
 */
function resendLines({ arp, uplinks }: Core, orcName: OrcName, said: Arp, out: Effect[]): void {
  for (const lineId of arp.linesOf(orcName)) uplinks.connLine(orcName, lineId, said, out);
}

/**
 * Handles a command: refreshes or takes over the orc's route, sends it up and dispatches it.
 * @clause ARP-2 ARP-5 ROUTE-7
 */
function onCommand(
  core: Core,
  at: AttachedPair,
  message: MessageOf<'command'>,
  out: Effect[],
): void {
  const { orcName, name, join, arp } = message;
  let isTakeover = false;
  if (join) isTakeover = admit(core, at, orcName, arp);
  else touchRoute(core, at, orcName, arp);
  out.push({ kind: 'dispatch', name, orcName });
  if (isTakeover) core.uplinks.deleteRoute(orcName, out);
  core.uplinks.command(orcName, name, join, arp, out);
  if (isTakeover) resendLines(core, orcName, arp, out);
}

/** Handles the announcement of an orc: like a join, but only from a lower node. @clause ARP-5 SAFE-2 */
function onAnnounce(
  core: Core,
  at: AttachedPair,
  message: MessageOf<':announce'>,
  out: Effect[],
): void {
  const { orcName, arp } = message;
  if (at.node === null) {
    refuse(out, 'NOT_YOURS', 'only a lower node announces; join instead');
    return;
  }
  if (admit(core, at, orcName, arp)) core.uplinks.deleteRoute(orcName, out);
  // A route that was taken over is gone, and so are its lines. Later messages announce the lines of the new route.
  core.uplinks.announce(orcName, arp, out);
}

/**
 * Adds a subscription of the orc to a line. Tells the nodes above if it is the orc's first one.
 * @clause LINE-1 LINE-2 LINE-3 LINE-4
 */
function onConnLine(
  core: Core,
  at: AttachedPair,
  message: MessageOf<':conn-line'>,
  out: Effect[],
): void {
  const { orcName, lineId } = message;
  let entry = entryOn(core, at, orcName);
  if (entry === null || entry.role === 'nested') {
    if (core.arp.get(orcName)) {
      refuseNotYours(at, orcName, out);
      return;
    }
    entry = core.arp.insert(orcName, at, at.node === null ? 'endpoint' : 'lower', message.arp);
  } else core.arp.refresh(entry, message.arp);
  const isHeld = core.arp.holdsLine(orcName, lineId);
  // An endpoint's subscriptions are counted. For a lower node it only matters whether the orc holds the line at all.
  if (entry.role === 'endpoint' || !isHeld) core.arp.hold(entry, lineId);
  if (!isHeld) core.uplinks.connLine(orcName, lineId, message.arp, out);
}

/** Ends a subscription of the orc to a line. Tells the nodes above if it was the orc's last one. @clause LINE-2 LINE-5 */
function onDisconnLine(
  core: Core,
  at: AttachedPair,
  message: MessageOf<':disconn-line'>,
  out: Effect[],
): void {
  const { orcName, lineId } = message;
  const entry = entryOn(core, at, orcName);
  if (entry === null || entry.role === 'nested') {
    if (core.arp.get(orcName)) refuseNotYours(at, orcName, out);
    return;
  }
  if (!entry.lines.has(lineId)) return;
  core.arp.release(entry, lineId);
  if (!core.arp.holdsLine(orcName, lineId)) core.uplinks.disconnLine(orcName, lineId, out);
}

/** Removes the orc that leaves. Closes a pair on which no orc is left. @clause ROUTE-1 ROUTE-2 ROUTE-3 ROUTE-5 SAFE-2 */
function onDeleteRoute(
  core: Core,
  at: AttachedPair,
  message: MessageOf<':delete-route'>,
  out: Effect[],
): void {
  const { orcName } = message;
  const entry = entryOn(core, at, orcName);
  if (entry === null) {
    if (core.arp.get(orcName)) refuseNotYours(at, orcName, out);
  } else if (entry.role === 'nested') core.arp.remove(entry);
  // If the orc had an entry by a lower node, it was the only entry (ARP-4). So without it the orc is unknown here.
  else leave(core, orcName, out);
}

/** Gives the orc another name, if that is free. @clause ARP-8 */
function onRename(
  core: Core,
  at: AttachedPair,
  message: MessageOf<':rename'>,
  out: Effect[],
): void {
  const { orcName, to } = message;
  const entry = entryOn(core, at, orcName);
  if (entry?.role !== 'endpoint') {
    refuse(out, 'NOT_YOURS', `${orcName} has no endpoint on pair ${at.pair} to be renamed by`);
    return;
  }
  if (core.arp.entriesOf(orcName).filter((each) => each.role === 'endpoint').length > 1) {
    refuse(out, 'TWO_ENDPOINTS', `${orcName} has two endpoints here; end one first`);
    return;
  }
  if (core.arp.get(to)) {
    refuse(out, 'NAME_TAKEN', `${to} is known here; take another name`);
    return;
  }
  core.arp.rename(orcName, to);
  core.uplinks.command(to, RENAMED, true, entry, out);
  for (const lineId of core.arp.linesOf(to)) core.uplinks.connLine(to, lineId, entry, out);
  core.uplinks.deleteRoute(orcName, out);
}

export function onMessage(core: Core, at: AttachedPair, message: Message, out: Effect[]): void {
  switch (message.kind) {
    case 'command':
      onCommand(core, at, message, out);
      break;
    case ':announce':
      onAnnounce(core, at, message, out);
      break;
    case ':conn-line':
      onConnLine(core, at, message, out);
      break;
    case ':disconn-line':
      onDisconnLine(core, at, message, out);
      break;
    case ':delete-route':
      onDeleteRoute(core, at, message, out);
      break;
    case ':rename':
      onRename(core, at, message, out);
      break;
    // Without `ways` it is malformed, and of a lower node's with them `ways` takes care.
    case ':way':
      break;
    default:
      message satisfies never;
  }
}
