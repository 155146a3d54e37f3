/**
 * The search onward: follows the likeliest run of the model through a log that leaves many states possible at a time, such as one without
 * settled moments, and goes back a little where the run ends. It stands apart from the exact search because it can only accept: what it
 * gives up or forgets may have been another run. So its memory is bounded and its time grows with the log.
 */
import type { Expansion } from './expansion.ts';
import { forgetPast } from './forgetting.ts';
import type { Possibility, SearchProgress } from './possibility.ts';
import type { Streams } from './streams.ts';
import { progressOf } from './streams.ts';

/** So many lines it can go back. */
const KEPT_LINES = 5000;
const FORGET_EVERY_LINES = 256;
/** The most states that are recognised when they come again. What is forgotten is only looked at once more. */
const KNOWN_STATES = 10_000;

interface OnwardOptions {
  /** The most states to look at before one more line is accounted for. */
  readonly states: number;
  readonly stopped: () => boolean;
  readonly keyOf: (possibility: Possibility) => string;
  readonly onProgress: (progress: SearchProgress) => void;
}

export class OnwardSearch {
  /** Whether lines were forgotten, so that no other search can begin where this one did. */
  hasForgotten = false;
  visitedCount = 0;
  readonly #streams: Streams;
  readonly #expansion: Expansion;
  readonly #options: OnwardOptions;
  readonly #first: number;
  #visited = new Set<string>();
  #stack: Possibility[];
  /** The most lines that were accounted for, how many they were when it last forgot, and the states looked at since the last line. */
  #furthest: number;
  #forgottenAt: number;
  #stateCount = 0;

  constructor(
    known: readonly Possibility[],
    streams: Streams,
    expansion: Expansion,
    options: OnwardOptions,
  ) {
    [this.#streams, this.#expansion, this.#options] = [streams, expansion, options];
    // Ids that pass in this run have not passed in any other.
    const past = known[0]?.bindings.past.fork();
    this.#stack = known
      .map((each) => ({ ...each, bindings: { ...each.bindings, ...(past ? { past } : {}) } }))
      .reverse();
    this.#first = Math.min(...known.map(({ cursors }) => progressOf(cursors)));
    this.#furthest = this.#first;
    this.#forgottenAt = this.#first;
  }

  /** Whether it has found a run that accounts for the whole log. */
  run(): boolean {
    const { states, stopped } = this.#options;
    for (let here = this.#stack.pop(); here; here = this.#stack.pop()) {
      if (stopped()) return false;
      if (!this.#isNew(here)) continue;
      const progress = progressOf(here.cursors);
      if (progress === this.#streams.total) return true;
      if (progress > this.#furthest) {
        this.#furthest = progress;
        this.#stateCount = 0;
      } else if (++this.#stateCount > states) return false;
      if (progress === this.#furthest && progress >= this.#forgottenAt + FORGET_EVERY_LINES)
        here = this.#forget(here);
      this.#stack.push(...this.#expansion.expand(here, 0).reverse());
    }
    return false;
  }

  #isNew(here: Possibility): boolean {
    const key = this.#options.keyOf(here);
    if (this.#visited.has(key)) return false;
    if (this.#visited.size >= KNOWN_STATES) this.#visited = new Set();
    this.#visited.add(key);
    this.visitedCount++;
    return true;
  }

  /** Forgets what is far behind. Returns the state without what has passed in it. */
  #forget(here: Possibility): Possibility {
    this.#forgottenAt = this.#furthest;
    const [left = here] = forgetPast([here]);
    if (this.#furthest > this.#first + KEPT_LINES) {
      this.hasForgotten = true;
      this.#stack = this.#stack.filter(
        ({ cursors }) => progressOf(cursors) >= this.#furthest - KEPT_LINES,
      );
      const all = [...this.#stack, left];
      this.#streams.forget(all.map(({ cursors }) => cursors));
      const heads = all.flatMap(({ cursors }) => this.#streams.heads(cursors));
      this.#expansion.forget(Math.min(...heads.map(({ line }) => line)), all);
    }
    this.#options.onProgress({
      lines: this.#furthest,
      total: this.#streams.total,
      kept: { states: this.#stack.length, lines: this.#streams.keptCount },
    });
    return left;
  }
}
