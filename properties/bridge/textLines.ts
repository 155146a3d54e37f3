/**
 * Lines: text that comes in pieces, cut at its newlines. A line that never ends is told of by its head, before it fills
 * the memory. It knows no process and no JSON.
 */

/** Most characters of a line: far above any honest answer. */
export const LINE_LIMIT = 16 * 1024 * 1024;

export interface LineListener {
  readonly line: (text: string) => void;
  /** The beginning of a line that is too long. */
  readonly overlong: (head: string) => void;
}

/** Takes pieces of text; what stands after the last newline waits for more. */
export function splitLines(
  { line, overlong }: LineListener,
  limit = LINE_LIMIT,
): (piece: string) => void {
  let waiting: string[] = [];
  let length = 0;
  return (piece) => {
    let from = 0;
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
