/**
 * Spoiling: what a network's handlers do to the copy of an event that they were given: they change it as thoroughly as JSON data
 * allows. It stands apart because it is a probe and no part of a router: if two receivers shared a copy, the change would show at
 * the next receiver.
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
