/**
 * Code that must not compile: mistakes of an implementer that the contract's types catch. Nothing here runs; `npm run types`
 * compiles it, and fails if a line that is marked as an error compiles.
 */
import type {
  Effect,
  Input,
  Message,
  NetworkKind,
  NodeToken,
  OrcName,
  RouterKind,
  Step,
} from './index.ts';
import type { StepFacts } from './scenario/stepRegistry.ts';

declare const token: NodeToken;
declare const orcName: OrcName;
declare const message: Message;
const create: RouterKind['create'] = () => ({ handle: () => [] });

export const right: RouterKind = {
  level: 'router',
  name: 'right',
  version: '1.0.0',
  features: ['axon', 'tables'],
  create,
};

export const invented: RouterKind = {
  ...right,
  // @ts-expect-error: an unknown feature would never be asked for
  features: ['axon', 'telepathy'],
};

export const levelless: RouterKind = {
  ...right,
  // @ts-expect-error: a router kind is not a network kind
  level: 'network',
};

// @ts-expect-error: a network must declare how it knows that nothing is in flight
export const silent: NetworkKind = {
  level: 'network',
  name: 'silent',
  version: '1.0.0',
  features: [],
  create: () => ({ apply: () => [], close: () => {} }),
};

export const late: RouterKind = {
  ...right,
  // @ts-expect-error: a router answers synchronously; asynchronous systems implement the network level
  create: () => ({ handle: async () => [] }),
};

export const mute: RouterKind = {
  ...right,
  // @ts-expect-error: effects are a list, even when there are none
  create: () => ({ handle: () => undefined }),
};

// @ts-expect-error: names are made by a function that validates them, not written as plain strings
export const raw: NodeToken = 'n1';

// @ts-expect-error: an orc name is not a node token
export const swapped: NodeToken = orcName;

// @ts-expect-error: a message must name the uplink it goes up
export const nowhere: Effect = { kind: 'send', message };

declare const event: Event;
// @ts-expect-error: pairs are a list, even when there is only one
export const single: Effect = { kind: 'write', event, pairs: 's1' };

// @ts-expect-error: a refusal needs a fault from the registry
export const vague: Effect = { kind: 'refuse', fault: 'NO', detail: 'no' };

// @ts-expect-error: an event carries JSON, and a function is not JSON
export const laden: Effect = { kind: 'emit', event: { topic: 't', id: 'e', payload: () => 1 } };

// @ts-expect-error: a kind that is not in the registry is no step
export const unregistered: Step = { kind: 'ping', orc: orcName };

// @ts-expect-error: a record says all of its kind: nothing has a default
export const halfTold: StepFacts = { fields: ['orc'], features: [], part: 'request' };

export function alters(input: Input): void {
  // @ts-expect-error: inputs belong to the harness and are readonly
  input.kind = 'lost';
}

/** A switch that leaves out one kind of input must not compile. */
export function handled(input: Input): number {
  switch (input.kind) {
    case 'attached':
    case 'lost':
    case 'ended':
    case 'frame':
    case 'uplink up':
    case 'uplink down':
    case 'event':
    case 'publish':
    case 'subscribe':
      return token.length;
    default:
      // @ts-expect-error: "unsubscribe" is missing
      return input satisfies never;
  }
}
