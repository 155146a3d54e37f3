/**
 * Wire: translates a scenario's messages and events to what the published buses carry, and back. It stands apart because only
 * this file knows both forms. The published version does not know the older `:conn-line`, `:disconn-line`, `:announce` and
 * `:rename`: they are sent unchanged.
 */

import type { Event, Json, OrcName, PairId } from '#spec';
import { readMessage } from '#spec';
import type { BackendName, WireMessage } from './published.ts';

/** A fence: it changes no table, is handed to no handler, and arrives on each bus after everything sent before it. */
export const FENCE = 'greathall::partyline.fence';

/** The command by which the router asks the warehouse for a line; the package uses the same name. */
export const LINE_REQUEST = 'warehouse.request-line-update';

export interface CommandParts {
  readonly name: string;
  readonly orcName: OrcName;
  readonly pair: PairId;
  readonly backend: BackendName;
  readonly nice: number;
}

let serial = 0;

/** Returns a command as a client sends it; the library fills in the event port. */
export function commandOf({ name, orcName, pair, backend, nice }: CommandParts): WireMessage {
  return {
    _xcraftMessage: true,
    id: `c${serial++}`,
    topic: name,
    orcName,
    token: pair,
    router: backend,
    originRouter: backend,
    data: {},
    arp: ownKey(orcName, { token: pair, nice }),
  };
}

/** Returns an object with one own property, even if its name is `__proto__`. */
export function ownKey<Value>(key: string, value: Value): Record<string, Value> {
  return Object.fromEntries([[key, value]]);
}

export function createFence(mark: number): WireMessage {
  return { _xcraftMessage: true, id: 'fence', data: mark };
}

/** Returns an event as it came on the wire. It is a copy, so that nobody can change what was observed. */
export function eventOf(topic: string, message: WireMessage): Event {
  const payload = structuredClone(message.data ?? null) as Json;
  const event = { topic, id: message.id, payload };
  const forward = message.forwarding?.appId;
  return forward === undefined
    ? event
    : { ...event, forward: forward as NonNullable<Event['forward']> };
}

/**
 * Returns the arguments that send one raw frame of a scenario on this wire, or a sentence that says why the wire cannot carry it.
 */
export function rawArguments(frame: Json): readonly unknown[] | string {
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return [frame];
  const { kind, name, orcName, arp, join, ...rest } = frame as Record<string, Json>;
  if (typeof kind !== 'string') return [frame];
  if (kind !== 'command') return [kind, frame];
  const plain = readMessage({ kind, name, orcName, arp, ...rest });
  if (join !== undefined && typeof plain !== 'string')
    return 'join: this dialect has no such word, so it cannot be said wrongly';
  const said = typeof orcName === 'string' ? { arp: ownKey(orcName, arp) } : { arp };
  return [name, { _xcraftMessage: true, id: 'raw', topic: name, orcName, data: {}, ...said }];
}
