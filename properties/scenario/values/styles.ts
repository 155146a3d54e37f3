/**
 * Styles of names: alphabets, lengths and likenesses that the law allows and that a careless table takes for one another. A
 * style makes two names of one plain stem; both are used in one scenario, as a name alone shows nothing. Apart from the
 * naming, which says where a scenario uses a style.
 */
import type { Alphabet } from '#spec';
import { NAME_LIMIT } from '#spec';

export interface Style {
  /** What a system has to carry for this style. */
  readonly alphabet: Alphabet;
  /** Two names of one stem, `units` long at most. Names of different stems differ. */
  readonly twins: (stem: string, units: number) => readonly [string, string];
}

const ending = (alphabet: Alphabet, one: string, other: string): Style => ({
  alphabet,
  twins: (stem) => [`${stem}${one}`, `${stem}${other}`],
});

/** As long as it may be: the stem, filled up, and different only at its very end. */
const filledWith = (alphabet: Alphabet, fill: string, ends: readonly [string, string]): Style => ({
  alphabet,
  twins: (stem, units) => {
    const size = Math.min(units, NAME_LIMIT) - stem.length - ends[0].length;
    const body = `${stem}${fill.repeat(Math.max(0, Math.floor(size / fill.length)))}`;
    return [`${body}${ends[0]}`, `${body}${ends[1]}`];
  },
});

/** Units that two names have in common where a table keeps only their beginning. */
const COMMON = 64;

export const styles = {
  latin: ending('bmp', 'é', 'è'),
  // The same text to a reader; two names to the law, which compares unit by unit.
  combining: ending('bmp', 'é', 'e\u0301'),
  cjk: ending('bmp', '線', '线'),
  // The same in their lower byte.
  'lower byte': ending('bmp', 'é', 'ǩ'),
  // Both begin with the same UTF-16 unit.
  astral: ending('unicode', '😀', '😁'),
  case: { alphabet: 'word', twins: (stem) => [`${stem}a`, `${stem}A`] },
  beginning: { alphabet: 'word', twins: (stem) => [stem, `${stem}-0`] },
  'first 64': {
    alphabet: 'word',
    twins: (stem) => [`${stem.padEnd(COMMON, 'x')}a`, `${stem.padEnd(COMMON, 'x')}b`],
  },
  blanks: { alphabet: 'ascii', twins: (stem) => [stem, ` ${stem} `] },
  longest: filledWith('word', 'x', ['a', 'b']),
  // Of 256 units, and more bytes in UTF-8 than that.
  'longest latin': filledWith('bmp', 'é', ['a', 'b']),
  'longest astral': filledWith('unicode', '😀', ['😀', '😁']),
} as const satisfies Readonly<Record<string, Style>>;

export type StyleName = keyof typeof styles;

/** By which other systems join two names into one key, or give a name a meaning of its own. */
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

/** Properties of every plain object. */
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

/** Whether a text is made of this alphabet; `marks`, as a topic has them, count as carried. */
export const fitsAlphabet = (alphabet: Alphabet, text: string): boolean =>
  WIDTHS[alphabet].test(text);
