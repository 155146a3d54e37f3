/** The bad adapter as the last words of a command line, and the processes that it noted in the file `pids` of the folder it ran in. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ADAPTER = fileURLToPath(new URL('adapter.mjs', import.meta.url));

export const withAdapter = (way: string) => ['--', process.execPath, ADAPTER, way, 'pids'];

/** Returns the ids of the processes that were noted. */
export const notedProcesses = (cwd: string): number[] =>
  existsSync(join(cwd, 'pids'))
    ? readFileSync(join(cwd, 'pids'), 'utf8').trim().split('\n').filter(Boolean).map(Number)
    : [];
