/**
 * Code coverage: which parts of the router's own source have been executed in this process, from V8's counters of each
 * block. A part that is executed for the first time is new behaviour, whatever the router answered. Reading the
 * counters takes some milliseconds. So a hunt reads them once for a batch of runs, and for single runs only after a
 * batch that executed new parts.
 */
import { Session } from 'node:inspector/promises';

interface Block {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** For each function, one byte for each character of its source: 1 if the character was executed. */
type Executed = ReadonlyMap<string, Uint8Array>;

export class CodeCoverage {
  readonly #session: Session;
  readonly #isOwn: (url: string) => boolean;
  /** What counts as executed so far. */
  readonly #executed = new Map<string, Uint8Array>();
  /** What the last reading found, which counts as executed only after `markExecuted`. */
  #lastReading = new Map<string, Uint8Array>();

  private constructor(session: Session, isOwn: (url: string) => boolean) {
    this.#session = session;
    this.#isOwn = isOwn;
  }

  /** Starts the counters. `isOwn` tells whether the script of a URL belongs to the router under test. */
  static async start(isOwn: (url: string) => boolean): Promise<CodeCoverage> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return new CodeCoverage(session, isOwn);
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** Resets the counters, so that runs which are no part of the hunt (such as those of the shrinker) do not count. */
  async discardCounts(): Promise<void> {
    await this.#session.post('Profiler.takePreciseCoverage');
  }

  /**
   * Returns the places where the parts begin that were executed since the last reading and do not count as executed
   * yet.
   */
  async readNewParts(): Promise<string[]> {
    this.#lastReading = new Map();
    const newParts: string[] = [];
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    for (const { url, functions } of result) {
      if (!this.#isOwn(url)) continue;
      for (const { ranges } of functions) {
        const [whole] = ranges;
        if (!whole || whole.count === 0) continue;
        const key = `${url}:${whole.startOffset}-${whole.endOffset}`;
        for (const at of this.#findNewParts(key, whole, ranges)) newParts.push(`${key}+${at}`);
      }
    }
    return newParts;
  }

  /** Makes what the last reading found (or the given, earlier reading) count as executed from now on. */
  markExecuted(reading: Executed = this.#lastReading): void {
    for (const [key, executed] of reading) {
      const known = this.#executed.get(key);
      if (known) for (const [at, each] of executed.entries()) known[at] ||= each;
      else this.#executed.set(key, executed);
    }
  }

  /** What the last reading found. A caller keeps it to mark it as executed only after further readings. */
  get lastReading(): Executed {
    return this.#lastReading;
  }

  /**
   * Returns the offsets at which the function's newly executed parts begin. V8 lists an inner block after the blocks
   * around it, so the count of the inner block overwrites theirs.
   */
  #findNewParts(key: string, whole: Block, blocks: readonly Block[]): number[] {
    const length = whole.endOffset - whole.startOffset;
    const executed = new Uint8Array(length);
    for (const { startOffset, endOffset, count } of blocks)
      executed.fill(
        count > 0 ? 1 : 0,
        startOffset - whole.startOffset,
        endOffset - whole.startOffset,
      );
    const known = this.#executed.get(key);
    const starts: number[] = [];
    let isInside = false;
    for (let at = 0; at < length; at++) {
      const isNew = executed[at] === 1 && known?.[at] !== 1;
      if (isNew && !isInside) starts.push(at);
      isInside = isNew;
      if (known?.[at] === 1) executed[at] = 1;
    }
    this.#lastReading.set(key, executed);
    return starts;
  }
}
