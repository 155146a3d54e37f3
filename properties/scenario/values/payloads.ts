/**
 * Payloads: every kind of JSON value and the edge cases that a transport, or a test for truthiness, may lose. Most are small;
 * large or deep ones are drawn rarely, because they are slow. This file knows nothing of events.
 */
import type { Carries, Json, PayloadKind } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent } from './chance.ts';

/** Percent of the payloads that are large or deep. */
const HUGE_PERCENT = 1;

/** The payloads, keyed by what is special about them. `JSON.parse` makes `__proto__` an own key of the object. */
export const payloads = {
  nothing: [null],
  truth: [false, true],
  zero: [0, -0],
  number: [-1, 1.5, 1e21, 1e-7, 2 ** 53 - 1, 1 - 2 ** 53, 255, 5e-324, Number.MAX_VALUE],
  text: ['', 'text', '0', 'null', ' ', '[]'],
  escapes: ['"\\/', '\b\f\n\r\t', '\u0000\u001f\u007f', '\u2028\u2029', '</script>', '%00'],
  'non-ASCII': ['é', 'e\u0301', 'ÿ\u0100', '線', '😀', '\ufeff', '\ufffe'],
  list: [[], [[]], [null], [0, '0', false], [{ deep: { list: [1, 'two', null] } }]],
  object: [
    {},
    { __proto__x: 1 },
    { nothing: null },
    { deep: { list: [1, 'two', null] } },
    { '': 0 },
    { é: '線' },
  ],
  'several keys': [
    { b: 1, a: 2 },
    { a: 2, b: 1 },
    { z: { y: 1, x: [{ d: 1, c: 2 }] }, '10': 1, '9': 2 },
    JSON.parse('{"__proto__":1,"constructor":{"b":2,"a":1}}'),
  ],
  deep: [nested(40)],
} as const satisfies Readonly<Record<string, readonly Json[]>>;

/** Longer than one write to a pipe or socket accepts at once, so that characters are split between two chunks. */
export const hugePayloads: readonly Json[] = [
  'x'.repeat(65_536),
  'aé線😀'.repeat(13_108),
  nested(500),
  Array.from({ length: 2000 }, (_, at) => at),
];

function nested(levels: number): Json {
  return JSON.parse(`${'[{"in":'.repeat(levels / 2)}0${'}]'.repeat(levels / 2)}`);
}

const kinds = Object.values(payloads) as readonly (readonly Json[])[];

/** Draws a payload that the system under test can carry; null when it can carry none of those drawn. */
export function drawPayload(
  chance: Chance,
  { payloads: carried, payloadUnits }: Carries = {},
  hugePercent = HUGE_PERCENT,
): Json {
  const drawn = percent(chance, hugePercent)
    ? oneOf(chance, hugePayloads)
    : oneOf(chance, oneOf(chance, kinds));
  if (carried && !isMadeOf(drawn, carried)) return null;
  if (payloadUnits !== undefined && JSON.stringify(drawn).length > payloadUnits) return null;
  return drawn;
}

const kindOf = (value: Json): PayloadKind =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'list'
      : (typeof value as 'boolean' | 'number' | 'string' | 'object');

function isMadeOf(value: Json, carried: readonly PayloadKind[]): boolean {
  if (!carried.includes(kindOf(value))) return false;
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.values(value).every((each: Json) => isMadeOf(each, carried))
  );
}
