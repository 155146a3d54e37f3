/**
 * From below: what a lower node tells changes its own way alone, or takes an orc over whose home is another now. A lower node is
 * answered nothing.
 */
import type { Effect, LineId, Message, NodeToken, OrcName } from '#spec';
import { refuse } from '../core.ts';
import type { AttachedPair } from '../routeEntry.ts';
import type { Spoken } from './marks.ts';
import type { News } from './telling.ts';
import { compareLines, tell } from './telling.ts';
import type { Told, WayEntry } from './wayEntry.ts';
import { homeOf } from './wayEntry.ts';
import type { WaysCore } from './waysCore.ts';
import { see } from './waysCore.ts';

type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

export function onLowerMessage(
  core: WaysCore,
  at: AttachedPair,
  message: Message,
  out: Effect[],
): void {
  switch (message.kind) {
    case 'command':
      onCommand(core, at, message, out);
      break;
    case ':announce':
      onAnnounce(core, at, message, out);
      break;
    case ':way':
      onWay(core, at, message, out);
      break;
    case ':conn-line':
      onConnLine(core, at, message, out);
      break;
    case ':disconn-line':
      onDisconnLine(core, at, message, out);
      break;
    case ':delete-route': {
      const way = wayBy(core, at, message.orcName);
      if (way) endWay(core, way, out);
      break;
    }
    case ':rename':
      refuse(
        out,
        'NOT_YOURS',
        `${message.orcName} has no endpoint on pair ${at.pair} to be renamed by`,
      );
      break;
    default:
      message satisfies never;
  }
}

/** Ends every way by the lower node. @clause WAYS-1 WAYS-10 ROUTE-4 */
export function endLowerPair(core: WaysCore, at: AttachedPair, out: Effect[]): void {
  for (const orcName of core.arp.ways.orcsBy(at.node as NodeToken))
    endWay(core, wayBy(core, at, orcName) as WayEntry, out);
  core.attachments.close(at);
}

const wayBy = ({ arp }: WaysCore, at: AttachedPair, orcName: OrcName): WayEntry | null =>
  arp.ways.get(orcName, at.node as NodeToken);

/** What the node saw of an orc before it handled a message. */
interface Former {
  readonly before: Told | null;
  /** The chosen way's; of an orc with its endpoint here there are none. */
  readonly lines: ReadonlySet<LineId>;
}

const NO_LINES: ReadonlySet<LineId> = new Set();

const formerOf = (core: WaysCore, orcName: OrcName): Former => ({
  before: see(core, orcName),
  lines: core.arp.ways.chosen(orcName)?.lines ?? NO_LINES,
});

/** Tells the news of an orc, whose lines changed by the choice of another way, or as a whole. */
function tellSince(
  core: WaysCore,
  orcName: OrcName,
  { before, lines }: Former,
  news: Omit<News, 'before'>,
  out: Effect[],
): void {
  const now = core.arp.ways.chosen(orcName)?.lines ?? NO_LINES;
  tell(core, orcName, { before, changes: compareLines(lines, now), ...news }, out);
}

function endWay(core: WaysCore, way: WayEntry, out: Effect[]): void {
  const former = formerOf(core, way.orcName);
  core.arp.ways.end(way);
  tellSince(core, way.orcName, former, {}, out);
}

const hasOtherHome = ({ before }: Former, told: Told): boolean =>
  before !== null && homeOf(before.path) !== homeOf(told.path);

/** Removes every endpoint and way of an orc whose home is another now. @clause WAYS-5 */
function forget({ arp }: WaysCore, orcName: OrcName): void {
  for (const entry of arp.entriesOf(orcName)) arp.remove(entry);
  for (const way of arp.ways.waysTo(orcName)) arp.ways.end(way);
}

/** Handles a command: once it is dispatched and passed up, each copy only makes or refreshes a way. @clause WAYS-5 WAYS-6 ARP-2 */
function onCommand(
  core: WaysCore,
  at: AttachedPair,
  message: MessageOf<'command'>,
  out: Effect[],
): void {
  const { orcName, name, join } = message;
  const spoken = message as Spoken;
  const told = message.arp as Told;
  const isTaken = core.arp.marks.take('command', spoken);
  const former = formerOf(core, orcName);
  const makesWay = !told.path.includes(core.token);
  const isTakeover = makesWay && isTaken && join && hasOtherHome(former, told);
  if (isTakeover) forget(core, orcName);
  const mayRefresh = isTakeover || !hasOtherHome(former, told);
  if (makesWay && mayRefresh && (join || wayBy(core, at, orcName)))
    core.arp.ways.tell(orcName, at, told);
  if (!isTaken) return tellSince(core, orcName, former, {}, out);
  out.push({ kind: 'dispatch', name, orcName });
  const { from, stamp } = spoken;
  const passed = { kind: 'command', name, join, told, from, stamp } as const;
  tellSince(core, orcName, former, { passed, isTakeover }, out);
}

/** Handles an announcement, which is passed up if it came by the way that is chosen now. @clause WAYS-5 HEAL-1 */
function onAnnounce(
  core: WaysCore,
  at: AttachedPair,
  { orcName, arp }: MessageOf<':announce'>,
  out: Effect[],
): void {
  const told = arp as Told;
  const former = formerOf(core, orcName);
  const isTakeover = hasOtherHome(former, told);
  if (isTakeover) forget(core, orcName);
  const way = core.arp.ways.tell(orcName, at, told);
  const isChosen = core.arp.ways.chosen(orcName) === way;
  const passed = isChosen ? { passed: { kind: ':announce' } as const } : {};
  tellSince(core, orcName, former, { ...passed, isTakeover }, out);
}

/** @clause WAYS-1 WAYS-5 */
function onWay(
  core: WaysCore,
  at: AttachedPair,
  { orcName, arp, lines }: MessageOf<':way'>,
  out: Effect[],
): void {
  const told = arp as Told;
  const former = formerOf(core, orcName);
  if (hasOtherHome(former, told)) return;
  core.arp.ways.replaceLines(core.arp.ways.tell(orcName, at, told), lines);
  tellSince(core, orcName, former, {}, out);
}

/** Adds a line to the lower node's way, which it makes if there is none. @clause WAYS-1 WAYS-5 LINE-3 */
function onConnLine(
  core: WaysCore,
  at: AttachedPair,
  { orcName, lineId, arp }: MessageOf<':conn-line'>,
  out: Effect[],
): void {
  const told = arp as Told;
  const former = formerOf(core, orcName);
  if (hasOtherHome(former, told)) return;
  const wasHeld = former.lines.has(lineId);
  const { ways } = core.arp;
  const chosen = ways.chosen(orcName);
  ways.hold(ways.tell(orcName, at, told), lineId);
  if (ways.chosen(orcName) !== chosen) {
    const firstLine = chosen === null ? { firstLine: lineId } : {};
    return tellSince(core, orcName, former, firstLine, out);
  }
  const came = !wasHeld && chosen?.lines.has(lineId) ? [lineId] : [];
  tell(core, orcName, { before: former.before, changes: { came, went: [] } }, out);
}

/** @clause WAYS-1 LINE-5 */
function onDisconnLine(
  core: WaysCore,
  at: AttachedPair,
  { orcName, lineId }: MessageOf<':disconn-line'>,
  out: Effect[],
): void {
  const way = wayBy(core, at, orcName);
  if (!way?.lines.has(lineId)) return;
  core.arp.ways.release(way, lineId);
  if (core.arp.ways.chosen(orcName) !== way) return;
  const before = see(core, orcName);
  tell(core, orcName, { before, changes: { came: [], went: [lineId] } }, out);
}
