/** Drift: the first line in which a committed file differs from what its generator renders. */
import type { Generator } from './generator.ts';

/**
 * Returns a message for the person who has to fix the drift; null if the file is as its generator renders it.
 * `committed`: the file's text, null if the file is missing.
 */
export function driftOf(
  path: string,
  committed: string | null,
  rendered: string,
  { name, madeFrom }: Generator,
): string | null {
  if (committed === rendered) return null;
  const remedy = `It is made from ${madeFrom}. Run "npm run generate -- --only ${name}", and read the difference before you commit it.`;
  if (committed === null) return `${path} is missing. ${remedy}`;
  const [before, after] = [committed.split('\n'), rendered.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at < 0 ? after.length : at;
  return [
    `${path} has drifted, first at line ${line + 1}:`,
    `  - ${before[line] ?? '(the file ends)'}`,
    `  + ${after[line] ?? '(the file ends)'}`,
    remedy,
  ].join('\n');
}
