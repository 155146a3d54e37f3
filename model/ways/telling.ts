/**
 * Telling: what goes up after an input, from what each uplink had been shown before it and what it is shown now (WAYS-3, WAYS-4). Both
 * follow from the node's state, so nothing is remembered of what was sent.
 */
import type { Arp, Effect, LineId, Message, OrcName, Path } from '#spec';
import type { UplinkState } from '../arp.ts';
import { deleteRouteMessage, sendOn } from '../outcome.ts';
import type { Seen, WaysNode } from './state.ts';
import { homeOf, seenOf, withHorde } from './state.ts';

/** A message that is passed up, if it tells of the orc or has to be heard everywhere. */
type Passed = Extract<Message, { readonly kind: 'command' | ':announce' }>;

/** What happened to an orc, besides what the node's state shows. */
export interface Cause {
  readonly passed?: Passed;
  /** A takeover: what the uplinks were shown is over (ARP-5). */
  readonly isTakeover?: boolean;
  /** The orc became known by a `:conn-line`, its first word here. */
  readonly isFirstWord?: boolean;
}

/** Returns what an uplink is shown of an orc that the node sees so. @clause WAYS-3 */
const shownTo = (uplink: UplinkState, seen: Seen | null): Seen | null =>
  seen && !seen.path.includes(uplink.token) ? seen : null;

const arpOf = (node: WaysNode, { path, hordes, nice }: Omit<Seen, 'lines'>): Arp => ({
  token: node.token,
  port: null,
  hordes,
  nice,
  path,
});

const missing = (lines: readonly LineId[], others: readonly LineId[]) =>
  lines.filter((each) => !others.includes(each));

/** Returns the messages that tell every uplink that is up how the orc has changed. @clause WAYS-4 WAYS-6 ARP-5 */
export function tellChange(
  before: WaysNode,
  after: WaysNode,
  orcName: OrcName,
  cause: Cause,
): Effect[] {
  const [seenBefore, seenNow] = [seenOf(before, orcName), seenOf(after, orcName)];
  return after.uplinks
    .filter(({ up }) => up)
    .flatMap((uplink) => {
      const was = shownTo(uplink, seenBefore);
      const is = shownTo(uplink, seenNow);
      const messages = is
        ? showOrc(after, orcName, was, is, cause)
        : was
          ? [deleteRouteMessage(orcName)]
          : [];
      const { passed } = cause;
      // A command has to be heard at every node above, whether or not the uplink is shown the orc.
      const isTold = messages.some(({ kind }) => kind === 'command');
      const arp = passed?.kind === 'command' && !isTold ? unshownArp(after, passed, seenNow) : null;
      const unshown = passed && arp ? [{ ...passed, arp }] : [];
      return [...messages, ...unshown].map((message) => sendOn(uplink, message));
    });
}

/** Tells one uplink of an orc that it is shown now. */
function showOrc(
  node: WaysNode,
  orcName: OrcName,
  was: Seen | null,
  is: Seen,
  { passed, isTakeover, isFirstWord }: Cause,
): Message[] {
  const arp = arpOf(node, is);
  const connect = (lines: readonly LineId[]) =>
    lines.map((lineId): Message => ({ kind: ':conn-line', lineId, orcName, arp }));
  const told: Message[] = passed ? [{ ...passed, arp: { ...arp, nice: passed.arp.nice } }] : [];
  const way: Message = { kind: ':way', orcName, arp, lines: is.lines };
  if (!was || isTakeover) {
    const first = passed || isFirstWord ? [...told, ...connect(is.lines)] : [way];
    return was ? [deleteRouteMessage(orcName), ...first] : first;
  }
  if (!passed && !isSamePath(was.path, is.path)) return [way];
  const withdrawn = missing(was.lines, is.lines).map(
    (lineId): Message => ({ kind: ':disconn-line', lineId, orcName }),
  );
  return [...told, ...connect(missing(is.lines, was.lines)), ...withdrawn];
}

const isSamePath = (one: Path, other: Path) => one.join('\n') === other.join('\n');

/**
 * Returns the arp of a command for an uplink that is not shown its orc: the path seen here if that leads to where the command comes from,
 * else the command's own path from here. Null if the command was here before and the node has forgotten it: it goes no further, as a join
 * would make ways above that nothing here backs. @clause WAYS-6
 */
function unshownArp(node: WaysNode, passed: Passed, seen: Seen | null): Arp | null {
  const { path = [], hordes, nice } = passed.arp;
  if (seen && homeOf(seen) === path.at(-1)) return arpOf(node, { ...seen, nice });
  const isOwn = path[0] === node.token;
  if (path.includes(node.token) && !isOwn) return null;
  const here = isOwn ? path : [node.token, ...path];
  return arpOf(node, { path: here, hordes: withHorde(node, hordes), nice });
}

/** Announces to an uplink that came up every orc that it is shown, with its lines. @clause HEAL-1 WAYS-3 */
export function announceTo(
  node: WaysNode,
  uplink: UplinkState,
  orcs: readonly OrcName[],
): Effect[] {
  return orcs.flatMap((orcName) => {
    const seen = shownTo(uplink, seenOf(node, orcName));
    if (!seen) return [];
    const passed: Passed = { kind: ':announce', orcName, arp: arpOf(node, seen) };
    return showOrc(node, orcName, null, seen, { passed }).map((message) => sendOn(uplink, message));
  });
}
