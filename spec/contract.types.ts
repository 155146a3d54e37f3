/**
 * What must not compile: mistakes that an implementer makes and that the contract's types catch. It holds no code that
 * runs; `npm run types` reads it, and fails where a line compiles that should not.
 */
import type {
  Effect,
  Input,
  Message,
  NetworkKind,
  NodeToken,
  OrcName,
  RouterKind,
} from './index.ts';

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
  // @ts-expect-error: a feature that is not in the registry would never be asked for
  features: ['axon', 'telepathy'],
};

export const levelless: RouterKind = {
  ...right,
  // @ts-expect-error: a router kind is no network kind
  level: 'network',
};

// @ts-expect-error: a network says how it is known that nothing is in flight
export const silent: NetworkKind = {
  level: 'network',
  name: 'silent',
  version: '1.0.0',
  features: [],
  create: () => ({ apply: () => [], close: () => {} }),
};

export const late: RouterKind = {
  ...right,
  // @ts-expect-error: a router answers at once; what waits is a network
  create: () => ({ handle: async () => [] }),
};

export const mute: RouterKind = {
  ...right,
  // @ts-expect-error: effects are a list, also when there are none
  create: () => ({ handle: () => undefined }),
};

// @ts-expect-error: names are checked where they are made, not written down
export const raw: NodeToken = 'n1';

// @ts-expect-error: an orc is no node
export const swapped: NodeToken = orcName;

// @ts-expect-error: a message goes up one named uplink
export const nowhere: Effect = { kind: 'send', message };

declare const event: Event;
// @ts-expect-error: pairs are a list, also when there is one
export const single: Effect = { kind: 'write', event, pairs: 's1' };

// @ts-expect-error: a refusal names its fault from the registry
export const vague: Effect = { kind: 'refuse', fault: 'NO', detail: 'no' };

// @ts-expect-error: an event carries JSON, and a function is none
export const laden: Effect = { kind: 'emit', event: { topic: 't', id: 'e', payload: () => 1 } };

export function alters(input: Input): void {
  // @ts-expect-error: what comes in is the harness's
  input.kind = 'lost';
}

/** A kind of input that is left out is a line that does not compile. */
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
