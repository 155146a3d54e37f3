/**
 * The log: what a harness knows of a system whose inside it cannot see: requests, answers and what was heard. It is plain
 * JSON-safe data in order of time. The in-memory network, a network over sockets and a recorded file all write it, and the
 * interval law reads it. It holds no tables, messages or schedule.
 */

import type { KindOfPart, Step, StepOf } from '../scenario/steps.ts';
import { factsOfStep } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Event } from '../words/message.ts';
import type { NodeToken, PairId } from '../words/names.ts';

/** A step that a client, a node's program or the environment requests. The other steps control deliveries. */
export type Request = StepOf<KindOfPart<'request'>>;

/** `at` is a step's index or the time of a clock. It never decreases; entries have the same value if nobody knows their order. */
export type Entry = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly request: number; readonly step: Request }
  /** Nothing that the request caused is in flight any more. Absent where the harness was not told. */
  | { readonly kind: 'acknowledged'; readonly request: number }
  /** The request was refused. This does not acknowledge it. A request without such an entry counts as accepted. */
  | { readonly kind: 'refused'; readonly request: number }
  /** A client saw its pair closed by the node. */
  | { readonly kind: 'closed'; readonly pair: PairId }
  /**
   * An event came on a pair's event socket, or on the node's emitter (`pair` is null). Events on lower nodes' pairs are logged
   * where the harness can see them.
   */
  | {
      readonly kind: 'heard';
      readonly node: NodeToken;
      readonly pair: PairId | null;
      readonly event: Event;
    }
  /** Nothing at all is in flight any more. */
  | { readonly kind: 'settled' }
);

export interface Log {
  readonly topology: Topology;
  /** In order of time. A published event has the id `e` followed by its request's number. */
  readonly entries: readonly Entry[];
}

export function isRequest(step: Step): step is Request {
  return factsOfStep(step).part === 'request';
}
