/**
 * Payloads are compared as JSON values, and names and topics are text that UTF-8 can carry.
 */
import { expect, it } from 'vitest';
import { samePayload } from './json.ts';
import { readEvent, readMessage } from './message.ts';
import { isName, isOrcName, isTopic } from './names.ts';

const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}0${']'.repeat(levels)}`);

it.each([
  ['{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
  ['0', '-0'],
  ['[1e21,-0.0]', '[1000000000000000000000,0]'],
  ['{"__proto__":1,"a":2}', '{"a":2,"__proto__":1}'],
])('EVENT-8: %s is the same payload as %s', (one, other) => {
  expect(samePayload(JSON.parse(one), JSON.parse(other))).toBe(true);
});

it.each([
  ['[1,2]', '[2,1]'],
  ['[]', '{}'],
  ['{}', 'null'],
  ['0', 'false'],
  ['0', '"0"'],
  ['""', 'null'],
  ['{"a":1}', '{"a":1,"b":1}'],
  ['{"__proto__":1}', '{"toString":1}'],
  ['{"a":null}', '{"b":null}'],
  ['[1]', '{"0":1}'],
  ['"é"', '"e\\u0301"'],
  ['9007199254740991', '9007199254740990'],
])('EVENT-8: %s is another payload than %s', (one, other) => {
  const [left, right] = [JSON.parse(one), JSON.parse(other)];
  expect([samePayload(left, right), samePayload(right, left)]).toEqual([false, false]);
});

it('EVENT-8: what is no JSON is never the payload that was published', () => {
  expect(samePayload({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(samePayload(null, undefined)).toBe(false);
  expect(samePayload(nested(1000), nested(1000))).toBe(true);
});

it('SAFE-1: a half of a character makes a name or topic malformed, a whole one does not', () => {
  for (const half of ['\ud800', 'x\udc00', '\udc00\ud800']) {
    expect([isName(half), isTopic(half), isOrcName(`${half}@T`)]).toEqual([false, false, false]);
    expect(readMessage({ kind: ':delete-route', orcName: `${half}@T` })).toMatch(/^orcName/);
    expect(readEvent({ topic: half, id: 'e0', payload: null })).toMatch(/^topic/);
  }
  expect([isName('😀'), isTopic('😀'), isOrcName('😀@T')]).toEqual([true, true, true]);
});
