/**
 * Carries: what the system behind an adapter can carry, where that is less than the law allows: characters and lengths of names
 * and topics, kinds and sizes of payloads. An adapter declares it, like a feature; nobody infers it. The generator draws nothing
 * beyond it, and every report says so, because nothing beyond it was judged.
 */

/** From the narrowest to the widest: each carries all that the ones before it carry. */
export const alphabets = {
  word: 'ASCII letters and digits, `_` and `-`',
  ascii: 'printable ASCII, blanks among it',
  bmp: 'all but characters outside the Basic Multilingual Plane, which take two UTF-16 units',
  unicode: 'all that the law allows',
} as const satisfies Readonly<Record<string, string>>;

export type Alphabet = keyof typeof alphabets;

export const payloadKinds = ['null', 'boolean', 'number', 'string', 'list', 'object'] as const;
export type PayloadKind = (typeof payloadKinds)[number];

export interface Carries {
  /**
   * The characters that names and topics may have, besides the `@` of orcs and the marks of topics. Default: `unicode`. For this
   * field and all others, the default is all that the law allows.
   */
  readonly alphabet?: Alphabet;
  /** The longest name, in UTF-16 units; at least 32. */
  readonly nameUnits?: number;
  /** The longest topic or pattern, in UTF-16 units; at least 128. */
  readonly topicUnits?: number;
  /** The kinds of value that a payload may be; lists and objects may hold only these kinds, too. */
  readonly payloads?: readonly PayloadKind[];
  /** The longest payload, in UTF-16 units of its JSON text; at least 64. */
  readonly payloadUnits?: number;
}
