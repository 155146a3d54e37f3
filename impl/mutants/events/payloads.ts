/**
 * Mutants of payloads: an encoding between publisher and receiver does not carry every JSON value. Each shows only with payloads
 * of one kind. All break EVENT-8, except for the one that loses events.
 */
import type { Json } from '#spec';
import { alterCarriage, alterEvent, carryNowhere } from '../planting/layers.ts';
import type { FaultLayer } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const alterPayload = (alter: (payload: Json) => Json): FaultLayer =>
  alterEvent((event) => ({ ...event, payload: alter(event.payload) }));

type JsonObject = { readonly [key: string]: Json };
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

/** Changes every value within the payload, the inner ones first. `level` counts the lists and objects around the value. */
function alterValues(value: Json, alter: (value: Json, level: number) => Json, level = 0): Json {
  const within = (inner: Json) => alterValues(inner, alter, level + 1);
  if (isList(value)) return alter(value.map(within), level);
  if (!isObject(value)) return alter(value, level);
  const fields = Object.entries(value).map(([key, inner]) => [key, within(inner)]);
  return alter(Object.fromEntries(fields), level);
}

const everyValue = (alter: (value: Json, level: number) => Json): FaultLayer =>
  alterPayload((payload) => alterValues(payload, alter));

const everyText = (alter: (text: string) => string): FaultLayer =>
  everyValue((value) => (typeof value === 'string' ? alter(value) : value));

const everyNumber = (alter: (number: number) => number): FaultLayer =>
  everyValue((value) => (typeof value === 'number' ? alter(value) : value));

const LONGEST_TEXT = 32_767;
const LARGEST_EVENT = 16_384;
const DEEPEST_LEVEL = 16;

export const payloads = [
  defineMutant(
    'falsy-payload-dropped',
    'EVENT-8',
    'a payload that is 0, false or "" arrives as null',
    alterPayload((payload) => payload || null),
  ),
  defineMutant(
    'text-in-one-byte-units',
    'EVENT-8',
    'text in a payload is carried in units of one byte',
    everyText((text) =>
      Array.from(text, (each) => String.fromCharCode(each.charCodeAt(0) & 0xff)).join(''),
    ),
  ),
  defineMutant(
    'text-without-the-astral',
    'EVENT-8',
    'a character beyond the 65536 first arrives as a replacement character',
    everyText((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')),
  ),
  defineMutant(
    'text-composed',
    'EVENT-8',
    'letters and the marks that combine with them are carried as one character',
    everyText((text) => text.normalize('NFC')),
  ),
  defineMutant(
    'text-escaped-twice',
    'EVENT-8',
    'quotes, backslashes and line ends in a payload are escaped once too often',
    everyText((text) => JSON.stringify(text).slice(1, -1)),
  ),
  defineMutant(
    'long-text-cut',
    'EVENT-8',
    'text in a payload is cut at 32 767 characters',
    everyText((text) => text.slice(0, LONGEST_TEXT)),
  ),
  defineMutant(
    'numbers-in-32-bits',
    'EVENT-8',
    'whole numbers in a payload are carried in 32 bits',
    everyNumber((number) => (Number.isInteger(number) ? number | 0 : number)),
  ),
  defineMutant(
    'numbers-in-single-precision',
    'EVENT-8',
    'numbers in a payload with a fraction lose half of their digits',
    everyNumber((number) => (Number.isInteger(number) ? number : Math.fround(number))),
  ),
  defineMutant(
    'true-is-one',
    'EVENT-8',
    'true and false in a payload arrive as 1 and 0',
    everyValue((value) => (typeof value === 'boolean' ? Number(value) : value)),
  ),
  defineMutant(
    'empty-object-is-a-list',
    'EVENT-8',
    'an object without fields in a payload arrives as an empty list',
    everyValue((value) => (isObject(value) && Object.keys(value).length === 0 ? [] : value)),
  ),
  defineMutant(
    'one-field-an-object',
    'EVENT-8',
    'of an object in a payload the first field arrives',
    everyValue((value) =>
      isObject(value) ? Object.fromEntries(Object.entries(value).slice(0, 1)) : value,
    ),
  ),
  defineMutant(
    'null-fields-left-out',
    'EVENT-8',
    'fields of a payload that are null are left out',
    everyValue((value) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null))
        : value,
    ),
  ),
  defineMutant(
    'deep-payload-flattened',
    'EVENT-8',
    'what is more than 16 levels deep in a payload arrives as null',
    everyValue((value, level) => (level > DEEPEST_LEVEL ? null : value)),
  ),
  defineMutant(
    'large-events-lost',
    'EVENT-1',
    'an event with a payload of more than 16 384 characters of JSON is lost',
    alterCarriage((each) =>
      JSON.stringify(each.event.payload).length > LARGEST_EVENT ? carryNowhere(each) : each,
    ),
  ),
];
