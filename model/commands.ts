/**
 * Commands and announcements: how routes are learned, refreshed and taken over (ARP-2, ARP-4, ARP-5, ROUTE-7). They
 * touch lines only where a takeover leaves another endpoint of the orc in place.
 */
import type { Effect, Message } from '#spec';
import type { ArpEntry, NodeState, PairState } from './arp.ts';
import { entriesOf, refreshEntry, removeEntries } from './arp.ts';
import { linesOf } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { deleteRouteMessage, passOnArp, roleOf, sendUp } from './outcome.ts';

type RouteMessage = Extract<Message, { readonly kind: 'command' | ':announce' }>;

/** Handles a command or an announcement from below. @clause ARP-2 ARP-5 ROUTE-7 */
export function handleCommand(
  node: NodeState,
  pair: PairState,
  message: RouteMessage,
): NodeOutcome {
  const known = entriesOf(node, message.orcName);
  const role = roleOf(known, pair);
  const isJoin = message.kind === ':announce' || message.join;
  const overtaken = isJoin && role === 'other' ? overtakenEntries(known, pair) : [];
  const clearedNode =
    overtaken.length > 0 ? removeEntries(node, (entry) => overtaken.includes(entry)) : node;
  const nested = isJoin ? false : role === 'nested' || role === 'other';
  const after =
    isJoin || role === 'endpoint' || role === 'lower' || role === 'nested' || canNest(known, pair)
      ? refreshEntry(clearedNode, pair, message.orcName, message.arp, nested)
      : clearedNode;
  const passedMessage: Message = { ...message, arp: passOnArp(after, message.arp) };
  const dispatches: Effect[] =
    message.kind === 'command'
      ? [{ kind: 'dispatch', name: message.name, orcName: message.orcName }]
      : [];
  if (overtaken.length === 0)
    return { node: after, effects: [...dispatches, ...sendUp(after, passedMessage)] };
  const { orcName } = message;
  const keptLines = linesOf(after, orcName).map(
    (lineId): Message => ({ kind: ':conn-line', lineId, orcName, arp: passedMessage.arp }),
  );
  return {
    node: after,
    effects: [
      ...dispatches,
      ...sendUp(after, deleteRouteMessage(orcName), passedMessage, ...keptLines),
    ],
  };
}

/** Whether a join on this pair takes the route over from another one (ARP-5). */
export const isTakeoverBy = (known: readonly ArpEntry[], pair: PairState): boolean =>
  roleOf(known, pair) === 'other' && overtakenEntries(known, pair).length > 0;

/**
 * Returns the entries that a join on this pair takes over: an orc never has both endpoint entries and an entry by a
 * lower node. @clause ARP-4 ARP-5
 */
function overtakenEntries(known: readonly ArpEntry[], pair: PairState): readonly ArpEntry[] {
  if (pair.node !== null) return known;
  return known.filter((entry) => entry.lower || entry.backend === pair.backend);
}

/**
 * Whether a nested command makes an entry: only if the orc has an endpoint here, and none on this backend.
 * @clause ROUTE-7
 */
function canNest(known: readonly ArpEntry[], pair: PairState): boolean {
  return (
    pair.node === null &&
    known.some((entry) => !entry.nested && !entry.lower) &&
    !known.some((entry) => entry.backend === pair.backend)
  );
}
