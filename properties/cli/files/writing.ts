/**
 * Writing: every file that a command leaves is written here. A file is there whole or not at all: it is written beside its place
 * and then renamed. A failure is told as what it is (a full disk, a missing right), and a user's file is replaced only with --force.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import {
  access,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { showActing } from '../../wording/visible.ts';
import { Misuse, Unwritable } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';

/** The content of a file: a text, or its bytes in parts. */
export type Content = string | readonly Uint8Array[];

interface WritingOptions {
  /** The name of the file while it is being written. Default: a name that no other file has. */
  readonly partName?: string;
  /** Whether the write fails when the file exists by then. */
  readonly mustBeNew?: boolean;
}

/** Declares `--force`, and `--overwrite` with the same meaning. `what`: what may be overwritten. */
export function declareForce(command: Command, what = 'a file that is there'): Command {
  return command
    .option('--force', `overwrite ${what}`)
    .addOption(new Option('--overwrite').implies({ force: true }).hideHelp());
}

/** The form of such a name; it gives the process that writes. */
export const PART_NAME = /^\.partyline-(\d+)-[0-9a-f]{16}\.part$/;

/** Returns a name for a file that is being written, which nobody else uses. */
export function partNameFor(): string {
  return `.partyline-${process.pid}-${randomBytes(8).toString('hex')}.part`;
}

/**
 * Writes the whole content or nothing; creates missing folders. What a symbolic link points to is written. Throws the error of the
 * file system.
 */
export async function writeWhole(
  path: string,
  content: Content,
  { partName = partNameFor(), mustBeNew = false }: WritingOptions = {},
): Promise<void> {
  const there = await stat(path).catch(() => null);
  // A device or a pipe has no place beside it, and must not be replaced by a file.
  if (there && !there.isFile() && !there.isDirectory()) return await writeToDevice(path, content);
  const target = there ? await realpath(path) : path;
  const folder = dirname(target);
  await createFolders(folder);
  const part = join(folder, partName);
  const file = await open(part, 'wx');
  try {
    try {
      await writeContent(file, content);
      if (there) await file.chmod(there.mode & 0o7777);
    } finally {
      // Some file systems tell of a full disk only here.
      await file.close();
    }
    if (mustBeNew) await moveToNew(part, target);
    else await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

async function writeContent(file: FileHandle, content: Content): Promise<void> {
  if (typeof content === 'string') return await file.writeFile(content);
  for (const part of content) await file.writeFile(part);
}

/** Renames a file to a name that must not exist. */
async function moveToNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // Some file systems have no links. There is then a moment in which another process may create the file.
    if (codeOf(error) === 'EEXIST' || (await exists(to))) throw error;
    await rename(from, to);
  }
}

async function writeToDevice(path: string, content: Content): Promise<void> {
  const release = holdPipe(path);
  try {
    await writeFile(path, typeof content === 'string' ? content : Buffer.concat(content));
  } finally {
    release();
  }
}

/**
 * Opens a pipe, so that opening it once more does not wait for a reader. Throws the error ENXIO if nobody reads it. Returns what
 * closes it. Does nothing on what is no pipe.
 */
export function holdPipe(path: string): () => void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  return () => closeSync(fd);
}

/**
 * Creates the folder and those above it. That is done one by one, because the recursive `mkdir` of Node never ends where the file
 * system says that a folder is missing and refuses to create it, as in `/proc`.
 */
async function createFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((await stat(folder).catch(() => null))?.isDirectory()) return;
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await createFolders(dirname(folder));
    await mkdir(folder);
  }
}

/**
 * Creates the folder that a flag names. Throws Misuse if something is in its place, Unwritable if it cannot be created or written
 * to.
 */
export async function makeFolder(path: string, cwd: string, flag: string): Promise<string> {
  if (path === '')
    throw new Misuse(
      `${flag} is given no folder: it is empty. Expected its path, such as ${flag} out.`,
    );
  const folder = resolve(cwd, path);
  try {
    await createFolders(folder);
    if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder');
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw unwritable(
      error,
      `The folder ${JSON.stringify(path)} cannot be written to`,
      `Give another one with ${flag}.`,
    );
  }
}

/** How a file that the user named is written. */
export interface TextOptions extends Pick<Terminal, 'cwd'> {
  /** The flag that named it, for the message. Default: `--out`. */
  readonly flag?: string;
  /** Whether a file that is there is replaced. Default: false. */
  readonly force?: boolean | undefined;
}

/** Writes a file that the user named, at a path from `cwd`. Throws Misuse if it is there and may not be replaced, Unwritable if it cannot be written. */
export async function writeText(
  path: string,
  text: string,
  { cwd, flag = '--out', force = false }: TextOptions,
): Promise<void> {
  await refuseToReplace(path, { cwd, flag, force });
  try {
    await writeWhole(resolve(cwd, path), showActing(text), { mustBeNew: !force });
  } catch (error) {
    throw unwritable(
      error,
      `The file ${JSON.stringify(path)} cannot be written`,
      `Give another one with ${flag}.`,
    );
  }
}

/**
 * Writes a file whose name nobody gave: if there is one of this name already, under the next one with a number. Returns the name.
 * Throws Misuse or Unwritable.
 */
export async function writeToFreeName(path: string, text: string): Promise<string> {
  const { dir, name, ext } = parse(path);
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${name}${ext}` : `${name}-${number}${ext}`;
    try {
      await writeWhole(join(dir, file), showActing(text), { mustBeNew: true });
      return file;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw unwritable(
          error,
          `The file ${JSON.stringify(file)} cannot be written`,
          'Go to another folder.',
        );
    }
  }
}

/** Throws Misuse if there is a file or folder at the path, unless it is forced. A device or a pipe may always be written to. */
export async function refuseToReplace(
  path: string,
  { cwd, flag = '--out', force = false }: TextOptions,
): Promise<void> {
  if (force || !(await exists(resolve(cwd, path)))) return;
  const there = await stat(resolve(cwd, path)).catch(() => null);
  if (there?.isDirectory())
    throw new Misuse(
      `${JSON.stringify(path)} cannot be written: it is a folder. Give a file with ${flag}.`,
    );
  if (there && !there.isFile()) return;
  throw new Misuse(
    `${JSON.stringify(path)} is there already, and nothing was written. Give another one with ${flag}, or add --force to overwrite it.`,
  );
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/**
 * Returns the error to throw when something cannot be written: Misuse if the path is taken, because the user has to name
 * another one; otherwise Unwritable. An error that is no refusal of the file system is returned as it is.
 */
export function unwritable(error: unknown, what: string, advice: string): Error {
  if (error instanceof Misuse || error instanceof Unwritable) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const code = codeOf(error);
  const isTaken = code === undefined || TAKEN.includes(code);
  const isFull = code !== undefined && FULL.includes(code);
  const wayOut = isFull ? `Make room, or ${advice[0]?.toLowerCase()}${advice.slice(1)}` : advice;
  const reason = code === 'ENOENT' ? 'the system does not let it be created' : reasonOf(error);
  const message = `${what}: ${reason}. ${wayOut}`;
  return isTaken ? new Misuse(message) : new Unwritable(message);
}

const TAKEN = ['EEXIST', 'EISDIR', 'ENOTDIR'];
const FULL = ['ENOSPC', 'EDQUOT'];

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'reading or writing it is not allowed',
  EPERM: 'reading or writing it is not allowed',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the file system is read-only',
  EFBIG: 'the file would be larger than is allowed',
  EIO: 'the disk or the terminal does not answer',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  ENXIO: 'nobody reads the pipe',
  EMFILE: 'too many files are open',
};

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return reasons[codeOf(error) ?? ''] ?? error.message;
}

/** Whether the error is that of a file system that does not take any more, wherever it was thrown. */
export function isFullDisk(error: unknown): boolean {
  return [...FULL, 'EROFS'].includes(codeOf(error) ?? '');
}
