/**
 * Streams: the lines of a log, as far as their order is known. If the order of all lines is known, there is one stream; otherwise
 * there is one per observer. A settled moment is a barrier for all streams: the lines above it come before those below it. Lines
 * are taken from the log when they are needed, and forgotten when the search does not come back to them.
 */
import type { LoggedLine, LoggedRecord } from '#spec';
import type { Survey } from './survey.ts';

/** For each stream: for how many of its lines the model has accounted. */
export type Cursors = readonly number[];

export interface Head {
  readonly stream: number;
  readonly line: number;
  readonly record: LoggedRecord;
}

/** So many lines before and after a place are near it. */
const NEAR = 2000;

export class Streams {
  readonly #survey: Survey;
  readonly #source: Iterator<LoggedLine>;
  /** For each stream, the lines that are in memory, and how many came before them. */
  readonly #lines: LoggedLine[][];
  readonly #forgotten: number[];
  readonly #isPerObserver: boolean;
  /** The number of lines taken from the log, and for each barrier in memory how many lines there are up to and with it. */
  #takenCount = 0;
  readonly #takenAtBarrier: number[] = [];
  #latestForgotten: LoggedLine[] = [];

  constructor(survey: Survey, source: Iterator<LoggedLine>) {
    this.#survey = survey;
    this.#source = source;
    this.#isPerObserver = survey.header.order === 'per observer';
    this.#lines = survey.counts.map(() => []);
    this.#forgotten = survey.counts.map(() => 0);
  }

  get count(): number {
    return this.#lines.length;
  }

  get total(): number {
    return this.#survey.total;
  }

  /** The number of lines in memory. */
  get keptCount(): number {
    return this.#lines.reduce((sum, { length }) => sum + length, this.#latestForgotten.length);
  }

  initialCursors(): Cursors {
    return this.#lines.map(() => 0);
  }

  advanceCursor(cursors: Cursors, stream: number): Cursors {
    return cursors.map((each, at) => (at === stream ? each + 1 : each));
  }

  /** Whether nothing was recorded any more from this point on, so that every further observation may be missing. */
  isEnded(cursors: Cursors): boolean {
    const { counts, unfinished } = this.#survey;
    const isExhausted = (count: number, stream: number) => cursors[stream] === count;
    return unfinished
      ? counts.some((count, at) => (at > 0 || !this.#isPerObserver) && isExhausted(count, at))
      : counts.every(isExhausted);
  }

  /** Returns the lines that can come next. */
  heads(cursors: Cursors): Head[] {
    if (!this.#isPerObserver) {
      const next = this.#lineAt(0, cursors[0] ?? 0);
      return next ? [{ stream: 0, ...next }] : [];
    }
    // All lines up to the next barrier are in memory then.
    const moment = this.#lineAt(0, cursors[0] ?? 0);
    const all = cursors.flatMap((_, stream): Head[] => {
      const next = this.#kept(stream, cursors[stream] ?? 0);
      return next ? [{ stream, ...next }] : [];
    });
    if (!moment) return all;
    const before = all.filter((each) => each.line < moment.line);
    return before.length > 0 ? before : [{ stream: 0, ...moment }];
  }

  /**
   * Returns a place where the search may pause, as a number of lines: about so many lines further on, or, where there are observers, after
   * the next settled moment.
   */
  pauseAfter(cursors: Cursors, lineCount: number): number {
    if (!this.#isPerObserver) return Math.min(this.total, progressOf(cursors) + lineCount);
    const barrier = cursors[0] ?? 0;
    this.#lineAt(0, barrier);
    return this.#takenAtBarrier[barrier - (this.#forgotten[0] ?? 0)] ?? this.total;
  }

  /** Forgets the lines to which none of these cursors leads. */
  forget(all: readonly Cursors[]): void {
    for (const [stream, lines] of this.#lines.entries()) {
      const before = this.#forgotten[stream] ?? 0;
      const least = Math.min(...all.map((cursors) => cursors[stream] ?? 0));
      const gone = lines.splice(0, least - before);
      this.#forgotten[stream] = before + gone.length;
      if (stream === 0) this.#takenAtBarrier.splice(0, gone.length);
      this.#latestForgotten.push(...gone);
    }
    if (this.#latestForgotten.length > 2 * NEAR)
      this.#latestForgotten = this.#latestForgotten.slice(-NEAR);
  }

  /** Returns the lines near this place: the latest that were forgotten, those in memory, and the next ones. */
  linesNear(): readonly LoggedLine[] {
    for (let left = NEAR; left > 0 && this.#take(); left--);
    return [...this.#latestForgotten, ...this.#lines.flat()];
  }

  #lineAt(stream: number, cursor: number): LoggedLine | undefined {
    while (cursor >= (this.#forgotten[stream] ?? 0) + (this.#lines[stream]?.length ?? 0))
      if (!this.#take()) return undefined;
    return this.#kept(stream, cursor);
  }

  #kept(stream: number, cursor: number): LoggedLine | undefined {
    return this.#lines[stream]?.[cursor - (this.#forgotten[stream] ?? 0)];
  }

  /** Takes one more line from the log; false at its end. */
  #take(): boolean {
    const next = this.#source.next();
    if (next.done) return false;
    const { record } = next.value;
    this.#takenCount++;
    const isBarrier = this.#isPerObserver && record.kind === 'settled';
    if (isBarrier) this.#takenAtBarrier.push(this.#takenCount);
    const stream =
      this.#isPerObserver && !isBarrier ? this.#survey.streamOf.get(record.by ?? '') : 0;
    this.#lines[stream ?? 0]?.push(next.value);
    return true;
  }
}

/** Returns for how many lines of the log the model has accounted. */
export const progressOf = (cursors: Cursors): number => {
  let sum = 0;
  for (const each of cursors) sum += each;
  return sum;
};
