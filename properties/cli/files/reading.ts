/**
 * Reading: every file that a user names, or that lies where a user's files lie, is read here. What is no file, such as a named
 * pipe, a device or a folder, is told at once: reading it might wait for ever or never end.
 */
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';

/** The most bytes of a document: a report of the longest run has less than a tenth of it. */
const MOST_BYTES = 256 * 1024 * 1024;
/** How much is read at a time of what is longer than its size says. */
const PART_BYTES = 64 * 1024;

/**
 * Reads a whole file. Throws an error whose message says what is wrong with it, or the error of the file system.
 * `mostBytes`: how long it may be.
 */
export async function readWhole(path: string, mostBytes = MOST_BYTES): Promise<Buffer> {
  refuseOther(await stat(path));
  // Opened without waiting: a pipe may have been put in its place since.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    refuseOther(found);
    return await readParts(file, found.size, mostBytes);
  } finally {
    await file.close();
  }
}

/** Does the same as `readWhole`, for a text. */
export async function readText(path: string, mostBytes = MOST_BYTES): Promise<string> {
  return (await readWhole(path, mostBytes)).toString('utf8');
}

/** Throws if this is not a file, in words that fit after "cannot be read:". */
export function refuseOther(found: Stats): void {
  if (found.isFile()) return;
  const kinds = [
    [found.isDirectory(), 'a folder'],
    [found.isFIFO(), 'a named pipe'],
    [found.isSocket(), 'a socket'],
    [found.isCharacterDevice() || found.isBlockDevice(), 'a device'],
  ] as const;
  const kind = kinds.find(([is]) => is)?.[1] ?? 'something else';
  throw new Error(`it is ${kind} and not a file`);
}

/** Reads to the end, which may come later than the size says: files of the system, such as those of /proc, have size 0. */
async function readParts(file: FileHandle, size: number, mostBytes: number): Promise<Buffer> {
  const limitText = `a file of at most ${mostBytes / 1024 / 1024} MB`;
  if (size > mostBytes)
    throw new Error(`it has ${Math.ceil(size / 1024 / 1024)} MB, and expected was ${limitText}`);
  const parts: Buffer[] = [];
  // One more than the size, so that the end shows before another part is needed.
  let part = Buffer.allocUnsafe(Math.max(size, PART_BYTES - 1) + 1);
  for (let [length, filled] = [0, 0]; ; ) {
    const { bytesRead } = await file.read(part, filled, part.length - filled, length);
    length += bytesRead;
    filled += bytesRead;
    if (bytesRead === 0) return Buffer.concat([...parts, part.subarray(0, filled)]);
    if (length > mostBytes) throw new Error(`it does not end, and expected was ${limitText}`);
    if (filled < part.length) continue;
    parts.push(part);
    part = Buffer.allocUnsafe(PART_BYTES);
    filled = 0;
  }
}
