/**
 * Lines: cuts text that arrives in pieces at its newlines. Of a line that is too long it reports only the beginning, so that the
 * line cannot fill the memory. It knows no process and no JSON.
 */

/**
 * The most characters of a line. The answer to the largest scenario is shorter: after each of 500 steps it shows tables of 60
 * orcs with names of 256 units.
 */
const LINE_LIMIT = 128 * 1024 * 1024;

const BYTE_ORDER_MARK = '\uFEFF';

export interface LineListener {
  readonly line: (text: string) => void;
  /** Receives the beginning of a line that is too long. */
  readonly overlong: (head: string) => void;
}

/**
 * Returns a function that takes pieces of text and reports whole lines. Text after the last newline is kept until the next piece
 * comes.
 */
export function splitLines(
  { line, overlong }: LineListener,
  limit = LINE_LIMIT,
): (piece: string) => void {
  let waiting: string[] = [];
  let length = 0;
  let isFirst = true;
  return (piece) => {
    // Some systems write a byte order mark before everything else.
    let from = isFirst && piece.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    if (piece !== '') isFirst = false;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      waiting.push(piece.slice(from, at));
      from = at + 1;
      const text = waiting.join('');
      waiting = [];
      length = 0;
      if (text.trim() !== '') line(text);
    }
    if (from === piece.length) return;
    waiting.push(piece.slice(from));
    length += piece.length - from;
    if (length <= limit) return;
    overlong(waiting.join('').slice(0, 200));
    waiting = [];
    length = 0;
  };
}
