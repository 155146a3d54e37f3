/**
 * Departures: `:delete-route` and the end of endpoints (ROUTE-1 to ROUTE-5, ROUTE-7). Nothing here removes another
 * orc's route, and nothing is sent up for a route that was not there.
 */
import type { Effect, Message, OrcName, PairId } from '#spec';
import type { ArpEntry, NodeState, PairState } from './arp.ts';
import { entriesOf, pairState, removeEntries } from './arp.ts';
import { holdsLine, linesOf } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { deleteRouteMessage, outcomeOf, refuse, roleOf, sendUp } from './outcome.ts';

/**
 * Handles a `:delete-route`: removes the orc from the table, if this pair may speak for the orc.
 * @clause ROUTE-1 ROUTE-2 ROUTE-3 SAFE-2
 */
export function removeOrc(node: NodeState, pair: PairState, orcName: OrcName): NodeOutcome {
  const known = entriesOf(node, orcName);
  switch (roleOf(known, pair)) {
    case 'unknown':
      return outcomeOf(node);
    case 'other':
      return pair.node === null
        ? refuse(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`)
        : outcomeOf(node);
    case 'nested':
      return outcomeOf(
        removeEntries(node, (entry) => entry.orcName === orcName && entry.socket === pair.id),
      );
    case 'lower':
    case 'endpoint': {
      const left = removeEntries(node, (entry) => entry.orcName === orcName);
      const sends = sendUp(left, deleteRouteMessage(orcName));
      const emptiedEntries = known.filter(
        (entry) => !entry.nested && !entry.lower && lacksEndpoint(left, entry.socket),
      );
      return emptiedEntries.reduce<NodeOutcome>(
        (outcome, entry) => closePair(outcome, entry.socket),
        {
          node: left,
          effects: sends,
        },
      );
    }
  }
}

/** Whether the pair is a client's and no orc has an endpoint on it any more. */
function lacksEndpoint(node: NodeState, pair: PairId): boolean {
  return !node.entries.some((entry) => entry.socket === pair && !entry.nested);
}

/** Closes a pair that its last orc has left, and removes nested entries that came by it (ADR 1.9). */
function closePair({ node, effects }: NodeOutcome, pair: PairId): NodeOutcome {
  if (!pairState(node, pair)) return { node, effects };
  const left = removeEntries(node, (entry) => entry.socket === pair);
  const close: Effect = { kind: 'close', pair, reason: 'its last orc has left' };
  return {
    node: { ...left, pairs: left.pairs.filter((each) => each.id !== pair) },
    effects: [...effects, close],
  };
}

/**
 * Ends one entry: with the orc's last endpoint its whole route goes, otherwise only the lines that no other entry
 * holds.
 * @clause ROUTE-4 ROUTE-7
 */
export function endEndpoint(node: NodeState, endedEntry: ArpEntry): NodeOutcome {
  const { orcName } = endedEntry;
  const left = removeEntries(
    node,
    (entry) => entry.orcName === orcName && entry.socket === endedEntry.socket,
  );
  if (!left.entries.some((entry) => entry.orcName === orcName && !entry.nested)) {
    const nodeWithout = removeEntries(left, (entry) => entry.orcName === orcName);
    return { node: nodeWithout, effects: sendUp(nodeWithout, deleteRouteMessage(orcName)) };
  }
  const withdrawals = linesOf(node, orcName)
    .filter((lineId) => !holdsLine(left, orcName, lineId))
    .map((lineId): Message => ({ kind: ':disconn-line', lineId, orcName }));
  return { node: left, effects: sendUp(left, ...withdrawals) };
}
