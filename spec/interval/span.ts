/**
 * Spans: when something was requested, when it was surely in place, when its end became possible, and when it was surely over.
 * "Must" and "may" are computed from these times, whatever it is that the spans describe.
 */

/**
 * The time in which an attachment, a subscription, a name or a link was in place, as four moments in ascending order. A moment
 * that has not come is infinite.
 */
export interface Span {
  /** When its start was requested: from this moment on, it may be in place. */
  readonly from: number;
  /** Its start is known to be settled: from here on it surely is in place. */
  readonly sure: number;
  /** Its end was requested or became possible. */
  ending: number;
  /** Its end is known to be settled. */
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

/** Whether the span surely lasted from p0 to q: settled before p0, with no end requested or possible before q. */
export const coversSurely = ({ sure, ending }: Span, p0: number, q: number): boolean =>
  sure < p0 && ending > q;

/** Whether the span may have lasted at some time from p0 to q. */
export const coversPerhaps = ({ from, over }: Span, p0: number, q: number): boolean =>
  from <= q && p0 <= over;

/** Ends the last span, unless it is already known to be over. */
export function endSpan(spans: readonly Span[], at: number, over: number): void {
  const last = spans.at(-1);
  if (!last || last.over !== NEVER) return;
  last.ending = Math.min(last.ending, at);
  last.over = over;
}

/** Notes that the last span may have ended at this moment or later, and that nobody can know whether it has. */
export function doubtSpan(spans: readonly Span[], at: number): void {
  const last = spans.at(-1);
  if (last) last.ending = Math.min(last.ending, at);
}

/** Begins a new span at `at`. The last span surely ends by the time `rest`, when the new one is settled. */
export function renewSpan(spans: Span[], at: number, rest: number): void {
  endSpan(spans, at, rest);
  spans.push(startSpan(at, rest));
}
