/**
 * Update: a list of deviations brought up to a report. Pure: it reads and writes no file. What somebody wrote is kept
 * as it stands; only what nobody has explained is added, and only what has healed is taken out.
 */
import type { ClauseId } from '#spec';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import type { Deviation, DeviationState } from './deviations.ts';

export interface ReportedDeviations {
  readonly findings: readonly {
    readonly clause: ClauseId;
    readonly signature: string;
    /** Path of the scenario, from the folder of the report. */
    readonly scenario: string;
  }[];
  readonly deviations: readonly {
    readonly clause: ClauseId;
    readonly signature?: string;
    readonly state: DeviationState;
  }[];
}

export interface DeviationUpdate {
  /** Those that were there in their order, then the new ones. */
  readonly deviations: readonly Deviation[];
  readonly added: readonly Deviation[];
  readonly removed: readonly Deviation[];
  /** Never seen: left to whoever wrote them. */
  readonly unmatched: readonly Deviation[];
}

/** The reason of a new entry, until somebody writes a better one. */
export const TO_FILL_IN = 'to fill in: why is it so, and what will become of it?';

export function reconcileDeviations(
  known: readonly Deviation[],
  { findings, deviations }: ReportedDeviations,
  { removeHealed }: { readonly removeHealed: boolean },
): DeviationUpdate {
  const knownInState = (state: DeviationState) =>
    known.filter((each) =>
      deviations.some(
        (reported) =>
          reported.state === state &&
          reported.clause === each.clause &&
          reported.signature === each.signature,
      ),
    );
  const removed = removeHealed ? knownInState('healed') : [];
  const kept = known.filter((each) => !removed.includes(each));
  const added = findings
    .filter((finding) => !isKnown(kept, finding))
    .map(({ clause, signature, scenario }): Deviation => {
      const reason = `${TO_FILL_IN} (${scenario})`;
      return { clause, signature, reason };
    });
  return { deviations: [...kept, ...added], added, removed, unmatched: knownInState('unmatched') };
}
