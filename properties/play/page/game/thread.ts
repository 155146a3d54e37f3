/** The thread of the page: starts the worker from the page's own script, and asks it. One question of a sort is open at a time. */
import type { Scenario } from '#spec';
import type { Trace } from '../../../lockstep/trace.ts';
import type { Found, SearchProgress } from '../../session/findOne.ts';
import type { Answered, Asked } from './worker.ts';

interface Waiting {
  readonly resolve: (answer: Answered) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: (progress: SearchProgress) => void;
}

export class Thread {
  readonly #script: string;
  #worker: Worker | null = null;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** `script`: the text of the page's script. */
  constructor(script: string) {
    this.#script = script;
  }

  /** Runs the scenario to the end of its epilogue. Returns the trace if the router differs, null otherwise. Rejects if the router cannot be driven, or when the thread is stopped. */
  async judge(router: string, scenario: Scenario): Promise<Trace | null> {
    const answer = await this.#ask({ ask: 'judge', router, scenario });
    if (!('wrong' in answer)) throw new Error('the thread gave another answer');
    return answer.wrong;
  }

  /** Searches for a scenario on which the router fails; null when none of `runs` does. */
  async find(
    router: string,
    seed: string,
    runs: number,
    onProgress: (progress: SearchProgress) => void,
  ): Promise<Found | null> {
    const answer = await this.#ask({ ask: 'find', router, seed, runs }, onProgress);
    if (!('found' in answer)) throw new Error('the thread gave another answer');
    return answer.found;
  }

  /** Ends the thread and what it is doing. The next question starts another. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Stopped());
    this.#waiting.clear();
  }

  #ask(asked: WithoutId<Asked>, onProgress?: Waiting['onProgress']): Promise<Answered> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(onProgress ? { onProgress } : {}) });
      this.#started().postMessage({ ...asked, id });
    });
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const address = URL.createObjectURL(new Blob([this.#script], { type: 'text/javascript' }));
    const worker = new Worker(address);
    worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => this.#hear(data));
    worker.addEventListener('error', ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }

  #hear(answer: Answered): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if ('progress' in answer) {
      waiting.onProgress?.(answer.progress);
      return;
    }
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting.reject(new Error(answer.error));
    else waiting.resolve(answer);
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** The thread was stopped before it answered. */
export class Stopped extends Error {}
