/**
 * Commands and announcements: how routes are learned, refreshed and taken over (ARP-2, ARP-4, ARP-5, ROUTE-7).
 * Lines play a part only where a takeover leaves the other endpoint's standing.
 */
import type { Effect, Message } from '#spec';
import type { Entry, NodeState, PairState } from './arp.ts';
import { entriesOf, refreshed, without } from './arp.ts';
import { linesOf } from './lines.ts';
import type { Outcome } from './outcome.ts';
import { deleteRoute, passedOn, standing, up } from './outcome.ts';

type Joining = Extract<Message, { readonly kind: 'command' | ':announce' }>;

/** @clause ARP-2 ARP-5 ROUTE-7 */
export function commanded(node: NodeState, pair: PairState, message: Joining): Outcome {
  const known = entriesOf(node, message.orcName);
  const stands = standing(known, pair);
  const joins = message.kind === ':announce' || message.join;
  const overtaken = joins && stands === 'other' ? overtakenBy(known, pair) : [];
  const cleared = overtaken.length > 0 ? without(node, (entry) => overtaken.includes(entry)) : node;
  const nested = joins ? false : stands === 'nested' || stands === 'other';
  const after =
    joins ||
    stands === 'endpoint' ||
    stands === 'lower' ||
    stands === 'nested' ||
    nests(known, pair)
      ? refreshed(cleared, pair, message.orcName, message.arp, nested)
      : cleared;
  const passed: Message = { ...message, arp: passedOn(after, message.arp) };
  const dispatched: Effect[] =
    message.kind === 'command'
      ? [{ kind: 'dispatch', name: message.name, orcName: message.orcName }]
      : [];
  if (overtaken.length === 0)
    return { node: after, effects: [...dispatched, ...up(after, passed)] };
  const { orcName } = message;
  const kept = linesOf(after, orcName).map(
    (lineId): Message => ({ kind: ':conn-line', lineId, orcName, arp: passed.arp }),
  );
  return {
    node: after,
    effects: [...dispatched, ...up(after, deleteRoute(orcName), passed, ...kept)],
  };
}

/** The entries a join on this pair takes over: endpoints and a lower node's entry never stand side by side. @clause ARP-4 ARP-5 */
function overtakenBy(known: readonly Entry[], pair: PairState): readonly Entry[] {
  if (pair.node !== null) return known;
  return known.filter((entry) => entry.lower || entry.backend === pair.backend);
}

/** A nested command makes an entry only where the orc has an endpoint, on a backend where it has none. @clause ROUTE-7 */
function nests(known: readonly Entry[], pair: PairState): boolean {
  return (
    pair.node === null &&
    known.some((entry) => !entry.nested && !entry.lower) &&
    !known.some((entry) => entry.backend === pair.backend)
  );
}
