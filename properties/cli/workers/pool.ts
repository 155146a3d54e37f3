/**
 * Pool: the worker threads of `--jobs`. Each loads the router itself and gets one task at a time, in the order of the
 * run. If a thread ends before it answers, for example because the router calls `exit`, the pool reports that. Pools
 * from libraries would wait for its answer for ever.
 */
import { Worker } from 'node:worker_threads';
import { endNoted, shareNotes } from '../../bridge/processGroups.ts';
import type { KindFinding, Task, TaskResult, Workers } from '../../campaign/task.ts';
import type { Batch, Runner, ScenarioResult } from '../../explore/scenarios/runner.ts';
import type { KillRecord } from '../../mutationTesting/killRecord.ts';
import { rewordUndriven, Undriven } from '../../network/undriven.ts';
import type { CauseGroup } from '../../verdict/campaignResult.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { MutantBatch } from './mutantBatch.ts';
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from './workerRequest.ts';

/** Time that a thread has to end the processes that it started, in ms; and the same after an interrupt. */
const LEAVE_TIMEOUT_MS = 5000;
const LEAVE_AFTER_INTERRUPT_MS = 300;

const ENTRY = new URL('../worker.mjs', import.meta.url);

export class Pool implements Workers, Runner {
  readonly #threads: readonly Thread[];
  readonly #idle: Thread[];
  /** Why a thread ended before it answered; null while none has. */
  #threadFailure: Error | null = null;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #interrupted: AbortSignal;

  constructor(jobs: number, setup: Omit<WorkerSetup, 'stop' | 'groups'>, interrupted: AbortSignal) {
    const shared = { ...setup, stop: this.#stop };
    this.#interrupted = interrupted;
    this.#threads = Array.from({ length: jobs }, () => new Thread(shared));
    this.#idle = [...this.#threads];
    const end = () => Atomics.store(new Int32Array(this.#stop), 0, 1);
    if (interrupted.aborted) end();
    interrupted.addEventListener('abort', end, { once: true });
  }

  get atOnce(): number {
    return this.#threads.length;
  }

  /** What went wrong while the threads ended their routers, each once; known when the pool is closed. */
  get endFaults(): readonly string[] {
    return [...new Set(this.#threads.flatMap(({ endFaults }) => endFaults))];
  }

  async perform(task: Task): Promise<TaskResult> {
    const answered = await this.#ask({ kind: 'perform', task });
    return answered.kind === 'performed' ? answered.answer : throwMismatch(answered);
  }

  async shrink(sighted: KindFinding): Promise<Finding> {
    const answered = await this.#ask({ kind: 'shrink', kindFinding: sighted });
    return answered.kind === 'shrunk' ? answered.finding : throwMismatch(answered);
  }

  async groupByCause(
    findings: readonly Finding[],
    kindIndex: number,
  ): Promise<readonly CauseGroup[]> {
    const answered = await this.#ask({ kind: 'group', findings, kindIndex });
    return answered.kind === 'grouped' ? answered.groups : throwMismatch(answered);
  }

  async runBatch(batch: Batch): Promise<readonly ScenarioResult[]> {
    const answered = await this.#ask({ kind: 'run', batch });
    return answered.kind === 'ran' ? answered.ran : throwMismatch(answered);
  }

  async testMutants(batch: MutantBatch): Promise<readonly KillRecord[]> {
    const answered = await this.#ask({ kind: 'test mutants', mutants: batch });
    return answered.kind === 'mutants tested' ? answered.records : throwMismatch(answered);
  }

  /**
   * Asks every thread to end the processes that it started, then ends it; resolves to what the kinds
   * report about the run.
   */
  async close(): Promise<string[]> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    const timeoutMs = this.#interrupted.aborted ? LEAVE_AFTER_INTERRUPT_MS : LEAVE_TIMEOUT_MS;
    const told = await Promise.all(this.#threads.map((thread) => thread.leave(timeoutMs)));
    return told.flat();
  }

  /** Asks an idle thread. There always is one, because callers have at most as many open tasks as there are threads. */
  async #ask(request: WorkerRequest): Promise<WorkerAnswer> {
    const thread = this.#idle.shift();
    if (!thread)
      throw this.#threadFailure ?? new Error('more tasks at a time than the pool has threads');
    const answered = await thread.ask(request).catch((lost) => {
      this.#threadFailure = lost;
      throw lost;
    });
    this.#idle.push(thread);
    if (answered.kind === 'undriven') throw rewordUndriven(answered, answered.message);
    if (answered.kind === 'failed') throw new Error(`a worker failed: ${answered.stack}`);
    return answered;
  }
}

function throwMismatch({ kind }: WorkerAnswer): never {
  throw new Error(`a worker answered "${kind}" to another question`);
}

/** One thread, which does one task at a time; `leave` interrupts its task. */
class Thread {
  readonly #worker: Worker;
  readonly #exit: Promise<void>;
  /** The process groups that the thread's routers run in, noted in shared memory. */
  readonly #groups = shareNotes();
  #reports: readonly string[] = [];
  endFaults: readonly string[] = [];
  #endReason: string | null = null;
  #pending: { answer(answered: WorkerAnswer): void; fail(error: Error): void } | null = null;

  constructor(shared: Omit<WorkerSetup, 'groups'>) {
    const workerData: WorkerSetup = { ...shared, groups: this.#groups };
    // The thread's entry file loads what it needs to read TypeScript, so the options of this process are not passed on.
    this.#worker = new Worker(ENTRY, { workerData, execArgv: [] });
    this.#worker.on('message', (answered: WorkerAnswer) => {
      if (answered.kind === 'left') {
        this.#reports = answered.reportLines;
        this.endFaults = answered.endFaults;
      } else this.#pending?.answer(answered);
      this.#pending = null;
    });
    this.#worker.on('error', (error) =>
      this.#end(`it threw outside of any call: ${error.message}`),
    );
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(`it ended its process with code ${code}`);
        resolve();
      });
    });
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    this.#pending?.fail(new Undriven(this.#endReason));
    this.#pending = null;
  }

  ask(asked: WorkerRequest): Promise<WorkerAnswer> {
    return new Promise((answer, fail) => {
      if (this.#endReason !== null) return fail(new Undriven(this.#endReason));
      this.#pending = { answer, fail };
      this.#worker.postMessage(asked);
    });
  }

  /** Ends the thread, even during a task, which then gets no answer; the processes that it started are ended too. */
  async leave(timeoutMs: number): Promise<readonly string[]> {
    const patience = AbortSignal.timeout(timeoutMs);
    const late = new Promise<void>((give) => {
      patience.addEventListener('abort', () => give());
    });
    this.#pending = null;
    this.#worker.postMessage({ kind: 'leave' } satisfies WorkerRequest);
    await Promise.race([this.#exit, late]);
    await this.#worker.terminate();
    // Ends the process groups that the thread has not ended itself.
    endNoted(this.#groups);
    return this.#reports;
  }
}
