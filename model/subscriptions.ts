/**
 * Subscriptions: `:conn-line` and `:disconn-line` (LINE-1 to LINE-5). They are counted at endpoints, or form a set
 * there (LINE-9). Nodes above learn only of an orc's first subscription to a line and of the end of its last.
 */
import type { Message } from '#spec';
import type { ArpEntry, NodeState, PairState } from './arp.ts';
import { entriesOf, refreshEntry } from './arp.ts';
import { countOf, holdsLine, setCount } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { outcomeOf, passOnArp, refuse, roleOf, sendUp } from './outcome.ts';

type ConnLine = Extract<Message, { readonly kind: ':conn-line' }>;
type DisconnLine = Extract<Message, { readonly kind: ':disconn-line' }>;

const entryOnPair = (node: NodeState, pair: PairState, orcName: string): ArpEntry =>
  node.entries.find((entry) => entry.orcName === orcName && entry.socket === pair.id) as ArpEntry;

/**
 * Adds one subscription to a line; the nodes above hear only of the orc's first.
 * @clause LINE-1 LINE-2 LINE-3 LINE-4 LINE-9 SAFE-2
 */
export function connectLine(node: NodeState, pair: PairState, conn: ConnLine): NodeOutcome {
  const { lineId, orcName, arp } = conn;
  const role = roleOf(entriesOf(node, orcName), pair);
  if (role === 'nested' || (role === 'other' && pair.node === null))
    return refuse(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`);
  if (role === 'other') return outcomeOf(node);
  const isFirst = !holdsLine(node, orcName, lineId);
  const refreshedNode = refreshEntry(node, pair, orcName, arp, false);
  const entry = entryOnPair(refreshedNode, pair, orcName);
  const isCounted = pair.node === null && node.hallPatterns === undefined;
  const count = isCounted ? countOf(entry, lineId) + 1 : 1;
  const after = setCount(refreshedNode, entry, lineId, count);
  return {
    node: after,
    effects: isFirst ? sendUp(after, { ...conn, arp: passOnArp(after, arp) }) : [],
  };
}

/**
 * Ends one subscription to a line; the nodes above hear only of the orc's last. @clause LINE-2 LINE-4 LINE-5 SAFE-2
 */
export function disconnectLine(
  node: NodeState,
  pair: PairState,
  disconn: DisconnLine,
): NodeOutcome {
  const { lineId, orcName } = disconn;
  const role = roleOf(entriesOf(node, orcName), pair);
  if (role === 'nested' || (role === 'other' && pair.node === null))
    return refuse(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`);
  if (role !== 'endpoint' && role !== 'lower') return outcomeOf(node);
  const entry = entryOnPair(node, pair, orcName);
  const count = countOf(entry, lineId);
  if (count === 0) return outcomeOf(node);
  const after = setCount(node, entry, lineId, count - 1);
  return { node: after, effects: holdsLine(after, orcName, lineId) ? [] : sendUp(after, disconn) };
}
