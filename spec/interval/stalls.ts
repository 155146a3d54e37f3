/**
 * Stalls: when the client of each pair did not read, according to the requests. What is published for it meanwhile need not come, and
 * may come late. Separate from the timeline of the orcs, because a stall takes nothing from whoever is behind the pair.
 * @clause EVENT-13 EVENT-14
 */
import type { History } from '../audience/attachments.ts';
import type { PairId } from '../words/names.ts';
import type { Span } from './span.ts';
import { coversPerhaps, endSpan, startSpan } from './span.ts';

export class Stalls {
  readonly #spans = new Map<PairId, Span[]>();

  /** A stall may begin as soon as it is asked for, and may last until its end is settled. */
  update(before: History, after: History, at: number, rest: number): void {
    if (before.stalled === after.stalled) return;
    for (const pair of before.stalled)
      if (!after.stalled.includes(pair)) endSpan(this.#spans.get(pair) ?? [], at, rest);
    for (const pair of after.stalled)
      if (!before.stalled.includes(pair))
        this.#spans.set(pair, [...(this.#spans.get(pair) ?? []), startSpan(at, rest)]);
  }

  /** Returns until when an event that was in flight from p0 to q may have waited on the pair; null if it did not stall meanwhile. */
  latest(pair: PairId, p0: number, q: number): number | null {
    const meanwhile = (this.#spans.get(pair) ?? []).filter((each) => coversPerhaps(each, p0, q));
    return meanwhile.length === 0 ? null : Math.max(...meanwhile.map(({ over }) => over));
  }

  /** Returns the pairs that may have stalled from p0 to q. */
  during(p0: number, q: number): ReadonlySet<PairId> {
    return new Set([...this.#spans.keys()].filter((pair) => this.latest(pair, p0, q) !== null));
  }
}
