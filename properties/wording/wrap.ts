/**
 * Wrap: long sentences within the width of a terminal. Breaks at blanks, and within a word only where the word alone
 * is too long. It counts characters and knows nothing of colours: paint afterwards.
 */

export const WIDTH = 80;

/** The text in lines of at most `width`: the first after `first`, the others after `rest` (as deep as `first` unless given). */
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
  for (const [gap, word] of splitWords(text)) {
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

/** Each word with the blanks before it, so that columns two blanks apart stay so. */
function splitWords(text: string): (readonly [string, string])[] {
  return [...text.matchAll(/(\s*)(\S+)/g)].map(
    ([, gap, word]) => [(gap ?? '').replace(/\s/g, ' '), word ?? ''] as const,
  );
}

/** The text in at most `width` characters; a cut shows. */
export function cutText(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 3 ? text.slice(0, width) : `${text.slice(0, width - 3)}...`;
}
