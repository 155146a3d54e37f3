/**
 * Holdings: when an endpoint, or a greathall, held each line. Separate from the timeline, which reads from the log what they hold.
 */
import type { LineId } from '../words/names.ts';
import type { Span } from './span.ts';
import { endSpan, NEVER, startSpan } from './span.ts';

export interface Holding extends Span {
  readonly lineId: LineId;
}

/** Makes the holdings match the present lines. What was subscribed to last ends first, so the oldest holding lasts as long as the line. */
export function updateHoldings(
  holdings: Holding[],
  lines: ReadonlyMap<LineId, number>,
  at: number,
  sure: number,
  rest: number,
): void {
  const open = new Map<LineId, Holding[]>();
  for (const each of holdings)
    if (each.ending === NEVER) open.set(each.lineId, [...(open.get(each.lineId) ?? []), each]);
  for (const [lineId, own] of open)
    for (const holding of own.slice(lines.get(lineId) ?? 0)) endSpan([holding], at, rest);
  for (const [lineId, count] of lines)
    for (let held = open.get(lineId)?.length ?? 0; held < count; held++)
      holdings.push({ lineId, ...startSpan(at, sure) });
}
