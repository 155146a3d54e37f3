/**
 * View: all that a situation may look at before a step: the present state, and what has happened so far to the step's orc, pair,
 * line and nodes. Separate from the situations, because the memory that keeps the past knows none of them.
 */
import type { Attachment, LineId } from '#spec';

/** What has happened so far to an orc under its present name. */
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
  /** Number of joins by this pair so far, of all orcs. */
  joinCount: number;
}

/** What has happened to a line so far, at any node. */
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
  /** Whether the lower node attached again while the uplink was up. */
  wasAttachedTwice: boolean;
}

/** What has happened to a node so far, and where it stands. */
export interface NodeMemory {
  restartCount: number;
  /** The links from this node to the nodes directly above. */
  readonly uplinks: readonly UplinkMemory[];
  /** The links from the nodes directly below to this node. */
  readonly lowerLinks: readonly UplinkMemory[];
  /** All links on the node's ways up. */
  readonly way: readonly UplinkMemory[];
  readonly nodesAbove: readonly NodeMemory[];
}

/**
 * What a step meets, before it is done: one orc (or none) with one of its pairs, one line, and the nodes on one way. A step about
 * several orcs or lines has several views.
 */
export interface View {
  orc: OrcMemory | null;
  /** The orc's endpoints; empty when the view has no orc. */
  endpoints: readonly Attachment[];
  isNested: boolean;
  pair: PairMemory | null;
  /** Number of orcs with an endpoint on the pair. */
  orcsBehind: number;
  hasGuest: boolean;
  lineId: LineId | null;
  line: LineMemory | null;
  /** Number of carriers of the line at the step's node, by kind. */
  clientCarriers: number;
  lowerCarriers: number;
  emitterOrcs: number;
  isHallHolding: boolean;
  /** The orc's node. The step's node may be the same, or above or below it. */
  node: NodeMemory;
  at: NodeMemory;
  isHeld: boolean;
  isLineEventFlying: boolean;
  isMessageClimbing: boolean;
  isPairBusy: boolean;
  isLossUnnoticed: boolean;
}
