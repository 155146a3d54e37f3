/**
 * The log: what a harness knows of a system it cannot look into: requests, answers and what was heard. Plain JSON-safe
 * data in order of time, so that the in-memory network, a network over sockets and a recorded file feed the interval
 * law alike. It holds no tables, messages or schedule.
 */

import type { KindOfPart, Step, StepOf } from '../scenario/steps.ts';
import { factsOfStep } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Event } from '../words/message.ts';
import type { NodeToken, PairId } from '../words/names.ts';

/** A step that a client, a node's program or the environment requests, as opposed to a control of deliveries. */
export type Request = StepOf<KindOfPart<'request'>>;

/** `at` is a step's index or a clock's time. It never decreases; entries whose order is unknown have the same value. */
export type Entry = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly request: number; readonly step: Request }
  /** Everything that the request set in motion has come to rest. Absent where the harness was not told. */
  | { readonly kind: 'acknowledged'; readonly request: number }
  /** The request was refused. This is not an acknowledgement; without it the request counts as accepted. */
  | { readonly kind: 'refused'; readonly request: number }
  /** A client saw its pair closed by the node. */
  | { readonly kind: 'closed'; readonly pair: PairId }
  /**
   * An event came on a pair's event socket, or on the node's emitter (`pair` null). Events on lower nodes' pairs are
   * logged where the harness can see them.
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
