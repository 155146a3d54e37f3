/**
 * Drift: where a committed file is not what its generator renders, told by the first line that differs.
 */
import type { Generator } from './generator.ts';

/** A sentence or two for whoever has to mend it; null where the file is as it is rendered. `committed` null: there is no file. */
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
