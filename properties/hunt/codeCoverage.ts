/**
 * Code coverage: which parts of a router's own source have been executed in this process, as V8 counts it, block by
 * block. A part executed for the first time is something new, whatever the router answered. Reading the counters takes some
 * milliseconds, so a hunt reads them after some runs together, and of single runs only where there was something new.
 */
import { Session } from 'node:inspector/promises';

interface Block {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** For each function, which of its characters were executed. */
type Executed = ReadonlyMap<string, Uint8Array>;

export class CodeCoverage {
  readonly #session: Session;
  readonly #isOwn: (url: string) => boolean;
  /** For each function, which of its characters have been executed. */
  readonly #executed = new Map<string, Uint8Array>();
  /** What the last look found, by function, until it counts as executed. */
  #seen = new Map<string, Uint8Array>();

  private constructor(session: Session, isOwn: (url: string) => boolean) {
    this.#session = session;
    this.#isOwn = isOwn;
  }

  /** Starts the counters. `isOwn`: whether the script of this address belongs to the router under test. */
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

  /** Forgets what was executed since the last look, as by runs that are no part of the hunt. */
  async skip(): Promise<void> {
    await this.#session.post('Profiler.takePreciseCoverage');
  }

  /** The parts that were executed since the last look and never before that, each by where it begins. */
  async look(): Promise<string[]> {
    this.#seen = new Map();
    const fresh: string[] = [];
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    for (const { url, functions } of result) {
      if (!this.#isOwn(url)) continue;
      for (const { ranges } of functions) {
        const [whole] = ranges;
        if (!whole || whole.count === 0) continue;
        const key = `${url}:${whole.startOffset}-${whole.endOffset}`;
        for (const at of this.#newParts(key, whole, ranges)) fresh.push(`${key}+${at}`);
      }
    }
    return fresh;
  }

  /** Lets what the last look saw, or an earlier one, count as executed. */
  take(seen: Executed = this.#seen): void {
    for (const [key, executed] of seen) {
      const known = this.#executed.get(key);
      if (known) for (const [at, each] of executed.entries()) known[at] ||= each;
      else this.#executed.set(key, executed);
    }
  }

  /** What the last look saw, for when it is to count only after others. */
  get seen(): Executed {
    return this.#seen;
  }

  /** Where the parts of a function begin that are executed for the first time. Inner blocks come after outer ones. */
  #newParts(key: string, whole: Block, blocks: readonly Block[]): number[] {
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
    this.#seen.set(key, executed);
    return starts;
  }
}
