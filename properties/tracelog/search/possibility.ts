/**
 * Possibilities: what may be after some lines of a log, and what a search came to. Data alone, so that the search, the
 * clause and the judgement speak of the same.
 */
import type { State } from '#model';
import type { NodeToken, Observation, Step } from '#spec';
import type { Bindings } from './bindings.ts';
import type { Cursors, Head } from './streams.ts';

/** One state of the model that the log up to here leaves possible. */
export interface Possibility {
  readonly state: State;
  readonly cursors: Cursors;
  readonly bindings: Bindings;
  /** A delivery there that nobody could see was the last thing that happened: only what the node does next tells it from none. */
  readonly busy: NodeToken | null;
  /** The move that the log tells only in part so far; null between two moves. */
  readonly underWay: {
    readonly cause: Step;
    readonly before: State;
    /** What must come next of it. */
    readonly owed: readonly Observation[];
  } | null;
}

export interface SearchResult {
  readonly verdict: 'accepted' | 'refused' | 'undecided';
  /** The possible states where most of the log is accounted for. */
  readonly furthest: readonly Possibility[];
  readonly heads: readonly Head[];
  /** The steps that lines asked for, each as it was taken to be at last. */
  readonly asked: ReadonlyMap<number, Step>;
  readonly visited: number;
  /** Why it is undecided. */
  readonly why: string | null;
}
