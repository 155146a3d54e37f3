/**
 * Streams: the lines of a log, as far as their order is known. If the order of all lines is known, there is one stream; otherwise
 * there is one per observer. A settled moment is a barrier for all streams: the lines above it come before those below it.
 */
import type { LoggedLine, LoggedRecord, Tracelog } from '#spec';

/** For each stream: for how many of its lines the model has accounted. */
export type Cursors = readonly number[];

export interface Head {
  readonly stream: number;
  readonly line: number;
  readonly record: LoggedRecord;
}

export class Streams {
  readonly #streams: readonly (readonly LoggedLine[])[];
  readonly #isPerObserver: boolean;
  /** Whether recording may have stopped earlier for some observers than for others. */
  readonly #isUnfinished: boolean;
  readonly total: number;

  constructor({ header, lines, unfinished }: Tracelog) {
    this.#isUnfinished = unfinished;
    this.total = lines.length;
    this.#isPerObserver = header.order === 'per observer';
    if (!this.#isPerObserver) {
      this.#streams = [lines];
      return;
    }
    const by = new Map<string, LoggedLine[]>();
    for (const each of lines) {
      if (each.record.kind === 'settled') continue;
      const own = by.get(each.record.by ?? '') ?? [];
      own.push(each);
      by.set(each.record.by ?? '', own);
    }
    this.#streams = [lines.filter(({ record }) => record.kind === 'settled'), ...by.values()];
  }

  get count(): number {
    return this.#streams.length;
  }

  initialCursors(): Cursors {
    return this.#streams.map(() => 0);
  }

  advanceCursor(cursors: Cursors, stream: number): Cursors {
    return cursors.map((each, at) => (at === stream ? each + 1 : each));
  }

  /** Whether nothing was recorded any more from this point on, so that every further observation may be missing. */
  isEnded(cursors: Cursors): boolean {
    const isExhausted = (lines: readonly LoggedLine[], stream: number) =>
      cursors[stream] === lines.length;
    return this.#isUnfinished
      ? this.#streams.some(
          (lines, at) => (at > 0 || !this.#isPerObserver) && isExhausted(lines, at),
        )
      : this.#streams.every(isExhausted);
  }

  /** Returns the lines that can come next. */
  heads(cursors: Cursors): Head[] {
    const all = this.#streams.flatMap((lines, stream): Head[] => {
      const next = lines[cursors[stream] ?? 0];
      return next ? [{ stream, ...next }] : [];
    });
    if (!this.#isPerObserver) return all;
    const moment = all.find(({ stream }) => stream === 0);
    if (!moment) return all;
    const before = all.filter((each) => each.line < moment.line);
    return before.length > 0 ? before : [moment];
  }
}

/** Returns for how many lines of the log the model has accounted. */
export const progressOf = (cursors: Cursors): number =>
  cursors.reduce((sum, each) => sum + each, 0);
