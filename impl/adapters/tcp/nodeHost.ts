/**
 * Node hosts: where a node runs, in this process or in a child process of its own. It stands apart so that the network does not
 * know which. A child ends when its handle ends it, and also when its parent is gone for whatever reason.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { NodeRequest, NodeRequestKind, NodeRequests, Notice } from './nodeRequest.ts';
import { NodeSupervisor } from './nodeSupervisor.ts';

export interface NodeHost {
  /** Sends a request. Rejects when it cannot be carried out, or the host is gone. */
  ask<Kind extends NodeRequestKind>(
    kind: Kind,
    give: NodeRequests[Kind]['give'],
  ): Promise<NodeRequests[Kind]['get']>;
  /** Sets who receives the notices. Notices that a request causes come before the answer to the request. */
  setListener(listener: (notice: Notice) => void): void;
}

export class LocalNodeHost implements NodeHost {
  #listener: (notice: Notice) => void = () => {};
  readonly #supervisor = new NodeSupervisor((notice) => this.#listener(notice));

  ask<Kind extends NodeRequestKind>(kind: Kind, give: NodeRequests[Kind]['give']) {
    return this.#supervisor.execute<Kind>({ kind, give });
  }

  setListener(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }
}

/** What crosses between this process and a child. */
export type ChildRequest = { readonly id: number; readonly order: NodeRequest };
export type ChildReport =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string };

interface PendingRequest {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The child's whole program as one text. To load it module by module would take six times as long, for each child that replaces a
 * killed one.
 */
let program: Promise<string> | null = null;

/** Returns the program, which the package holds ready. In a clone, where this file is TypeScript, it is bundled. */
async function loadProgram(): Promise<string> {
  if (extname(import.meta.url) !== '.ts')
    return await readFile(new URL('child.bundle.mjs', import.meta.url), 'utf8');
  // Not named literally: the file is not in the package.
  const file = './childBundle.ts';
  const { bundleChild }: { bundleChild: () => Promise<string> } = await import(file);
  return await bundleChild();
}

export class ChildNodeHost implements NodeHost {
  readonly #child: ChildProcess;
  readonly #pendingRequests = new Map<number, PendingRequest>();
  readonly #exit: Promise<void>;
  #listener: (notice: Notice) => void = () => {};
  #id = 0;

  constructor() {
    program ??= loadProgram();
    this.#child = spawn(process.execPath, ['--input-type=module', '-'], {
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    });
    // If a child is killed before it has read everything, its exit already reports that.
    const input = this.#child.stdin?.on('error', () => {});
    program.then(
      (text) => input?.end(text),
      (error: Error) => {
        this.#rejectAll(`the node's program cannot be loaded: ${error.message}`);
        this.#child.kill('SIGKILL');
      },
    );
    this.#child.on('message', (told: ChildReport) => this.#onReport(told));
    this.#exit = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#rejectAll(`the node's process ended (${signal ?? `exit code ${code}`})`);
        resolve();
      });
      this.#child.on('error', (error) => {
        this.#rejectAll(`the node's process cannot be reached: ${error.message}`);
        if (this.#child.pid === undefined) resolve();
      });
    });
  }

  get isAlive(): boolean {
    return (
      this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<Kind extends NodeRequestKind>(kind: Kind, give: NodeRequests[Kind]['give']) {
    return new Promise<NodeRequests[Kind]['get']>((resolve, reject) => {
      if (!this.isAlive) return reject(new Error("the node's process has ended"));
      const id = this.#id++;
      this.#pendingRequests.set(id, { resolve, reject });
      this.#child.send({ id, order: { kind, give } } satisfies ChildRequest);
    });
  }

  setListener(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }

  /** Whether this process stays alive for the child. */
  setReferenced(isReferenced: boolean): void {
    if (isReferenced) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }

  /** Kills the process at once; resolves when it is gone. */
  kill(): Promise<void> {
    this.setReferenced(true);
    this.#child.kill('SIGKILL');
    return this.#exit;
  }

  #rejectAll(reason: string): void {
    for (const { reject } of this.#pendingRequests.values()) reject(new Error(reason));
    this.#pendingRequests.clear();
  }

  #onReport(report: ChildReport): void {
    if (report.kind === 'notice') return this.#listener(report.notice);
    const pending = this.#pendingRequests.get(report.id);
    this.#pendingRequests.delete(report.id);
    if (report.kind === 'answer') pending?.resolve(report.answer as never);
    else pending?.reject(new Error(report.reason));
  }
}
