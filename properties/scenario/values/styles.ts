/**
 * Styles of names: alphabets, lengths and similarities that the law allows, but with which a careless table takes one name for
 * another. A style makes two names from one plain stem. A scenario uses both, because one alone shows nothing. Separate from the
 * naming, which says where a scenario uses a style.
 */
import type { Alphabet } from '#spec';
import { NAME_LIMIT } from '#spec';

export interface Style {
  /** What a system must be able to carry for this style. */
  readonly alphabet: Alphabet;
  /** Returns two names made from one stem, each `units` long at most. Names of different stems differ. */
  readonly twins: (stem: string, units: number) => readonly [string, string];
}

const endWith = (alphabet: Alphabet, one: string, other: string): Style => ({
  alphabet,
  twins: (stem) => [`${stem}${one}`, `${stem}${other}`],
});

/** Makes names of the greatest length: the stem, filled up, with a difference only at the very end. */
const fillWith = (alphabet: Alphabet, fill: string, ends: readonly [string, string]): Style => ({
  alphabet,
  twins: (stem, units) => {
    const size = Math.min(units, NAME_LIMIT) - stem.length - ends[0].length;
    const body = `${stem}${fill.repeat(Math.max(0, Math.floor(size / fill.length)))}`;
    return [`${body}${ends[0]}`, `${body}${ends[1]}`];
  },
});

/** Number of units that two names have in common, for tables that keep only the beginning of a name. */
const COMMON = 64;

export const styles = {
  latin: endWith('bmp', 'é', 'è'),
  // The two look the same to a reader, but the law compares unit by unit, so they are two names.
  combining: endWith('bmp', 'é', 'e\u0301'),
  cjk: endWith('bmp', '線', '线'),
  // Both characters have the same lower byte.
  'lower byte': endWith('bmp', 'é', 'ǩ'),
  // Both begin with the same UTF-16 unit.
  astral: endWith('unicode', '😀', '😁'),
  case: { alphabet: 'word', twins: (stem) => [`${stem}a`, `${stem}A`] },
  beginning: { alphabet: 'word', twins: (stem) => [stem, `${stem}-0`] },
  'first 64': {
    alphabet: 'word',
    twins: (stem) => [`${stem.padEnd(COMMON, 'x')}a`, `${stem.padEnd(COMMON, 'x')}b`],
  },
  blanks: { alphabet: 'ascii', twins: (stem) => [stem, ` ${stem} `] },
  longest: fillWith('word', 'x', ['a', 'b']),
  // 256 units long, but longer than 256 bytes in UTF-8.
  'longest latin': fillWith('bmp', 'é', ['a', 'b']),
  'longest astral': fillWith('unicode', '😀', ['😀', '😁']),
} as const satisfies Readonly<Record<string, Style>>;

export type StyleName = keyof typeof styles;

/** Characters with which other systems join two names into one key, or to which they give a meaning. */
export const delimiters = [
  '|',
  '/',
  '.',
  '*',
  '#',
  '+',
  ' ',
  ',',
  ';',
  '-',
  '_',
  '%',
  '\\',
  '"',
  "'",
];

/** Names that every plain object has as properties. */
export const prototypeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
];

const WIDTHS: Readonly<Record<Alphabet, RegExp>> = {
  word: /^[\w-]*$/,
  ascii: /^[ -~]*$/,
  bmp: /^[^\ud800-\udfff]*$/,
  unicode: /^/,
};

/** Whether the text fits the alphabet. `marks`, as a topic has them, are allowed besides. */
export const fitsAlphabet = (alphabet: Alphabet, text: string): boolean =>
  WIDTHS[alphabet].test(text);
