/**
 * Spoiling: that it changes everything it can in an event, since otherwise a shared copy could go unnoticed (EVENT-8).
 */
import { expect, it } from 'vitest';
import type { Json } from '#spec';
import { spoil } from './spoil.ts';

function spoilPayload(payload: Json) {
  const event = { topic: 'a<L>', id: 'e1', payload };
  spoil(event);
  return { event, payload };
}

it('EVENT-8: a spoiled event has another topic and payload, whatever the payload was', () => {
  for (const payload of [null, 'text', 7, true, [1], { a: 1 }] as const)
    expect(spoilPayload(payload).event).toEqual({ topic: 'spoiled', id: 'e1', payload: 'spoiled' });
});

it('EVENT-8: a list loses all that was in it, an object all it had, for whoever else holds them', () => {
  expect(spoilPayload([1, [2], 3]).payload).toEqual(['spoiled']);
  expect(spoilPayload([]).payload).toEqual(['spoiled']);
  expect(spoilPayload({ a: 1, b: { c: 2 } }).payload).toEqual({ spoiled: true });
  const text = '{"__proto__":{"x":1}}';
  expect(JSON.stringify(spoilPayload(JSON.parse(text)).payload)).toBe('{"spoiled":true}');
});
