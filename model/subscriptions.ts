/**
 * Subscriptions: `:conn-line` and `:disconn-line` (LINE-1 to LINE-5).
 * Counted at endpoints, membership above; passed on only by the orc's first and last.
 */
import type { Message } from '#spec';
import type { Entry, NodeState, PairState } from './arp.ts';
import { entriesOf, refreshed } from './arp.ts';
import { counted, countOf, held } from './lines.ts';
import type { Outcome } from './outcome.ts';
import { passedOn, refused, standing, unchanged, up } from './outcome.ts';

type Conn = Extract<Message, { readonly kind: ':conn-line' }>;
type Disconn = Extract<Message, { readonly kind: ':disconn-line' }>;

const onPair = (node: NodeState, pair: PairState, orcName: string): Entry =>
  node.entries.find((entry) => entry.orcName === orcName && entry.socket === pair.id) as Entry;

/** @clause LINE-1 LINE-2 LINE-3 LINE-4 SAFE-2 */
export function connected(node: NodeState, pair: PairState, conn: Conn): Outcome {
  const { lineId, orcName, arp } = conn;
  const stands = standing(entriesOf(node, orcName), pair);
  if (stands === 'nested' || (stands === 'other' && pair.node === null))
    return refused(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`);
  if (stands === 'other') return unchanged(node);
  const first = !held(node, orcName, lineId);
  const learned = refreshed(node, pair, orcName, arp, false);
  const entry = onPair(learned, pair, orcName);
  const count = pair.node === null ? countOf(entry, lineId) + 1 : 1;
  const after = counted(learned, entry, lineId, count);
  return {
    node: after,
    effects: first ? up(after, { ...conn, arp: passedOn(after, arp) }) : [],
  };
}

/** @clause LINE-2 LINE-4 LINE-5 SAFE-2 */
export function disconnected(node: NodeState, pair: PairState, disconn: Disconn): Outcome {
  const { lineId, orcName } = disconn;
  const stands = standing(entriesOf(node, orcName), pair);
  if (stands === 'nested' || (stands === 'other' && pair.node === null))
    return refused(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`);
  if (stands !== 'endpoint' && stands !== 'lower') return unchanged(node);
  const entry = onPair(node, pair, orcName);
  const count = countOf(entry, lineId);
  if (count === 0) return unchanged(node);
  const after = counted(node, entry, lineId, count - 1);
  return { node: after, effects: held(after, orcName, lineId) ? [] : up(after, disconn) };
}
