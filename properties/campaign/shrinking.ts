/**
 * Shrinking: what follows when the scenarios of a campaign have run: each finding is shrunk, within the time there is, and those
 * that are minimal are grouped by cause. Who does it is the workers' concern.
 */
import type { AnyRouterKind } from '#spec';
import type { CauseGroup, PlacedFinding } from '../verdict/campaignResult.ts';
import type { Workers } from './task.ts';

/** `number` counts from 1. */
export interface ShrinkProgress {
  readonly number: number;
  readonly count: number;
  readonly steps: number;
}

interface Shrinking {
  readonly onShrinking?: (done: ShrinkProgress) => void;
  readonly isInterrupted: () => boolean;
  /** How much time is left for all of them, in ms. */
  readonly leftMs: () => number | undefined;
  readonly onShrunk: (found: PlacedFinding, shrunk: PlacedFinding) => void;
}

/**
 * Shrinks findings, until none is left, the time is over or the user interrupts. Known deviations should not be among them: their
 * implementer knows them already.
 */
export async function shrinkFindings(
  found: readonly PlacedFinding[],
  workers: Workers,
  { isInterrupted, leftMs, onShrinking, onShrunk }: Shrinking,
): Promise<void> {
  const left = [...found];
  const shrinkNext = async () => {
    for (let each = left.shift(); each && !isInterrupted(); each = left.shift()) {
      const number = found.length - left.length;
      const tell = (steps: number) => onShrinking?.({ number, count: found.length, steps });
      tell(each.finding.scenario.steps.length);
      const ms = leftMs();
      const finding =
        ms === 0
          ? { ...each.finding, cutShort: true as const }
          : await workers.shrink(
              {
                finding: each.finding,
                kindIndex: each.of,
                ...(ms === undefined ? {} : { leftMs: ms }),
              },
              tell,
            );
      onShrunk(each, { ...each, finding });
    }
  };
  await Promise.all(Array.from({ length: workers.atOnce }, shrinkNext));
}

/** Groups by cause the findings whose scenarios are minimal, separately for each kind of the router. */
export async function groupFindings(
  kinds: readonly AnyRouterKind[],
  found: readonly PlacedFinding[],
  workers: Workers,
): Promise<readonly CauseGroup[]> {
  const groups: CauseGroup[] = [];
  for (const kindIndex of kinds.keys()) {
    const minimal = found.flatMap(({ finding, of }) =>
      of === kindIndex && finding.certificate ? [finding] : [],
    );
    if (minimal.length > 0) groups.push(...(await workers.groupByCause(minimal, kindIndex)));
  }
  return groups;
}

/** A signal that is aborted as soon as the function says so. */
export const abortedWhen = (isOver: () => boolean): Pick<AbortSignal, 'aborted'> => ({
  get aborted() {
    return isOver();
  },
});
