/**
 * The clock: how whatever waits in this folder is told that time has passed.
 * It stands apart so that a test can be the clock: no heart-beat, deadline or back-off reads another.
 */

/** Ends the wait; nothing happens once the task has run. */
export type Cancel = () => void;

export interface Clock {
  /** Runs the task once, so many milliseconds later. */
  schedule(delayMs: number, task: () => void): Cancel;
}

/** Real time. What waits does not keep a process alive; its sockets do. */
export const systemClock: Clock = {
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** Time that passes when it is told to. */
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

  /** When the waiting tasks are due, from now. */
  get dueDelaysMs(): number[] {
    return this.#tasks.map(({ atMs }) => atMs - this.#nowMs).sort((a, b) => a - b);
  }

  /** Everything that falls due meanwhile runs, the earliest first. */
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
