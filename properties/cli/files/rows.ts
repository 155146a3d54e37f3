/**
 * Rows: a text file line by line, however long it is. It stands apart from the reading of whole files; it reads as it is asked for the
 * next line, without waiting for anything, because the search through a log asks in the middle of its work.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { refuseOther } from './reading.ts';

const PART_BYTES = 1 << 18;
/** The longest line, in bytes. */
const MOST_ROW_BYTES = 64 << 20;
const NEWLINE = 0x0a;

/**
 * Yields the lines of a file, without the empty one after the last newline. Throws an error whose message says what is wrong with
 * the file, or the error of the file system.
 */
export function* readRows(path: string): Generator<string, void, undefined> {
  const { O_RDONLY, O_NONBLOCK } = constants;
  refuseOther(statSync(path));
  // Opened without waiting: a pipe may have been put in its place since.
  const file = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    refuseOther(fstatSync(file));
    let rest = Buffer.alloc(0);
    for (;;) {
      const part = Buffer.allocUnsafe(PART_BYTES);
      const length = readSync(file, part, 0, PART_BYTES, null);
      if (length === 0) break;
      const bytes =
        rest.length > 0
          ? Buffer.concat([rest, part.subarray(0, length)])
          : part.subarray(0, length);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.toString('utf8', start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > MOST_ROW_BYTES)
        throw new Error(`it has a line of more than ${MOST_ROW_BYTES >> 20} MB`);
    }
    const last = rest.toString('utf8');
    if (last.trim() !== '') yield last;
  } finally {
    closeSync(file);
  }
}
