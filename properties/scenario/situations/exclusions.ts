/**
 * Exclusions: which situations cannot meet in which kind of step, and why: a step that is not legal there, or two facts
 * that exclude each other. They are the only reasons for which a pair or triple is not in a list of goals.
 */
import type { StepKind } from '#spec';
import type { Situation } from './situation.ts';

interface Exclusion {
  /** Ids of situations; one of them alone, or two that do not meet. */
  readonly situations: readonly string[];
  /** The kinds of step in which that is so. Default: all. */
  readonly kinds?: readonly StepKind[];
  readonly reason: string;
}

const exclusions: readonly Exclusion[] = [];

/** Whether the kind of step cannot meet the situation, or both of two. */
export function isExcluded(kind: StepKind, one: Situation, other?: Situation): boolean {
  return exclusionOf(kind, one, other) !== null;
}

/** The first exclusion that says so; null where there is none. */
function exclusionOf(kind: StepKind, one: Situation, other?: Situation): Exclusion | null {
  for (const each of exclusions) {
    if (each.kinds && !each.kinds.includes(kind)) continue;
    if (each.situations.every((id) => id === one.id || id === other?.id)) return each;
  }
  return null;
}
