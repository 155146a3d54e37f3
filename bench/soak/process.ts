/**
 * A process with a node in it, as the soak holds it: orders with their answers, and its end.
 * It stands apart from the network of them. It must not know what is asked.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Asked, Order, OrderKind, Orders, Told } from './order.ts';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = fileURLToPath(new URL('child.ts', import.meta.url));

export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #id = 0;

  /** `gone`: told of the token of each pair that ended there. */
  constructor(gone: (token: string) => void) {
    this.#child = fork(PROGRAM, {
      execArgv: ['--import', import.meta.resolve('tsx/esm'), '--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (told: Told) => {
      if (told.kind === 'gone') gone(told.token);
      else this.#answered(told);
    });
    this.#ended = new Promise((resolve) => {
      const over = (reason: string) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(reason));
        this.#waiting.clear();
        resolve();
      };
      this.#child.once('exit', (code, signal) =>
        over(`the process of a node ended (${signal ?? `exit code ${code}`})`),
      );
      this.#child.on('error', (error) => over(`a node cannot be started: ${error.message}`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<Kind extends OrderKind>(kind: Kind, give: Orders[Kind]['give']) {
    return new Promise<Orders[Kind]['get']>((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error('the process of a node has ended'));
      const id = this.#id++;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, order: { kind, give } as Order } satisfies Asked);
    });
  }

  /** At once; done when the process is gone, and its ports with it. */
  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }

  #answered(told: Exclude<Told, { kind: 'gone' }>): void {
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if (told.kind === 'answer') waiting?.resolve(told.answer as never);
    else waiting?.reject(new Error(told.reason));
  }
}
