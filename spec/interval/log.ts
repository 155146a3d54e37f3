/**
 * The log: what a harness knows of a system that it cannot look into: what it asked, what was answered, what it heard.
 * Plain data, JSON-safe, in order of time: our fabric, a network over sockets and a recorded file feed the interval
 * law alike. No table, no message and no schedule is in it.
 */

import type { Step } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Event } from '../words/message.ts';
import type { NodeToken, PairId } from '../words/names.ts';

/** What a harness does to the order and the number of deliveries: nothing that anybody asks for. */
const SCHEDULE = ['hold', 'settle', 'arrive', 'climb', 'descend', 'repeat'] as const;

/** A step that somebody asks for. */
export type Request = Exclude<Step, { readonly kind: (typeof SCHEDULE)[number] }>;

/** `at` is the index of a step or a clock's time; it never goes back, and what is not known to come earlier has the same. */
export type Entry = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly request: number; readonly step: Request }
  /** All that the request set in motion has come to rest. Left out where the harness was not told. */
  | { readonly kind: 'acknowledged'; readonly request: number }
  /** The request was refused. Not an acknowledgement; without it the request was taken. */
  | { readonly kind: 'refused'; readonly request: number }
  /** A client saw its pair closed by the other side. */
  | { readonly kind: 'closed'; readonly pair: PairId }
  /** An event came on a pair's event socket, or on the node's emitter (`pair` null). Those of lower nodes' pairs are logged where they can be seen. */
  | {
      readonly kind: 'heard';
      readonly node: NodeToken;
      readonly pair: PairId | null;
      readonly event: Event;
    }
  /** Nothing is in flight any more, whoever asked for it. */
  | { readonly kind: 'settled' }
);

export interface Log {
  readonly topology: Topology;
  /** In order of time. A published event has the id `e` and its request's number. */
  readonly entries: readonly Entry[];
}

export function isRequest(step: Step): step is Request {
  return !(SCHEDULE as readonly string[]).includes(step.kind);
}

/** The numbers of requests stand for themselves: an event's id says which published it. */
export const eventIdOf = (request: number): string => `e${request}`;
