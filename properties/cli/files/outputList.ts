/**
 * The list of files that this program wrote into a folder of `--out`: JSON lines in `.partyline-files`, so that several shards can
 * add to it at the same time. It knows neither what the files are nor when one may be replaced.
 */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, open, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Misuse } from '../program/exits.ts';
import type { Content } from './writing.ts';
import { writeWhole } from './writing.ts';

const LIST = '.partyline-files';
/** How a list begins. */
const FIRST_WORDS = '{"file":"';

/** A line of the list. `part`: the name that the file had while it was being written. */
export interface ListLine {
  readonly file: string;
  readonly sha256: string;
  readonly part: string;
}

/** Reads the list; it is empty if there is none. Throws Misuse if something else is in its place. */
export async function readList(folder: string, shown: string): Promise<ListLine[]> {
  const path = join(folder, LIST);
  const there = await lstat(path).catch(() => null);
  if (there === null) return [];
  const text = there.isFile() ? await readFile(path, 'utf8') : 'no file';
  // A full disk may have cut even the first line short.
  if (FIRST_WORDS.startsWith(text.trimStart().slice(0, FIRST_WORDS.length)))
    return text.split('\n').flatMap((each) => parseLine(each) ?? []);
  throw new Misuse(
    `${JSON.stringify(join(shown, LIST))} is in the way: this program keeps its list of files there, and did not write what is there. Give another folder, or move it away.`,
  );
}

function parseLine(text: string): ListLine | null {
  try {
    const { file, sha256, part } = JSON.parse(text);
    const isLine = [file, sha256, part].every((each) => typeof each === 'string');
    // The name decides later; here only what leads out of the folder is dropped.
    return isLine && posix.normalize(file) === file && !/^(\/|\.\.(\/|$))/.test(file)
      ? { file, sha256, part }
      : null;
  } catch {
    return null;
  }
}

export function hashOf(content: Content): string {
  const hash = createHash('sha256');
  for (const part of typeof content === 'string' ? [content] : content) hash.update(part);
  return hash.digest('hex');
}

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest('hex');
}

/** Adds a line. Throws the error of the file system. */
export async function appendLine(folder: string, line: ListLine): Promise<void> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file = await open(join(folder, LIST), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW);
  try {
    // One write, as other shards may add lines. It begins with a line break, because the last line may have been cut short.
    await file.writeFile(`\n${JSON.stringify(line)}\n`);
  } finally {
    await file.close();
  }
}

/** Replaces the list. */
export function writeList(folder: string, lines: readonly ListLine[]): Promise<void> {
  return writeWhole(join(folder, LIST), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
