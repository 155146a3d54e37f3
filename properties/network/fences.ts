/**
 * Fences, for authors of adapters: messages of the adapter that travel the way of what is tested, behind it, and come back. When one
 * is answered, all before it has arrived. This keeps count of who waits for which answer on one first-in-first-out path, such as a connection, and
 * gives up with the path's name: a time-out without a name is a riddle.
 */

/** How long an answer may take, in ms, unless `open` is told otherwise. */
const PATIENCE_MS = 10_000;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The fences of one path whose far end answers in the order of the questions: PING and PONG, a publication and its acknowledgement, an
 * echo. `path` names it in errors, such as `client c1` or `link n1/n2`.
 */
export class Fences {
  readonly #path: string;
  /** Who waits for each answer that is still to come, in order; null for somebody else's question. */
  readonly #waiters: (Waiter | null)[] = [];
  /** How the path was lost; null while it is there. */
  #lost: Error | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Sends a fence, and resolves at its answer. Throws a `TimeoutError` that names the path if none came in time, which the harness takes as
   * undecided; an `Error` if the path is lost.
   */
  async open(send: () => void, patienceMs: number = PATIENCE_MS): Promise<void> {
    if (this.#lost) throw this.#lost;
    const answered = new Promise<void>((resolve, reject) =>
      this.#waiters.push({ resolve, reject }),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`no answer to a fence on ${this.#path} within ${patienceMs} ms`);
        reject(Object.assign(error, { name: 'TimeoutError' }));
      }, patienceMs);
    });
    try {
      send();
      await Promise.race([answered, late]);
    } finally {
      clearTimeout(timer);
      // Whoever comes first, the other one is not to be told as unhandled.
      answered.catch(() => {});
    }
  }

  /** Notes a question of the same kind by somebody else on this path: the answer to it is not ours. */
  noteForeign(): void {
    this.#waiters.push(null);
  }

  /** Takes the next answer. Returns whether it was to a fence; if not, it belongs to whoever asked, and is to be passed on. */
  takeAnswer(): boolean {
    const waiter = this.#waiters.shift();
    waiter?.resolve();
    return Boolean(waiter);
  }

  /** Notes that the path is lost, `reason` says how: every fence that is open ends by that, and so does each later one. */
  lose(reason: string): void {
    this.#lost = new Error(`${this.#path} was lost: ${reason}`);
    for (const waiter of this.#waiters.splice(0)) waiter?.reject(this.#lost);
  }
}
