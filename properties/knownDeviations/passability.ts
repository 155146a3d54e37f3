/**
 * Passability: whether a run may continue past a step with a known deviation, because the difference leaves no trace. That is so
 * if only frames (including misdirected ones), hearings, handlers, refusals or closings differ, and every table equals the
 * model's. A run may never continue past a difference after a malformed frame, because tables do not show what else the frame
 * changed inside the router.
 */
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';

const OUTSIDE_KINDS: ReadonlySet<Difference['kind']> = new Set<Difference['kind']>([
  'frame',
  'hearing',
  'handled',
  'refusal',
  'closed',
  'misdirected',
]);

/**
 * Whether a run may continue past the step's differences. The record must be of a settled step and hold every table that can have
 * changed.
 */
export function isPassable({ step, after, features, differences }: StepRecord): boolean {
  if (!features.has('tables') || after.history.held) return false;
  if ('frame' in step) return false;
  return differences.every(({ kind }) => OUTSIDE_KINDS.has(kind));
}
