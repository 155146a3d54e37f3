/**
 * Tasks: what a run can be cut into, and what comes back of each piece. Plain data, so that a piece may be done by a
 * worker thread or on another machine. Every piece of what comes back knows its place in the whole run: joined in that
 * order, many workers find what one finds.
 */
import type { ClauseId } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { Besieged as FuzzFigures, Place as RunPosition } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { BypassCounts } from './bypass.ts';

/** `kind` counts the router's kinds, `leftMs` is what is left of the time when it is handed over. */
export type Task =
  | { readonly kind: 'corpus'; readonly of: number; readonly documents: readonly number[] }
  | { readonly kind: 'siege'; readonly of: number; readonly leftMs: number }
  | {
      readonly kind: 'cases';
      readonly of: number;
      readonly indexes: readonly number[];
      readonly leftMs: number;
    };

/** One scenario that was run, with the findings it shows that this worker has not seen as short. */
export type AnswerEntry =
  | {
      readonly kind: 'case';
      readonly place: RunPosition;
      readonly steps: number;
      readonly faults?: FaultCounts;
      readonly exercised: readonly ClauseId[];
      readonly witnessed: readonly ClauseId[];
      readonly sightings: readonly Finding[];
      /** Where known deviations were fenced. */
      readonly fence?: BypassCounts;
    }
  | {
      readonly kind: 'document' | 'breach';
      readonly place: RunPosition;
      readonly sightings: readonly Finding[];
    };

export interface Answer {
  readonly entries: readonly AnswerEntry[];
  readonly siege?: FuzzFigures;
}

/** A finding as it was believed, of the kind with that index. */
export interface KindFinding {
  readonly finding: Finding;
  readonly of: number;
}

/** Who does the tasks: this process by default, or a pool. */
export interface Workers {
  /** How many tasks are done at the same time. */
  readonly atOnce: number;
  /** Throws Undriven. */
  perform(task: Task): Promise<Answer>;
  /** The same finding on the smallest scenario. Throws Undriven. */
  shrink(sighted: KindFinding): Promise<Finding>;
}
