/**
 * Spans: from when something was asked for and surely there, to when its end was possible and surely over.
 * The arithmetic of "must" and "may", apart from what it is said of.
 */

/** Moments in ascending order; infinite for what has not come. */
export interface Span {
  /** Asked for: from here on it may be. */
  readonly from: number;
  /** Known to be settled: after it, it must be. */
  readonly sure: number;
  /** An end was asked for or became possible. */
  ending: number;
  /** The end is known to be settled. */
  over: number;
}

export const NEVER = Number.POSITIVE_INFINITY;
export const ALWAYS = Number.NEGATIVE_INFINITY;

export const startSpan = (from: number, sure: number): Span => ({
  from,
  sure,
  ending: NEVER,
  over: NEVER,
});

/** Settled before the first moment, and no end asked for or possible before the last. */
export const coversSurely = ({ sure, ending }: Span, p0: number, q: number): boolean =>
  sure < p0 && ending > q;

/** There, perhaps, at some time from the first moment to the last. */
export const coversPerhaps = ({ from, over }: Span, p0: number, q: number): boolean =>
  from <= q && p0 <= over;

/** Ends the last span, if it is not known to be over. */
export function endSpan(spans: readonly Span[], at: number, over: number): void {
  const last = spans.at(-1);
  if (!last || last.over !== NEVER) return;
  last.ending = Math.min(last.ending, at);
  last.over = over;
}

/** From here on the last span may have ended, and may not. */
export function doubtSpan(spans: readonly Span[], at: number): void {
  const last = spans.at(-1);
  if (last) last.ending = Math.min(last.ending, at);
}

/** A new span; what was before it is over by then. */
export function renewSpan(spans: Span[], at: number, rest: number): void {
  endSpan(spans, at, rest);
  spans.push(startSpan(at, rest));
}
