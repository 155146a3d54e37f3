/**
 * The lines that the topics of steps name. It stands apart because the epilogue, the shrinker, the fuzzer and the
 * reports all ask for them; lines that stand only in a raw frame do not count.
 */
import type { LineId, Step } from '#spec';
import { lineOf } from '#spec';

/** Each once, in order of first mention. */
export function linesOf(steps: readonly Step[]): LineId[] {
  const lines = steps.map((step) => ('topic' in step ? lineOf(step.topic) : null));
  return [...new Set(lines.filter((each) => each !== null))];
}
