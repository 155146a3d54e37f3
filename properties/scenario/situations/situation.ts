/**
 * Situation: a small fact about the network just before a step, such as "the orc was renamed" or "an uplink above is down". A
 * rare bug often needs two or three such facts at the same step. This file defines what a situation consists of; the files beside
 * it list the situations by subject.
 */
import type { Feature, Step } from '#spec';
import type { Subject } from './subject.ts';
import type { View } from './view.ts';

/** What a topology must have so that the situation can occur. Each field defaults to what every topology has. */
export interface Places {
  /** Number of orcs besides the subject that this situation needs. The numbers of a goal's situations are added up. */
  readonly others?: number;
  /** Number of clients' pairs with sockets at the node. Default: 1, or 0 where the subject's pair is on the emitter. */
  readonly sockets?: number;
  /** Number of pairs on the emitter at the node. */
  readonly emitters?: number;
  /** Number of links up from the node. */
  readonly uplinks?: number;
  /** Number of nodes above the node, one above the other. */
  readonly depth?: number;
  /** Number of nodes directly below the node. */
  readonly lowerNodes?: number;
  /** Two pairs of the node must have the same port. */
  readonly equalPort?: true;
  /** The subject's pair must be on the emitter. */
  readonly isOnEmitter?: true;
  /** The orc must have a `nice` other than 0. */
  readonly isNice?: true;
}

export interface Situation {
  /** In plain words, as reports print it. Never reuse an id for another meaning. */
  readonly id: string;
  readonly of: 'orc' | 'line' | 'pair' | 'node' | 'uplink';
  /** The situation can occur only if the router declares all of these features. */
  readonly needs: readonly Feature[];
  readonly places?: Places;
  /**
   * In which order the situations of a goal are brought about: `first`, then those without a turn, then `late`, then `last`. What
   * is `first` moves orcs or links; what is `last` would be ended by most further steps.
   */
  readonly turn?: 'first' | 'late' | 'last';
  /** Number of steps it takes to bring about, if more than about two. */
  readonly effort?: number;
  /**
   * Returns the next step towards the situation for this subject, legal or not; null when it knows none. It is called again
   * before each step.
   */
  readonly lead: (subject: Subject) => Step | null;
  /** Whether the situation holds. Called for every view of every step, so it must create no closures and scan no long lists. */
  readonly holds: (view: View) => boolean;
}
