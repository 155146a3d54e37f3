/**
 * Renames: an orc takes its final name on its only endpoint (ARP-8). To the nodes above, the new name joins and
 * announces its lines before the old one is deleted.
 */

import type { Message } from '#spec';
import { RENAMED } from '#spec';
import type { NodeState, PairState } from './arp.ts';
import { entriesOf, renameEntries } from './arp.ts';
import { linesOf } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { deleteRouteMessage, passOnArp, refuse, roleOf, sendUp } from './outcome.ts';

/** Gives the orc another name, if this pair may speak for the orc and the name is not taken. @clause ARP-8 SAFE-2 */
export function renameOrc(
  node: NodeState,
  pair: PairState,
  { orcName, to }: Extract<Message, { readonly kind: ':rename' }>,
): NodeOutcome {
  const known = entriesOf(node, orcName);
  if (roleOf(known, pair) !== 'endpoint')
    return refuse(node, 'NOT_YOURS', `${pair.id} is no endpoint of ${orcName}`);
  if (known.filter((entry) => !entry.nested).length > 1)
    return refuse(node, 'TWO_ENDPOINTS', `${orcName} has two endpoints here`);
  if (entriesOf(node, to).length > 0) return refuse(node, 'NAME_TAKEN', `${to} is known here`);
  const after = renameEntries(node, orcName, to);
  const nice = known[0]?.nice ?? 0;
  const arp = passOnArp(after, { hordes: [], nice });
  const command: Message = { kind: 'command', name: RENAMED, orcName: to, arp, join: true };
  const lines = linesOf(after, to).map(
    (lineId): Message => ({ kind: ':conn-line', lineId, orcName: to, arp }),
  );
  return { node: after, effects: sendUp(after, command, ...lines, deleteRouteMessage(orcName)) };
}
