/**
 * The lines that the topics of steps name. Separate because the epilogue, the shrinker, the fuzzer and the reports all ask for
 * them. A line that only a raw frame names does not count.
 */
import type { LineId, Step } from '#spec';
import { lineOf } from '#spec';

/** Returns each line once, in order of first mention. */
export function linesOf(steps: readonly Step[]): LineId[] {
  const lines = steps.map((step) => ('topic' in step ? lineOf(step.topic) : null));
  return [...new Set(lines.filter((each) => each !== null))];
}
