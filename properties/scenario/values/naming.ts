/**
 * Naming: which names a scenario gives to its nodes, orcs, lines, pairs and hordes. Most scenarios have plain names. Others use
 * one style of `styles.ts` for some sorts of names; a style makes names in pairs that are alike. This file knows no topology.
 */
import type { Carries } from '#spec';
import { NAME_LIMIT } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent } from './chance.ts';
import type { StyleName } from './styles.ts';
import { delimiters, fitsAlphabet, prototypeNames, styles } from './styles.ts';

/** Percent of the scenarios whose names have a style. */
const STYLED_PERCENT = 24;
/** In such a scenario: percent of the sorts of names to which the style applies. */
const SORT_PERCENT = 60;
/**
 * The longest token where names have at most this many units. An uplink's pair is named after both its ends, so a token may have
 * only half of them.
 */
const tokenUnits = (nameUnits: number) => Math.floor((nameUnits - 1) / 2);

const namingStyles = [
  'plain',
  'one unit',
  'delimiters',
  'prototype',
  ...(Object.keys(styles) as StyleName[]),
] as const;
type NamingStyle = (typeof namingStyles)[number];

/** A style, and the delimiter between the parts of a name if the style joins parts. */
export interface WishedStyle {
  readonly style: NamingStyle;
  readonly delimiter: string;
}

/** Every style once, but the style with delimiters once for each delimiter. */
export const wishedStyles: readonly WishedStyle[] = namingStyles
  .filter((style) => style !== 'plain')
  .flatMap((style) =>
    (style === 'delimiters' ? delimiters : ['']).map((delimiter) => ({ style, delimiter })),
  );

const PLAIN_TOKENS = ['T', 'B', 'C', 'D', 'E', 'F'];
const PLAIN_LINES = ['l1', 'l2', 'constructor', '__proto__'];
const PLAIN_ORCS = ['p1', 'p2', 'p3', '__proto__', 'p4', 'constructor', 'p5', 'toString'];

const sorts = ['token', 'horde', 'orc', 'line', 'pair', 'word'] as const;
type Sort = (typeof sorts)[number];

/** Names by number. The names of an even number and of the number after it are alike. */
export interface Naming {
  readonly style: NamingStyle;
  token(index: number): string;
  horde(index: number, token: string): string;
  /** `token` is the token of the node after which the orc is named. */
  orc(index: number, token: string): string;
  line(index: number): string;
  /** `stem` gives plain names of pairs that no other node uses. */
  pair(index: number, stem: (index: number) => string): string;
  /** A word with which a topic or the name of a command begins. */
  word(index: number, stem: string): string;
}

const plainToken = (index: number) => PLAIN_TOKENS[index] ?? `N${index}`;
const plainLine = (index: number) => PLAIN_LINES[index] ?? `l${index + 1}`;
const plainOrc = (index: number) => PLAIN_ORCS[index] ?? `q${index}`;

export const plainNaming: Naming = {
  style: 'plain',
  token: plainToken,
  horde: (index, token) => (index % 2 === 0 ? token : `h${token}`),
  orc: (index, token) => `${plainOrc(index)}@${token}`,
  line: plainLine,
  pair: (index, stem) => stem(index),
  word: (_, stem) => stem,
};

/**
 * Draws the names of a scenario. `carries` says what the system under test can carry. A wished-for style applies to the orcs and
 * lines at least.
 */
export function drawNaming(
  chance: Chance,
  carries: Carries = {},
  wished: WishedStyle | null = null,
): Naming {
  if (!wished && !percent(chance, STYLED_PERCENT)) return plainNaming;
  const { alphabet = 'unicode', nameUnits = NAME_LIMIT } = carries;
  const { style, delimiter } = wished ?? {
    style: oneOf(chance, namingStyles.slice(1)),
    delimiter: oneOf(chance, delimiters),
  };
  const styled = namingOf(style, delimiter, nameUnits);
  const isWished = (sort: Sort) => wished !== null && (sort === 'orc' || sort === 'line');
  const drawn = new Set(sorts.filter((sort) => percent(chance, SORT_PERCENT) || isWished(sort)));
  const isCarried = (sort: Sort) =>
    probesOf(styled, sort, tokenUnits(nameUnits)).every(
      (name) =>
        name.length <= (sort === 'token' ? tokenUnits(nameUnits) : nameUnits) &&
        fitsAlphabet(alphabet, name.replace('@', '')),
    );
  // A sort of names has the style as a whole or not at all: in a mixture, two names could be the same.
  const pick = <Picked extends Sort>(sort: Picked): Naming[Picked] =>
    drawn.has(sort) && isCarried(sort) ? styled[sort] : plainNaming[sort];
  return {
    style: drawn.size === 0 ? 'plain' : style,
    token: pick('token'),
    horde: pick('horde'),
    orc: pick('orc'),
    line: pick('line'),
    pair: pick('pair'),
    word: pick('word'),
  };
}

/** Returns sample names of the sort, the one for the longest token among them. */
function probesOf(naming: Naming, sort: Sort, tokenLength: number): string[] {
  const token = 'T'.repeat(tokenLength);
  const make: Readonly<Record<Sort, (index: number) => string>> = {
    token: (index) => naming.token(index),
    horde: (index) => naming.horde(index, token),
    orc: (index) => naming.orc(index, token),
    line: (index) => naming.line(index),
    pair: (index) => naming.pair(index, (at) => `s${at + 1}.N12`),
    word: (index) => naming.word(index, 'news'),
  };
  return Array.from({ length: 8 }, (_, index) => make[sort](index));
}

/** Returns the names that a style gives to each sort. */
function namingOf(style: NamingStyle, delimiter: string, units: number): Naming {
  switch (style) {
    case 'plain':
      return plainNaming;
    case 'one unit':
      return oneUnit;
    case 'delimiters':
      return joinedBy(delimiter);
    case 'prototype':
      return ofPrototypes;
    default: {
      const { twins } = styles[style];
      const name = (index: number, stem: (index: number) => string, most: number) =>
        twins(stem(index >> 1), most)[(index & 1) as 0 | 1];
      return {
        style,
        token: (index) => name(index, plainToken, tokenUnits(units)),
        horde: (index) => name(index, (at) => `h${at}`, units),
        orc: (index, token) => name(index, (at) => `${plainOrc(at)}@${token}`, units),
        line: (index) => name(index, (at) => `l${at}`, units),
        pair: (index, stem) => name(index, stem, units),
        word: (index, stem) => twins(stem, 80)[(index & 1) as 0 | 1],
      };
    }
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const letter = (index: number) => LETTERS[index];

/** The shortest names that are legal. An orc's name may have nothing before or after its `@`. */
const oneUnit: Naming = {
  ...plainNaming,
  style: 'one unit',
  token: (index) => letter(index)?.toUpperCase() ?? plainToken(index),
  horde: (index, token) => letter(25 - index) ?? `h${token}`,
  orc: (index, token) => ['@', 'a@', '@a', 'a@a'][index] ?? `${plainOrc(index)}@${token}`,
  line: (index) => letter(index) ?? plainLine(index),
};

/**
 * Different names that become the same key when a careless table joins them: `p` and `a|b` give `p|a|b`, and so do `p|a` and `b`.
 * The same happens when the line comes before the orc.
 */
function joinedBy(delimiter: string): Naming {
  const d = delimiter;
  return {
    style: 'delimiters',
    token: (index) =>
      d === '/' ? plainToken(index) : `${plainToken(index >> 1)}${d.repeat(index & 1)}`,
    horde: (index) => `h${index >> 1}${d.repeat(index & 1)}`,
    orc: (index, token) =>
      [`p1@${token}`, `p1@${token}${d}a`, `a${d}p1@${token}`][index] ?? `q${d}${index}@${token}`,
    line: (index) => ['b', `a${d}b`, `b${d}a`, 'a', `a${d}`, d][index] ?? `l${d}${index}`,
    pair: (index, stem) => `${stem(index >> 1)}${d.repeat(index & 1)}`,
    word: (index, stem) => `${stem}${d.repeat(index & 1)}`,
  };
}

const ofPrototypes: Naming = {
  ...plainNaming,
  style: 'prototype',
  token: (index) => prototypeNames[index] ?? plainToken(index),
  horde: (index, token) => prototypeNames.at(-1 - index) ?? `h${token}`,
  orc: (index, token) => `${prototypeNames[index] ?? plainOrc(index + 8)}@${token}`,
  line: (index) => prototypeNames[index] ?? plainLine(index),
  word: (index, stem) => prototypeNames[index] ?? stem,
};
