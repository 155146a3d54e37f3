/**
 * Tasks: what a run can be cut into, and what comes back of each piece. Plain data, so that a piece may be done by a
 * worker thread or on another machine. Every piece of what comes back knows its place in the whole run: joined in that
 * order, many workers find what one finds.
 */
import type { ClauseId } from '#spec';
import type { Faults } from '../effect.ts';
import type { Figures } from '../fence/around.ts';
import type { Finding } from '../verdict.ts';

/** Corpus, siege, generated; the kind's index; the index there. A run with one job goes through them in this order. */
export type Place = readonly [phase: 0 | 1 | 2, kind: number, index: number];

export function before(left: Place, right: Place): boolean {
  const at = left.findIndex((each, index) => each !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

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
export type Entry =
  | {
      readonly kind: 'case';
      readonly place: Place;
      readonly steps: number;
      readonly faults?: Faults;
      readonly exercised: readonly ClauseId[];
      readonly witnessed: readonly ClauseId[];
      readonly sightings: readonly Finding[];
      /** Where known deviations were fenced. */
      readonly fence?: Figures;
    }
  | {
      readonly kind: 'document' | 'breach';
      readonly place: Place;
      readonly sightings: readonly Finding[];
    };

/** What was thrown at the router, and what became of it in a sentence. */
export interface Besieged {
  readonly frames: number;
  readonly steps: number;
  readonly scenarios: number;
  readonly breaches: number;
  readonly text: string;
}

export interface Answer {
  readonly entries: readonly Entry[];
  readonly siege?: Besieged;
}

/** A finding as it was believed, of the kind with that index. */
export interface Sighted {
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
  shrunk(sighted: Sighted): Promise<Finding>;
}
