/**
 * Streams: the lines of a log as their order is known. One stream where it is known for all; else one for each who
 * recorded, with the settled moments as what everybody saw: no line is passed before those that stand above the last of these.
 */
import type { LoggedLine, LoggedRecord, Tracelog } from '#spec';

/** How many lines of each stream are accounted for. */
export type Cursors = readonly number[];

export interface Head {
  readonly stream: number;
  readonly line: number;
  readonly record: LoggedRecord;
}

export class Streams {
  readonly #streams: readonly (readonly LoggedLine[])[];
  readonly #isPerObserver: boolean;
  /** Some observers may have stopped before the others. */
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

  /** Nothing was recorded from here on, of what anybody may have done. */
  isEnded(cursors: Cursors): boolean {
    const isExhausted = (lines: readonly LoggedLine[], stream: number) =>
      cursors[stream] === lines.length;
    return this.#isUnfinished
      ? this.#streams.some(
          (lines, at) => (at > 0 || !this.#isPerObserver) && isExhausted(lines, at),
        )
      : this.#streams.every(isExhausted);
  }

  /** The lines that may come next. */
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

/** How many lines of the log are accounted for. */
export const progressOf = (cursors: Cursors): number =>
  cursors.reduce((sum, each) => sum + each, 0);
