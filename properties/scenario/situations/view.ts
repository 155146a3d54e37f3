/**
 * View: all that a situation may look at of a step to come: what is so now, and what has happened so far to its orc, pair,
 * line and nodes. Apart from the situations, because the memory that keeps it knows none of them.
 */
import type { Attachment, LineId } from '#spec';

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
  /** The lower node attached anew while the uplink was up. */
  wasAttachedTwice: boolean;
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
