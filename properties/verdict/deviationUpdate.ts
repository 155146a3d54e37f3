/**
 * Deviation update: brings a list of declared deviations up to date with a report. It reads and writes no file. Existing entries
 * are kept as they are written; only unexplained findings are added, and only healed entries removed.
 */
import type { ClauseId, Scenario } from '#spec';
import { declares, failsBy } from '../knownDeviations/knownDeviation.ts';
import type { Deviation, DeviationState } from './deviations.ts';

export interface ReportedDeviations {
  readonly findings: readonly {
    readonly clause: ClauseId;
    readonly signature: string;
    /** Path of the scenario, relative to the folder of the report. */
    readonly path: string;
    /** The scenario, and the index of its failing step; absent if no entry with this signature has a scenario. */
    readonly shown?: { readonly scenario: Scenario; readonly at: number };
  }[];
  readonly deviations: readonly {
    readonly clause: ClauseId;
    readonly signature?: string;
    readonly scenario?: unknown;
    readonly state: DeviationState;
  }[];
}

export interface DeviationUpdate {
  /** The existing entries in their order, then the new ones. */
  readonly deviations: readonly Deviation[];
  readonly added: readonly Deviation[];
  readonly removed: readonly Deviation[];
  /** Entries that no run showed. They are kept, and their author decides about them. */
  readonly unmatched: readonly Deviation[];
}

/**
 * The reason of a new entry, until somebody writes a better one. A new entry has a scenario if another one with its signature has:
 * it would declare what that one leaves open otherwise.
 */
const TO_FILL_IN = 'to fill in: why is it so, and what will become of it?';

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
          reported.signature === each.signature &&
          JSON.stringify(reported.scenario) === JSON.stringify(each.scenario),
      ),
    );
  const removed = removeHealed ? knownInState('healed') : [];
  const kept = known.filter((each) => !removed.includes(each));
  const added = findings
    .filter((finding) => !kept.some((each) => isCoveredBy(each, finding)))
    .map(({ clause, signature, path, shown }): Deviation => {
      const reason = `${TO_FILL_IN} (${path})`;
      return { clause, signature, ...(shown ? { scenario: shown.scenario } : {}), reason };
    });
  return { deviations: [...kept, ...added], added, removed, unmatched: knownInState('unmatched') };
}

function isCoveredBy(
  { scenario, ...declared }: Deviation,
  { shown, ...finding }: ReportedDeviations['findings'][number],
): boolean {
  if (!declares(declared, finding)) return false;
  return (
    !scenario ||
    (shown !== undefined && failsBy(scenario, { ...finding, ...shown }, shown.scenario))
  );
}
