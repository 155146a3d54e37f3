/**
 * The file of `--observe`: one JSON line for each scenario, written while the run goes on, so that a run that ends
 * early leaves its lines too. An existing file is replaced only if the user asked for that.
 */
import { closeSync, existsSync, openSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Observation } from '../../campaign/observation.ts';
import { reasonOf } from '../arguments/documents.ts';
import { Misuse } from '../program/exits.ts';

export interface ObservationFile {
  /** Writes one line. Throws Misuse if it cannot be written, such as on a full disk. */
  readonly write: (observation: Observation) => void;
  readonly close: () => void;
}

/** Creates the file. Throws Misuse if that fails, or if the file exists already and may not be replaced. */
export function openObservations(path: string, mayReplace: boolean, cwd: string): ObservationFile {
  if (path === '')
    throw new Misuse('--observe is given no file: it is empty. Give one, such as runs.jsonl.');
  // Viewers group the lines of one run by this time, in seconds.
  const run_start = Date.now() / 1000;
  const fd = open(path, mayReplace, cwd);
  return {
    write: ({ type, ...rest }) => {
      try {
        writeFileSync(fd, `${JSON.stringify({ type, run_start, ...rest })}\n`);
      } catch (error) {
        throw new Misuse(
          `The file ${JSON.stringify(path)} cannot be written on: ${reasonOf(error)}. Make room, or give another one with --observe.`,
        );
      }
    },
    close: () => closeSync(fd),
  };
}

function open(path: string, mayReplace: boolean, cwd: string): number {
  const whole = resolve(cwd, path);
  try {
    return openSync(whole, mayReplace ? 'w' : 'wx');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFolder = existsSync(whole) && statSync(whole).isDirectory();
    const [reason, advice] = isFolder
      ? ['it is a folder', 'Give a file with --observe.']
      : code === 'EEXIST'
        ? [
            'it is there already',
            'Give another one with --observe, or add --overwrite to replace it.',
          ]
        : code === 'ENOENT'
          ? ['its folder is not there', 'Make the folder, or give another file with --observe.']
          : [reasonOf(error), 'Give another one with --observe.'];
    throw new Misuse(`The file ${JSON.stringify(path)} cannot be made: ${reason}. ${advice}`);
  }
}
