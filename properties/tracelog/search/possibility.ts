/**
 * Possibilities: the states in which the system can be after some lines of a log, and the result of a
 * search. Data only, shared by the search, the blame and the judgement.
 */
import type { State } from '#model';
import type { LoggedLine, NodeToken, Observation, Step } from '#spec';
import type { Bindings } from './bindings.ts';
import type { Cursors, Head } from './streams.ts';

/** One state of the model that is consistent with the log so far. */
export interface Possibility {
  readonly state: State;
  readonly cursors: Cursors;
  readonly bindings: Bindings;
  /**
   * The node of the last delivery, if that delivery produced no observation. Only what this node does next can tell whether the
   * delivery took place, so the search lets this node do the next move.
   */
  readonly silentNode: NodeToken | null;
  /** The move of which the log has told only a part so far; null between two moves. */
  readonly pendingMove: {
    readonly cause: Step;
    readonly stateBefore: State;
    /** The observations of the move that must still come. */
    readonly owed: readonly Observation[];
  } | null;
}

export interface SearchResult {
  readonly verdict: 'accepted' | 'refused' | 'undecided';
  /** The possibilities that account for the most lines. */
  readonly furthest: readonly Possibility[];
  readonly heads: readonly Head[];
  /** For each of the latest lines: the step that was last tried for its request. */
  readonly requests: ReadonlyMap<number, Step>;
  /** Returns the lines near the furthest place. */
  readonly linesNear: () => readonly LoggedLine[];
  readonly visited: number;
  /** Why the log is undecided; null otherwise. */
  readonly why: string | null;
}

export interface SearchProgress {
  /** Lines behind which the search does not go back, of how many. */
  readonly lines: number;
  readonly total: number;
  /** What is held in memory: possible states, and lines. */
  readonly kept: { readonly states: number; readonly lines: number };
}
