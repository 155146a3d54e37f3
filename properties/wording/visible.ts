/**
 * Visible text: what comes from a router, an adapter or a scenario may hold characters that act on a terminal or hide what is
 * there: control characters, direction marks, separators of lines. They are shown as `\u202e`, which is also how a string in
 * JSON or TypeScript writes them, so a document keeps its meaning.
 */

/**
 * Control characters except tabs and line ends; marks of direction, which put characters in another order; separators of lines
 * and paragraphs; the byte order mark; halves of characters.
 */
const ACTING =
  /(?![\t\n])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Shows such characters as `\uXXXX`. Line ends and tabs stay. */
export function showActing(text: string): string {
  return text.replace(ACTING, codeOf);
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The sequences that this program itself sends to a terminal: it clears the line, or sets a colour. */
const OWN = /(\r?\p{Cc}\[2K|\p{Cc}\[\d+m)/u;

/**
 * Does the same for a text that may have colours of ours, or clears the line. Only that can come through: a foreign text
 * could set a colour at most.
 */
export function showActingBesideColours(text: string): string {
  return text
    .split(OWN)
    .map((part, at) =>
      at % 2 === 1 && part.replace('\r', '').startsWith('\u001b') ? part : showActing(part),
    )
    .join('');
}
