/**
 * Departures: `:delete-route` and the end of endpoints (ROUTE-1 to ROUTE-5, ROUTE-7).
 * Nothing here removes another orc's route, and nothing is sent for what was not there.
 */
import type { Effect, Message, OrcName, PairId } from '#spec';
import type { Entry, NodeState, PairState } from './arp.ts';
import { entriesOf, pairState, without } from './arp.ts';
import { held, linesOf } from './lines.ts';
import type { Outcome } from './outcome.ts';
import { deleteRoute, refused, standing, unchanged, up } from './outcome.ts';

/** @clause ROUTE-1 ROUTE-2 ROUTE-3 SAFE-2 */
export function deleted(node: NodeState, pair: PairState, orcName: OrcName): Outcome {
  const known = entriesOf(node, orcName);
  switch (standing(known, pair)) {
    case 'unknown':
      return unchanged(node);
    case 'other':
      return pair.node === null
        ? refused(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`)
        : unchanged(node);
    case 'nested':
      return unchanged(
        without(node, (entry) => entry.orcName === orcName && entry.socket === pair.id),
      );
    case 'lower':
    case 'endpoint': {
      const left = without(node, (entry) => entry.orcName === orcName);
      const sent = up(left, deleteRoute(orcName));
      const emptied = known.filter(
        (entry) => !entry.nested && !entry.lower && bare(left, entry.socket),
      );
      return emptied.reduce<Outcome>((outcome, entry) => closed(outcome, entry.socket), {
        node: left,
        effects: sent,
      });
    }
  }
}

/** Whether a client's pair is left without any orc's endpoint. */
function bare(node: NodeState, pair: PairId): boolean {
  return !node.entries.some((entry) => entry.socket === pair && !entry.nested);
}

/** The last orc that leaves closes the pair, and what was nested on it goes along (ADR 1.9). */
function closed({ node, effects }: Outcome, pair: PairId): Outcome {
  if (!pairState(node, pair)) return { node, effects };
  const left = without(node, (entry) => entry.socket === pair);
  const close: Effect = { kind: 'close', pair, reason: 'its last orc has left' };
  return {
    node: { ...left, pairs: left.pairs.filter((each) => each.id !== pair) },
    effects: [...effects, close],
  };
}

/** One entry ends: with the last endpoint the whole route, else only the lines nobody holds any more. @clause ROUTE-4 ROUTE-7 */
export function endpointEnded(node: NodeState, ended: Entry): Outcome {
  const { orcName } = ended;
  const left = without(node, (entry) => entry.orcName === orcName && entry.socket === ended.socket);
  if (!left.entries.some((entry) => entry.orcName === orcName && !entry.nested)) {
    const gone = without(left, (entry) => entry.orcName === orcName);
    return { node: gone, effects: up(gone, deleteRoute(orcName)) };
  }
  const withdrawn = linesOf(node, orcName)
    .filter((lineId) => !held(left, orcName, lineId))
    .map((lineId): Message => ({ kind: ':disconn-line', lineId, orcName }));
  return { node: left, effects: up(left, ...withdrawn) };
}
