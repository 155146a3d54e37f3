/**
 * Wrap: breaks long sentences to the width of a terminal, at blanks; it breaks a word only when the word alone is too long. It
 * counts characters and does not know about colour codes, so colour the lines afterwards.
 */

import { showActing } from './visible.ts';

export const WIDTH = 80;

/**
 * Breaks the text into lines of at most `width` characters. `first` is the prefix of the first line, `rest` that of
 * the others (default: blanks as long as `first`).
 */
export function wrapText(
  text: string,
  first = '',
  rest = ' '.repeat(first.length),
  width = WIDTH,
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const breakLine = () => {
    lines.push(line.trimEnd());
    line = rest;
    empty = true;
  };
  for (const [gap, word] of splitWords(showActing(text))) {
    const blank = empty ? '' : gap;
    if (!empty && line.length + blank.length + word.length > width) breakLine();
    else line += blank;
    let left = word;
    while (line.length + left.length > width) {
      const room = Math.max(1, width - line.length);
      line += left.slice(0, room);
      left = left.slice(room);
      breakLine();
    }
    line += left;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Splits a text into words, each with the blanks before it, so that columns separated by two blanks stay apart. */
function splitWords(text: string): (readonly [string, string])[] {
  return [...text.matchAll(/(\s*)(\S+)/g)].map(
    ([, gap, word]) => [(gap ?? '').replace(/\s/g, ' '), word ?? ''] as const,
  );
}

/** Cuts the text to at most `width` characters; a cut text ends in `...`. */
export function cutText(text: string, width: number): string {
  const shown = showActing(text);
  if (shown.length <= width) return shown;
  return width <= 3 ? shown.slice(0, width) : `${shown.slice(0, width - 3)}...`;
}
