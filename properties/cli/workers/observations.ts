/**
 * The file of `--observe`: one JSON line for each scenario, written while the run goes on, so that a run that ends
 * early leaves its lines too. An existing file is replaced only if the user asked for that.
 */
import type { Stats } from 'node:fs';
import { closeSync, ftruncateSync, openSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Observation } from '../../campaign/observation.ts';
import { showActing } from '../../wording/visible.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import { holdPipe, unwritable } from '../files/writing.ts';
import { Misuse } from '../program/exits.ts';

export interface ObservationFile {
  /** Writes one line. When one cannot be written, such as on a full disk, that is told, and no more lines are written. */
  readonly write: (observation: Observation) => void;
  readonly close: () => void;
}

interface ObservationOptions {
  readonly cwd: string;
  /** Whether an existing file is replaced. */
  readonly force: boolean;
  readonly attempts: OutputAttempts;
}

/**
 * Creates the file. Throws Misuse if the file exists already and may not be replaced, or its path cannot be right; throws Unwritable
 * if it cannot be created.
 */
export function openObservations(
  path: string,
  { cwd, force, attempts }: ObservationOptions,
): ObservationFile {
  if (path === '')
    throw new Misuse('--observe is given no file: it is empty. Give one, such as runs.jsonl.');
  // Viewers group the lines of one run by this time, in seconds.
  const run_start = Date.now() / 1000;
  const fd = open(path, force, cwd);
  let [bytes, hasFailed] = [0, false];
  return {
    write: ({ type, ...rest }) => {
      if (hasFailed) return;
      const line = showActing(`${JSON.stringify({ type, run_start, ...rest })}\n`);
      try {
        writeFileSync(fd, line);
        bytes += Buffer.byteLength(line);
      } catch (error) {
        hasFailed = true;
        cutTo(bytes, fd);
        const what = `The file ${JSON.stringify(path)} cannot be written on`;
        attempts.fail(
          '--observe',
          unwritable(error, what, 'Give another one with --observe. The run goes on without it.'),
        );
      }
    },
    close: () => closeSync(fd),
  };
}

/** Removes the line that was begun; a device cannot do that. */
function cutTo(bytes: number, fd: number): void {
  try {
    ftruncateSync(fd, bytes);
  } catch {
    // What is there remains.
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function open(path: string, force: boolean, cwd: string): number {
  const whole = resolve(cwd, path);
  const there = statOf(whole);
  try {
    const isDevice = there !== null && !there.isFile() && !there.isDirectory();
    const release = isDevice ? holdPipe(whole) : () => {};
    try {
      return openSync(whole, force || isDevice ? 'w' : 'wx');
    } finally {
      release();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = `The file ${JSON.stringify(path)} cannot be made`;
    if (there?.isDirectory())
      throw new Misuse(`${what}: it is a folder. Give a file with --observe.`);
    if (code === 'EEXIST')
      throw new Misuse(
        `${what}: it is there already. Give another one with --observe, or add --force to overwrite it.`,
      );
    if (code === 'ENOENT')
      throw new Misuse(
        `${what}: its folder is not there. Make the folder, or give another file with --observe.`,
      );
    throw unwritable(error, what, 'Give another one with --observe.');
  }
}
