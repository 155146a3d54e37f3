/**
 * Telling: after an input each uplink is told how what it is shown of an orc differs from what it was shown before (WAYS-4). It must not
 * know what the input was, but for the message that is passed up.
 */
import type { Arp, Effect, LineId, Message, OrcName } from '#spec';
import { byUnit } from '#spec';
import type { OpenUplink } from '../uplinks.ts';
import type { Spoken } from './marks.ts';
import type { Told } from './wayEntry.ts';
import { homeOf } from './wayEntry.ts';
import type { WaysCore } from './waysCore.ts';
import { addHorde, isShown, see } from './waysCore.ts';

/** A command that is taken, with what its sender told of the orc. */
export interface PassedCommand extends Spoken {
  readonly kind: 'command';
  readonly name: string;
  readonly join: boolean;
  readonly told: Told;
}

/** What happened to an orc in one input. */
export interface News {
  /** What the node saw before. */
  readonly before: Told | null;
  readonly passed?: PassedCommand | { readonly kind: ':announce' };
  readonly isTakeover?: boolean;
  /** The line of a `:conn-line` that was the orc's first word here. */
  readonly firstLine?: LineId | null;
  /** What the orc's client told last, where that is not what its first entry holds. */
  readonly said?: Arp;
  /** The lines that came and those that went, where the orc had a route before and has one now. */
  readonly changes?: LineChanges;
}

export interface LineChanges {
  readonly came: readonly LineId[];
  readonly went: readonly LineId[];
}

const UNCHANGED: LineChanges = { came: [], went: [] };

/** Returns how two sets of lines differ. */
export function compareLines(before: ReadonlySet<LineId>, now: ReadonlySet<LineId>): LineChanges {
  if (before === now) return UNCHANGED;
  return {
    came: [...now].filter((lineId) => !before.has(lineId)).sort(byUnit),
    went: [...before].filter((lineId) => !now.has(lineId)).sort(byUnit),
  };
}

/** Tells every uplink the news of an orc. @clause WAYS-3 WAYS-4 */
export function tell(core: WaysCore, orcName: OrcName, news: News, out: Effect[]): void {
  const now = seeAsSaid(core, orcName, news);
  for (const at of core.uplinks.list()) {
    const send = (message: Message) => out.push({ kind: 'send', uplink: at.uplink, message });
    const wasShown = isShown(news.before, at.uplink);
    const isShownNow = isShown(now, at.uplink);
    if (wasShown && (!isShownNow || news.isTakeover)) send({ kind: ':delete-route', orcName });
    const { passed } = news;
    const command = passed?.kind === 'command' && commandFor(core, orcName, passed, now, at);
    if (command) send(command);
    if (!isShownNow) continue;
    const arp = arpFor(core, now, at);
    if (passed?.kind === ':announce') send({ kind: ':announce', orcName, arp });
    if (wasShown && !news.isTakeover) tellChange(core, orcName, news, arp, send);
    else tellWhole(core, orcName, news, arp, send);
  }
}

/** Announces every orc that the uplink is shown, because the node above knows nothing of this one. @clause HEAL-1 WAYS-3 */
export function announceAll(core: WaysCore, at: OpenUplink, out: Effect[]): void {
  const orcNames = [...core.arp.orcNames(), ...core.arp.ways.orcNames()].sort(byUnit);
  for (const orcName of orcNames) {
    const seen = orcName === core.arp.hall.orcName ? null : see(core, orcName);
    if (!isShown(seen, at.uplink)) continue;
    const send = (message: Message) => out.push({ kind: 'send', uplink: at.uplink, message });
    const arp = arpFor(core, seen, at);
    send({ kind: ':announce', orcName, arp });
    for (const lineId of linesOf(core, orcName)) send({ kind: ':conn-line', lineId, orcName, arp });
  }
}

type Send = (message: Message) => void;

/** Tells of an orc that the uplink was not shown before, or whose route was taken over. */
function tellWhole(core: WaysCore, orcName: OrcName, news: News, arp: Arp, send: Send): void {
  const { passed, firstLine = null } = news;
  if (firstLine !== null) return send({ kind: ':conn-line', lineId: firstLine, orcName, arp });
  const lines = linesOf(core, orcName);
  const makesRoute = passed?.kind === ':announce' || passed?.join === true;
  if (!makesRoute) return send({ kind: ':way', orcName, arp, lines });
  for (const lineId of lines) send({ kind: ':conn-line', lineId, orcName, arp });
}

/** Tells how an orc changed that the uplink was shown before. */
function tellChange(core: WaysCore, orcName: OrcName, news: News, arp: Arp, send: Send): void {
  const { before, passed, changes = UNCHANGED } = news;
  if (!passed && !isSamePath(before?.path ?? [], arp.path ?? []))
    return send({ kind: ':way', orcName, arp, lines: linesOf(core, orcName) });
  for (const lineId of changes.came) send({ kind: ':conn-line', lineId, orcName, arp });
  for (const lineId of changes.went) send({ kind: ':disconn-line', lineId, orcName });
}

const isSamePath = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((token, index) => token === other[index]);

/** Returns the lines of the orc by what is chosen, in ascending order. */
function linesOf({ arp }: WaysCore, orcName: OrcName): LineId[] {
  const way = arp.ways.chosen(orcName);
  return way ? [...way.lines].sort(byUnit) : arp.linesOf(orcName);
}

/** Returns what the node sees; of its client's orc, with what the client has just said. */
function seeAsSaid(core: WaysCore, orcName: OrcName, { said }: News): Told | null {
  const seen = see(core, orcName);
  if (!seen || !said || seen.path.length > 1) return seen;
  return { ...seen, hordes: addHorde(core.horde, said.hordes), nice: said.nice };
}

const arpFor = ({ token }: WaysCore, { path, hordes, nice }: Told, { port }: OpenUplink): Arp => ({
  token,
  port,
  hordes,
  nice,
  path,
});

/**
 * Returns the command for an uplink: with the path that is seen, else with the one that it came with. One that comes back to a node that
 * has begun anew, and does not see the orc, goes no further: a join would make ways above that nothing here backs. @clause WAYS-6 ARP-6
 */
function commandFor(
  core: WaysCore,
  orcName: OrcName,
  { name, join, told, from, stamp }: PassedCommand,
  seen: Told | null,
  at: OpenUplink,
): Message | null {
  const isSeen =
    seen !== null && (homeOf(seen.path) === homeOf(told.path) || isShown(seen, at.uplink));
  if (!isSeen && told.path.slice(1).includes(core.token)) return null;
  const subject = isSeen ? seen : passOn(core, told);
  const arp = { ...arpFor(core, subject, at), nice: told.nice };
  return { kind: 'command', name, orcName, arp, join, from, stamp };
}

/** Puts this node in front of a path that a lower node told. */
const passOn = ({ token, horde }: WaysCore, { path, hordes, nice }: Told): Told => ({
  path: path[0] === token ? path : [token, ...path],
  hordes: addHorde(horde, hordes),
  nice,
});
