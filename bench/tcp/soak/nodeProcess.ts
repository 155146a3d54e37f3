/**
 * A node's process, seen from the soak: sends it requests, receives the answers, and ends it. Separate from
 * `testbed.ts`, which manages all nodes. Knows nothing about what is requested.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  NodeReply,
  RequestEnvelope,
  SoakRequest,
  SoakRequestKind,
  SoakRequests,
} from './soakRequest.ts';

interface PendingRequest {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = fileURLToPath(new URL('child.ts', import.meta.url));

export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PendingRequest>();
  readonly #ended: Promise<void>;
  #nextId = 0;

  /** `onGone` is called with the token of each pair that ended at this node. */
  constructor(onGone: (token: string) => void) {
    this.#child = fork(PROGRAM, {
      execArgv: ['--import', import.meta.resolve('tsx/esm'), '--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (told: NodeReply) => {
      if (told.kind === 'gone') onGone(told.token);
      else this.#receiveReply(told);
    });
    this.#ended = new Promise((resolve) => {
      const rejectPending = (reason: string) => {
        for (const { reject } of this.#pending.values()) reject(new Error(reason));
        this.#pending.clear();
        resolve();
      };
      this.#child.once('exit', (code, signal) =>
        rejectPending(`the process of a node ended (${signal ?? `exit code ${code}`})`),
      );
      this.#child.on('error', (error) =>
        rejectPending(`a node cannot be started: ${error.message}`),
      );
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  request<Kind extends SoakRequestKind>(kind: Kind, give: SoakRequests[Kind]['give']) {
    return new Promise<SoakRequests[Kind]['get']>((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error('the process of a node has ended'));
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ id, order: { kind, give } as SoakRequest } satisfies RequestEnvelope);
    });
  }

  /** Kills the process; resolves when it has ended and its ports are free. */
  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }

  #receiveReply(reply: Exclude<NodeReply, { kind: 'gone' }>): void {
    const waiting = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'answer') waiting?.resolve(reply.answer as never);
    else waiting?.reject(new Error(reply.reason));
  }
}
