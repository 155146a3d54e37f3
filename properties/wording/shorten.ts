/** Shortening: a long text with its middle left out, so that a sentence stays readable. Beginning and end tell long names apart. */

/** A shortened text has about this many characters. */
const LENGTH = 120;

/** Leaves out the middle of a text longer than `length` characters, and says how many characters are missing. */
export function shortenText(text: string, length = LENGTH): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const half = length >> 1;
  const left = characters.length - 2 * half;
  return `${characters.slice(0, half).join('')}… ${left} characters …${characters.slice(-half).join('')}`;
}
