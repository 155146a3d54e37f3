/**
 * Passable: whether a run may go on past a step that differs, because nothing of the difference is left behind: it was
 * heard, refused or closed otherwise, and every table is the model's. What came of a broken frame is never passable:
 * what it left inside a router no table tells.
 */
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';

const OUTSIDE_KINDS: ReadonlySet<Difference['kind']> = new Set<Difference['kind']>([
  'frame',
  'hearing',
  'handled',
  'refusal',
  'closed',
]);

/** The record is settled, with the tables that can have changed. */
export function isPassable({ step, after, features, differences }: StepRecord): boolean {
  if (!features.has('tables') || after.history.held) return false;
  if (step.kind === 'inject' || step.kind === 'garble') return false;
  return differences.every(({ kind }) => OUTSIDE_KINDS.has(kind));
}
