/**
 * Places: where a node runs: in this process, or in a child of its own.
 * It stands apart so that the network does not know which. A child is ended by its handle, and by itself when its
 * parent is gone, however that came about.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Notice, Order, OrderKind, Orders } from './order.ts';
import { Steward } from './steward.ts';

export interface Place {
  /** Rejects when the order cannot be carried out, or the place is gone. */
  ask<Kind extends OrderKind>(kind: Kind, give: Orders[Kind]['give']): Promise<Orders[Kind]['get']>;
  /** Who is told; notices about an order come before its answer. */
  tell(listener: (notice: Notice) => void): void;
}

export class HerePlace implements Place {
  #listener: (notice: Notice) => void = () => {};
  readonly #steward = new Steward((notice) => this.#listener(notice));

  ask<Kind extends OrderKind>(kind: Kind, give: Orders[Kind]['give']) {
    return this.#steward.obey<Kind>({ kind, give });
  }

  tell(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }
}

/** What crosses to a child and back. */
export type Asked = { readonly id: number; readonly order: Order };
export type Told =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string };

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** A child's whole program in one text: to load it module by module would take six times as long, for each that dies. */
let program: string | null = null;

function bundled(): string {
  const { outputFiles } = buildSync({
    // This file's own ending: compiled in the package, TypeScript in a clone.
    entryPoints: [fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  return (outputFiles[0] as { readonly text: string }).text;
}

export class ChildPlace implements Place {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #listener: (notice: Notice) => void = () => {};
  #id = 0;

  constructor() {
    program ??= bundled();
    this.#child = spawn(process.execPath, ['--input-type=module', '-'], {
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    });
    // One that is killed before it has read all has said so by its end.
    this.#child.stdin?.on('error', () => {}).end(program);
    this.#child.on('message', (told: Told) => this.#onTold(told));
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#fail(`the node's process ended (${signal ?? `exit code ${code}`})`);
        resolve();
      });
      this.#child.on('error', (error) => {
        this.#fail(`the node's process cannot be reached: ${error.message}`);
        if (this.#child.pid === undefined) resolve();
      });
    });
  }

  get alive(): boolean {
    return (
      this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<Kind extends OrderKind>(kind: Kind, give: Orders[Kind]['give']) {
    return new Promise<Orders[Kind]['get']>((resolve, reject) => {
      if (!this.alive) return reject(new Error("the node's process has ended"));
      const id = this.#id++;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, order: { kind, give } } satisfies Asked);
    });
  }

  tell(listener: (notice: Notice) => void): void {
    this.#listener = listener;
  }

  /** Whether this process waits for the child before it ends by itself. */
  hold(held: boolean): void {
    if (held) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }

  /** At once, without a word to anybody; done when the process is gone. */
  kill(): Promise<void> {
    this.hold(true);
    this.#child.kill('SIGKILL');
    return this.#ended;
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }

  #onTold(told: Told): void {
    if (told.kind === 'notice') return this.#listener(told.notice);
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if (told.kind === 'answer') waiting?.resolve(told.answer as never);
    else waiting?.reject(new Error(told.reason));
  }
}
