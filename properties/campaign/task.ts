/**
 * Tasks: the pieces that a campaign can be split into, and their answers. Plain data, so that a task can be done by a
 * worker thread or on another machine. Every entry of an answer has its index in the whole campaign. Answers are merged
 * in that order, so that many workers give the same result as one.
 */
import type { ClauseId } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { CampaignPosition, CauseGroup, FuzzFigures } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { BypassCounts, OutcomeWithoutDeviations } from './bypass.ts';
import type { CaseMeasure } from './caseMeasure.ts';
import type { Observation } from './observation.ts';

/** `kindIndex`: index of the router's kind. `leftMs`: the time that is left when the worker gets the task. */
export type Task =
  | { readonly kind: 'corpus'; readonly kindIndex: number; readonly documents: readonly number[] }
  | { readonly kind: 'fuzzing'; readonly kindIndex: number; readonly leftMs: number }
  | {
      readonly kind: 'cases';
      readonly kindIndex: number;
      readonly indexes: readonly number[];
      readonly leftMs: number;
    };

/**
 * One scenario that was run, with its findings. Left out are signatures that this worker has met on a scenario that was
 * not longer.
 */
export type TaskResultEntry =
  | {
      readonly kind: 'case';
      readonly place: CampaignPosition;
      readonly steps: number;
      /** Whether the scenario ran to the end of its epilogue, and did not end at a finding or an unsupported step. */
      readonly isWhole: boolean;
      /** Whether a known deviation ended it while everyone left in the epilogue. */
      readonly endsWhileLeaving?: true;
      readonly faults?: FaultCounts;
      readonly exercised: readonly ClauseId[];
      readonly witnessed: readonly ClauseId[];
      readonly sightings: readonly Finding[];
      /** The ids of all findings and known deviations that it met. */
      readonly met: readonly string[];
      readonly measure: CaseMeasure;
      /** Figures on known deviations, when any are declared. */
      readonly bypass?: BypassCounts;
      readonly observation?: Observation;
    }
  | {
      readonly kind: 'document' | 'fuzz finding';
      readonly place: CampaignPosition;
      readonly sightings: readonly Finding[];
      readonly observation?: Observation;
    };

export interface TaskResult {
  readonly entries: readonly TaskResultEntry[];
  readonly fuzzing?: FuzzFigures;
}

/** One scenario that was run outside any campaign, and what it showed. */
export interface PerformedScenario {
  readonly bypassed: OutcomeWithoutDeviations;
  /** Findings and known deviations. Left out are signatures that a scenario of at most this length has shown before. */
  readonly sightings: readonly Finding[];
}

/** A finding, and the index of its kind. */
export interface KindFinding {
  readonly finding: Finding;
  readonly kindIndex: number;
  /** How long the search for a smaller scenario may take, in ms; default: until its own limit. */
  readonly leftMs?: number;
}

/** Does the tasks: this process by default, or a pool of worker threads. */
export interface Workers {
  /** Number of tasks that are done in parallel. */
  readonly atOnce: number;
  /** Does one task. Throws Undriven. */
  perform(task: Task): Promise<TaskResult>;
  /**
   * Shrinks the finding's scenario. `onSmaller` is called with the number of its steps as the search goes on, but not by workers
   * in other threads. Throws Undriven.
   */
  shrink(sighted: KindFinding, onSmaller?: (steps: number) => void): Promise<Finding>;
  /** Groups shrunk findings of one kind by cause. Throws Undriven. */
  groupByCause(findings: readonly Finding[], kindIndex: number): Promise<readonly CauseGroup[]>;
}
