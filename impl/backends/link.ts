/**
 * Links: what a node, and the client or node below it, need of a pair, whichever backend carries it. It stands apart so that node
 * and client do not know which backend they use.
 */
import type { Backend, Event, NodeToken, PairId } from '#spec';

/** The node's end of a pair. */
export interface Link {
  readonly pair: PairId;
  readonly backend: Backend;
  readonly port: number | null;
  /** The lower node; null for a client's pair. */
  readonly node: NodeToken | null;
  /** Writes one frame on the event socket; does nothing on `ee`, whose carrier is the node's emitter. */
  write(event: Event): void;
  /** Closes the pair for the node: what is in flight on it is lost. */
  close(): void;
}

/** What the two ends of a pair are told. */
export interface LinkCallbacks {
  /** Called when a frame came up to the node. */
  onFrameUp(frame: unknown): void;
  /** Called when a frame came down to the client or the lower node. */
  onFrameDown(frame: unknown): void;
  /** Called when the node notices that the pair is lost; not when it closed the pair itself. */
  onLost(socket: 'command' | 'event'): void;
  /** Called when the lower end notices that the pair is gone, whoever ended it. */
  onGone(): void;
}
