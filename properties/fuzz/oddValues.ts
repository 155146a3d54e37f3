/**
 * Odd values: values and names that break careless programs: properties of every object, strings that look like
 * numbers, and what is too long, too deep or too many. Each draw creates a new value, which the receiver may alter.
 */
import { FRAME_DEPTH, HORDES_LIMIT, NAME_LIMIT, TOPIC_LIMIT } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent } from '../scenario/values/chance.ts';

/** Names that are properties of every plain object. */
export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
] as const;

/** Values of the field `kind` that no message has. */
export const oddKinds: readonly string[] = [
  '',
  ':',
  ':no-such-command',
  'conn-line',
  ':Conn-line',
  ':conn-line ',
  '::conn-line',
  ':delete-route\u0000',
  'Command',
  'command\n',
  ':autoconnect',
  ...PROTOTYPE_NAMES,
  ...PROTOTYPE_NAMES.map((name) => `:${name}`),
];

const SCALARS: readonly (null | boolean | number | string)[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  65_536,
  2 ** 53,
  -(2 ** 31) - 1,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  '',
  ' ',
  '0',
  '-0',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '[object Object]',
  '4001',
  '\u0000',
  'p1@T\n',
  'p1@T\u007f',
  '<l1>',
  'a:b',
  '$',
  'wh::<>.changed',
  'two@at@T',
  'greathall',
  // Unpaired surrogates: JSON can carry them, but they are no valid text.
  '\ud800',
  '\udfff<',
  ...PROTOTYPE_NAMES,
];

const COMPOSITES: readonly (() => unknown)[] = [
  () => [],
  () => ({}),
  () => [[]],
  () => [null],
  () => ({ toString: 'p1@T' }),
  () => ({ length: 1, 0: 'p1@T' }),
  () => JSON.parse('{"__proto__":{"kind":"command","orcName":"p1@T"}}'),
  () => JSON.parse('{"constructor":{"prototype":{"kind":"command"}}}'),
  () => 'x'.repeat(NAME_LIMIT + 1),
  () => 'x'.repeat(TOPIC_LIMIT + 1),
  () => Array.from({ length: HORDES_LIMIT + 1 }, () => 'h'),
];

const HUGE: readonly ((chance: Chance) => unknown)[] = [
  () => 'x'.repeat(100_000),
  () => Array.from({ length: 10_000 }, () => 0),
  (chance) => buildNested(1000 + chance.below(FRAME_DEPTH - 1000 - SPARE_LEVELS), '[', ']'),
  (chance) => buildNested(1000 + chance.below(FRAME_DEPTH - 1000 - SPARE_LEVELS), '{"arp":', '}'),
];

/** Nesting levels left for the frame around a value drawn here. */
const SPARE_LEVELS = 8;

function buildNested(levels: number, open: string, close: string): unknown {
  return JSON.parse(`${open.repeat(levels)}null${close.repeat(levels)}`);
}

/** Draws one odd value. Huge values are rare, because a router takes long to read them. */
export function drawOddValue(chance: Chance): unknown {
  if (chance.below(1000) < 2) return oneOf(chance, HUGE)(chance);
  return percent(chance, 25) ? oneOf(chance, COMPOSITES)() : oneOf(chance, SCALARS);
}
