/**
 * Spoiling: what the handlers of a network do to the copy they were given, as rudely as JSON data allows.
 * It stands apart because it is a probe and no part of any router: a shared copy would show in the next receiver.
 */
import type { Event } from '#spec';

export function spoil(event: Event): void {
  const { payload } = event;
  if (Array.isArray(payload)) payload.splice(0, payload.length, 'spoiled');
  else if (typeof payload === 'object' && payload !== null) {
    for (const key of Object.keys(payload)) Reflect.deleteProperty(payload, key);
    Reflect.set(payload, 'spoiled', true);
  }
  Reflect.set(event, 'topic', 'spoiled');
  Reflect.set(event, 'payload', 'spoiled');
}
