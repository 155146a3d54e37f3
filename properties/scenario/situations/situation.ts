/**
 * Situation: a small fact about what a step is about to meet, such as "the orc was renamed" or "an uplink above is down".
 * What a rare bug needs is that two or three of them meet in one step. Here are its shape and what it may look at; the
 * situations themselves stand by subject in the files beside.
 */
import type { Attachment, Feature, LineId, Step } from '#spec';
import type { Subject } from './subject.ts';

/** What has happened to an orc so far, under its present name. */
export interface OrcMemory {
  hasLeft: boolean;
  isBack: boolean;
  wasRenamed: boolean;
  isNameFreed: boolean;
  isNameReused: boolean;
  wasTakenOver: boolean;
  wasMoved: boolean;
  hasLostEndpoint: boolean;
  hasLostPair: boolean;
  hasLostNode: boolean;
  hasGivenUpLine: boolean;
  wasRefused: boolean;
  commandCount: number;
  nice: number;
}

/** What has happened to a client's pair so far. */
export interface PairMemory {
  isEmitter: boolean;
  hasEqualPort: boolean;
  wasLost: boolean;
  isUsedAnew: boolean;
  wasClosed: boolean;
  /** Joins by it so far, of whichever orc. */
  joinCount: number;
}

/** What has happened to a line so far, anywhere in the network. */
export interface LineMemory {
  eventCount: number;
  unheardCount: number;
  hasEnded: boolean;
  wasHalls: boolean;
}

/** What has happened to a link between nodes so far. */
export interface UplinkMemory {
  isDown: boolean;
  returnCount: number;
}

/** What has happened to a node so far, and where it stands. */
export interface NodeMemory {
  restartCount: number;
  /** The links from it to nodes directly above. */
  readonly uplinks: readonly UplinkMemory[];
  /** The links from nodes directly below to it. */
  readonly lowerLinks: readonly UplinkMemory[];
  /** All links on its ways up. */
  readonly way: readonly UplinkMemory[];
  readonly nodesAbove: readonly NodeMemory[];
}

/**
 * What a step meets, before it is done: one orc (or none) with one of its pairs, one line, and the nodes on one way. A
 * step about several orcs or lines has several views.
 */
export interface View {
  orc: OrcMemory | null;
  /** The orc's endpoints; empty without an orc. */
  endpoints: readonly Attachment[];
  isNested: boolean;
  pair: PairMemory | null;
  /** Orcs with an endpoint on the pair. */
  orcsBehind: number;
  hasGuest: boolean;
  lineId: LineId | null;
  line: LineMemory | null;
  /** Carriers of the line at the step's node, by kind. */
  clientCarriers: number;
  lowerCarriers: number;
  emitterOrcs: number;
  isHallHolding: boolean;
  /** The node of the orc, and the node of the step: the same, or above or below it. */
  node: NodeMemory;
  at: NodeMemory;
  isHeld: boolean;
  isLineEventFlying: boolean;
  isMessageClimbing: boolean;
  isPairBusy: boolean;
  isLossUnnoticed: boolean;
}

/** What a scenario must have so that the situation can come about. Each defaults to what every scenario has. */
export interface Places {
  /** Orcs that may be attached at the node. Default: 1. */
  readonly orcs?: number;
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
   * The next step towards it for this subject, legal or not; null when this lead knows none. It is asked anew before each
   * step.
   */
  readonly lead: (subject: Subject) => Step | null;
  /** Asked for every view of every step: no closures, no scans. */
  readonly holds: (view: View) => boolean;
}
