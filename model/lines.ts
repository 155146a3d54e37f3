/**
 * Lines in one node's table: which orc holds which line. At endpoints the subscriptions are counted, above only whether
 * there is one (LINE-2). Pure reducers over the ARP table; what is passed on to other nodes is decided elsewhere.
 */

import type { LineId, OrcName } from '#spec';
import { byUnit } from '#spec';
import type { ArpEntry, HeldLine, NodeState } from './arp.ts';

/** Whether the orc holds the line by any of its entries. @clause LINE-4 */
export function holdsLine(node: NodeState, orcName: OrcName, lineId: LineId): boolean {
  return node.entries.some((entry) => entry.orcName === orcName && countOf(entry, lineId) > 0);
}

export function countOf(entry: ArpEntry, lineId: LineId): number {
  return entry.lines.find((each) => each.lineId === lineId)?.count ?? 0;
}

/** Returns every line the orc holds, by any of its entries, in ascending order. */
export function linesOf(node: NodeState, orcName: OrcName): LineId[] {
  const lines = new Set<LineId>();
  for (const entry of node.entries)
    if (entry.orcName === orcName) for (const each of entry.lines) lines.add(each.lineId);
  return [...lines].sort(byUnit);
}

/** Sets the count of a line in an entry; 0 removes the line (LINE-5). @clause LINE-2 LINE-5 LINE-8 */
export function setCount(
  node: NodeState,
  entry: ArpEntry,
  lineId: LineId,
  count: number,
): NodeState {
  const lines: HeldLine[] = entry.lines.filter((each) => each.lineId !== lineId);
  if (count > 0) lines.push({ lineId, count });
  lines.sort((left, right) => byUnit(left.lineId, right.lineId));
  const entries = node.entries.with(node.entries.indexOf(entry), { ...entry, lines });
  return { ...node, entries };
}
