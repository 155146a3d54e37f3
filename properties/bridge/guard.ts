/**
 * The guard: a small shell process in the group of a router's process, which kills that group when the harness is gone. The
 * harness cannot do that itself when it is killed at once, and a router may ignore the end of its stdin. The guard holds one
 * end of a pipe and waits for the harness, which holds the other end, to let go of it.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { Duplex } from 'node:stream';

/** Seconds that the group has to end by itself when the harness is gone, after SIGTERM. */
const GRACE_SECONDS = 1;

/**
 * The shell starts the guard, then becomes the router's program, so the router's process id, exit code and streams are the
 * program's own. The guard is started from a subshell that ends at once, so it is no child of the router, which might wait for
 * its children.
 */
const SCRIPT = [
  "((trap '' HUP INT TERM",
  '  read -r _ <&3',
  '  kill -s TERM -- -$$',
  `  sleep ${GRACE_SECONDS}`,
  '  kill -s KILL -- -$$',
  ') </dev/null >/dev/null 2>&1 &)',
  'exec "$@" 3<&-',
].join('\n');

/** Starts a program as the leader of a process group, with a guard in it. `argv`: the program, then its arguments. */
export function spawnGuarded(argv: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  const [program = '', ...rest] = argv;
  // A program that cannot be started is started without a guard, so that the error is the system's own.
  if (!isExecutable(program, cwd))
    return spawn(program, rest, { cwd, detached: true, stdio: 'pipe' });
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', program, ...rest], {
    cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  }) as ChildProcessWithoutNullStreams; // Its first three streams are pipes.
  const hold = child.stdio[3] as Duplex & { unref(): void };
  hold.on('error', () => {});
  hold.unref();
  // Otherwise the child would not count as closed, because the guard still has the other end open.
  child.once('exit', () => hold.destroy());
  return child;
}

/** Whether there is a POSIX shell for the guard, and the program is a file that can be executed. */
function isExecutable(program: string, cwd: string): boolean {
  if (process.platform === 'win32') return false;
  const places = program.includes('/')
    ? [resolve(cwd, program)]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => resolve(cwd, folder, program));
  return places.some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
