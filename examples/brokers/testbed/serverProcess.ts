/**
 * The process of one broker. It is started in a process group of its own, together with a small shell process that kills the
 * group as soon as this process is gone, however it ended: no broker outlives a run. What the broker writes is kept, because an
 * error without the broker's own words says little.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { within } from './waiting.ts';

/** The shell starts the guard, which waits on descriptor 3, and then becomes the broker. */
const SCRIPT = [
  "((trap '' HUP INT TERM; read -r _ <&3; kill -s KILL -- -$$) </dev/null >/dev/null 2>&1 &)",
  'exec "$@" 3<&-',
].join('\n');

/** The lines of the log that are shown with an error. */
const SHOWN_LINES = 12;

/** Returns the version that the program prints; null if it is not installed. */
export function versionOf(program: string, option = '--version'): string | null {
  const { stdout, stderr, error } = spawnSync(program, [option], { encoding: 'utf8' });
  return error ? null : (/\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown');
}

export interface ProcessOptions {
  /** More of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long the broker may take to start, in ms. */
  readonly patienceMs?: number;
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #program: string;
  readonly #exited: Promise<void>;
  /** Called at each line of the log. */
  readonly #watchers = new Set<() => void>();
  readonly #patienceMs: number | undefined;
  #log = '';

  constructor(
    program: string,
    args: readonly string[],
    folder: string,
    { environment, patienceMs }: ProcessOptions = {},
  ) {
    this.#program = program;
    this.#patienceMs = patienceMs;
    this.#child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', program, ...args], {
      cwd: folder,
      env: { ...process.env, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, out, err, guard] = this.#child.stdio as unknown as [
      null,
      Readable,
      Readable,
      Writable,
    ];
    guard.on('error', () => {});
    for (const stream of [out, err])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
        for (const watcher of this.#watchers) watcher();
      });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        guard.destroy();
        for (const watcher of this.#watchers) watcher();
        resolve();
      });
    });
  }

  /** Waits until the log matches all patterns, and returns the first group of each. */
  async untilLogged(...patterns: readonly RegExp[]): Promise<string[]> {
    const found = () => patterns.map((pattern) => pattern.exec(this.#log)?.[1]);
    let look = () => {};
    const seen = new Promise<void>((resolve, reject) => {
      look = () => {
        if (found().every((each) => each !== undefined)) resolve();
        else if (this.#child.exitCode !== null)
          reject(new Error(this.#withLog(`${this.#program} ended while it started`)));
      };
      this.#watchers.add(look);
      look();
    });
    try {
      await within(seen, () => this.#withLog(`${this.#program} to start`), this.#patienceMs);
    } finally {
      this.#watchers.delete(look);
    }
    return found() as string[];
  }

  /** The last lines of the broker's log. */
  logLines(): readonly string[] {
    return this.#log.trimEnd().split('\n').slice(-SHOWN_LINES);
  }

  #withLog(text: string): string {
    return [`${text}; the last lines of its log:`, ...this.logLines()].join('\n');
  }

  /** Kills the broker at once, as an outage would, and waits until it is gone. */
  async kill(): Promise<void> {
    try {
      if (this.#child.exitCode === null && this.#child.pid !== undefined)
        process.kill(this.#child.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
    await this.#exited;
  }
}
