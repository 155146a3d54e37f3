/**
 * Passability: whether a run may continue past a step with a known deviation, because the difference leaves no trace:
 * only frames, misdirected ones too, hearings, handlers, refusals or closings differ, and every table equals the model's. A difference after
 * a malformed frame is never passable, because tables do not show what else it changed inside the router.
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
 * Whether a run may go on past the step's differences. The record must be settled and hold the tables that can have
 * changed.
 */
export function isPassable({ step, after, features, differences }: StepRecord): boolean {
  if (!features.has('tables') || after.history.held) return false;
  if ('frame' in step) return false;
  return differences.every(({ kind }) => OUTSIDE_KINDS.has(kind));
}
