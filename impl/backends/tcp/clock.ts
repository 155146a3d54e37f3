/**
 * The clock: everything in this folder that waits uses it to learn that time has passed. It stands apart so that a test can
 * replace it for every heartbeat, deadline and back-off.
 */

/** A function that cancels the wait; it has no effect once the task has run. */
export type Cancel = () => void;

export interface Clock {
  /** Runs the task once, after the delay. */
  schedule(delayMs: number, task: () => void): Cancel;
}

/** Real time. Its timers do not keep a process alive; sockets do. */
export const systemClock: Clock = {
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock for tests, whose time passes only by `advance`. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #tasks: { readonly atMs: number; readonly task: () => void }[] = [];

  schedule(delayMs: number, task: () => void): Cancel {
    const waiting = { atMs: this.#nowMs + delayMs, task };
    this.#tasks.push(waiting);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== waiting);
    };
  }

  /** Returns in how many milliseconds each waiting task is due, in ascending order. */
  get dueDelaysMs(): number[] {
    return this.#tasks.map(({ atMs }) => atMs - this.#nowMs).sort((a, b) => a - b);
  }

  /** Lets time pass and runs every task that falls due meanwhile, the earliest first. */
  advance(timeMs: number): void {
    const untilMs = this.#nowMs + timeMs;
    for (;;) {
      const next = this.#tasks
        .filter(({ atMs }) => atMs <= untilMs)
        .reduce<{ atMs: number; task: () => void } | null>(
          (first, each) => (first && first.atMs <= each.atMs ? first : each),
          null,
        );
      if (!next) break;
      this.#tasks = this.#tasks.filter((each) => each !== next);
      this.#nowMs = next.atMs;
      next.task();
    }
    this.#nowMs = untilMs;
  }
}
