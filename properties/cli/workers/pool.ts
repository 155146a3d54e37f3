/**
 * Pool: the worker threads of `--jobs`. Each loads the router for itself and is asked for one task at a time, in the
 * order of the run. A thread that ends before its answer, as when a router ends its process, is told as what it is:
 * pools for sale wait for such a thread for ever.
 */
import { Worker } from 'node:worker_threads';
import { endGroup, watchOver } from '../../bridge/groups.ts';
import type { Answer, Sighted, Task, Workers } from '../../campaign/task.ts';
import type { Batch, Ran, Runner } from '../../explore/scenarios/runner.ts';
import type { Hunt } from '../../mutationTesting/hunt.ts';
import { Undriven } from '../../network/undriven.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { Errand } from './hunting.ts';
import type { Answered, Asked, Order } from './workerRequest.ts';

/** For a thread to end what it started. */
const PATIENCE_MS = 5000;

const ENTRY = new URL('../worker.mjs', import.meta.url);

export class Pool implements Workers, Runner {
  readonly #threads: readonly Thread[];
  readonly #idle: Thread[];
  /** Why a thread of it ended. */
  #lost: Error | null = null;
  readonly #stop = new SharedArrayBuffer(4);

  constructor(jobs: number, order: Omit<Order, 'stop'>, interrupted: AbortSignal) {
    const workerData: Order = { ...order, stop: this.#stop };
    this.#threads = Array.from({ length: jobs }, () => new Thread(workerData));
    this.#idle = [...this.#threads];
    const end = () => Atomics.store(new Int32Array(this.#stop), 0, 1);
    if (interrupted.aborted) end();
    interrupted.addEventListener('abort', end, { once: true });
  }

  get atOnce(): number {
    return this.#threads.length;
  }

  async perform(task: Task): Promise<Answer> {
    const answered = await this.#asked({ kind: 'perform', task });
    return answered.kind === 'performed' ? answered.answer : astray(answered);
  }

  async shrunk(sighted: Sighted): Promise<Finding> {
    const answered = await this.#asked({ kind: 'shrink', sighted });
    return answered.kind === 'shrunk' ? answered.finding : astray(answered);
  }

  async ran(batch: Batch): Promise<readonly Ran[]> {
    const answered = await this.#asked({ kind: 'run', batch });
    return answered.kind === 'ran' ? answered.ran : astray(answered);
  }

  async hunted(errand: Errand): Promise<readonly Hunt[]> {
    const answered = await this.#asked({ kind: 'hunt', errand });
    return answered.kind === 'hunted' ? answered.hunts : astray(answered);
  }

  /** Lets every thread end what it started, then ends it; gives what the kinds tell of what was really done. */
  async close(): Promise<string[]> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    const told = await Promise.all(this.#threads.map((thread) => thread.left()));
    return told.flat();
  }

  /** No more than `atOnce` are asked at a time, so one is idle. */
  async #asked(asked: Asked): Promise<Answered> {
    const thread = this.#idle.shift();
    if (!thread) throw this.#lost ?? new Error('more tasks at a time than the pool has threads');
    const answered = await thread.asked(asked).catch((lost) => {
      this.#lost = lost;
      throw lost;
    });
    this.#idle.push(thread);
    if (answered.kind === 'undriven') throw new Undriven(answered.message);
    if (answered.kind === 'failed') throw new Error(`a worker failed: ${answered.stack}`);
    return answered;
  }
}

function astray({ kind }: Answered): never {
  throw new Error(`a worker answered "${kind}" to another question`);
}

/** Asked for one thing at a time, but for the last, which it does at once. */
class Thread {
  readonly #worker: Worker;
  readonly #gone: Promise<void>;
  /** The process groups of its routers. */
  readonly #groups = new Set<number>();
  #told: readonly string[] = [];
  #ended: string | null = null;
  #waiting: { answer(answered: Answered): void; fail(error: Error): void } | null = null;

  constructor(order: Order) {
    // Whatever loads TypeScript for this process, the entry does it for its own.
    this.#worker = new Worker(ENTRY, { workerData: order, execArgv: [] });
    this.#worker.on('message', (answered: Answered) => {
      if (answered.kind === 'group') return this.#grouped(answered.pid, answered.there);
      if (answered.kind === 'left') this.#told = answered.told;
      else this.#waiting?.answer(answered);
      this.#waiting = null;
    });
    this.#worker.on('error', (error) =>
      this.#end(`it threw outside of any call: ${error.message}`),
    );
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(`it ended its process with code ${code}`);
        resolve();
      });
    });
  }

  #grouped(pid: number, there: boolean): void {
    if (there) {
      this.#groups.add(pid);
      watchOver(pid);
    } else if (this.#groups.delete(pid)) endGroup(pid);
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#waiting?.fail(new Undriven(this.#ended));
    this.#waiting = null;
  }

  asked(asked: Asked): Promise<Answered> {
    return new Promise((answer, fail) => {
      if (this.#ended !== null) return fail(new Undriven(this.#ended));
      this.#waiting = { answer, fail };
      this.#worker.postMessage(asked);
    });
  }

  /** Ends the thread, whatever it is doing: what it is asked meanwhile is not answered any more, and what it started ends with it. */
  async left(): Promise<readonly string[]> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const late = new Promise<void>((give) => {
      patience.addEventListener('abort', () => give());
    });
    this.#waiting = null;
    this.#worker.postMessage({ kind: 'leave' } satisfies Asked);
    await Promise.race([this.#gone, late]);
    await this.#worker.terminate();
    // Of those that it did not end itself.
    for (const pid of this.#groups) this.#grouped(pid, false);
    return this.#told;
  }
}
