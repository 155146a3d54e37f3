/**
 * Situation: a small fact about what a step is about to meet, such as "the orc was renamed" or "an uplink above is down".
 * What a rare bug needs is that two or three of them meet in one step. Here is its shape; the
 * situations themselves stand by subject in the files beside.
 */
import type { Feature, Step } from '#spec';
import type { Subject } from './subject.ts';
import type { View } from './view.ts';

/** What a scenario must have so that the situation can come about. Each defaults to what every scenario has. */
export interface Places {
  /** Other orcs, which take part for this one reason: those of a goal's parts are added up. */
  readonly others?: number;
  /** Client pairs with sockets at the node. Default: 1, or none where the subject's pair is an emitter's. */
  readonly sockets?: number;
  /** Pairs of the emitter at the node. */
  readonly emitters?: number;
  /** Links up from the node. */
  readonly uplinks?: number;
  /** Nodes one above the other, over the node. */
  readonly depth?: number;
  /** Nodes directly below the node. */
  readonly lowerNodes?: number;
  /** Two pairs of the node have the same port. */
  readonly equalPort?: true;
  /** The subject's pair is one of the emitter. */
  readonly isOnEmitter?: true;
  /** The orc has a `nice` that is not 0. */
  readonly isNice?: true;
}

export interface Situation {
  /** In plain words, as a report says it. Never reused for another meaning. */
  readonly id: string;
  readonly of: 'orc' | 'line' | 'pair' | 'node' | 'uplink';
  /** Without one of these it cannot come about. */
  readonly needs: readonly Feature[];
  readonly places?: Places;
  /**
   * When it is brought about, of the situations of a goal: `first` what makes orcs or links go on its way, `last` what
   * the next steps would end again.
   */
  readonly turn?: 'first' | 'late' | 'last';
  /** Steps that it takes, if more than about two. */
  readonly effort?: number;
  /**
   * The next step towards it for this subject, legal or not; null when this lead knows none. It is asked anew before each
   * step.
   */
  readonly lead: (subject: Subject) => Step | null;
  /** Asked for every view of every step: no closures, no scans. */
  readonly holds: (view: View) => boolean;
}
