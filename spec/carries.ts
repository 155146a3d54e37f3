/**
 * Carries: what the system behind an adapter can carry, where that is less than the law allows: characters and lengths
 * of names and topics, kinds and size of payloads. It is declared like a feature and never inferred; what is drawn keeps
 * to it, and every report says so, as what is not drawn is not judged.
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
   * Characters of names, besides the `@` of orcs, and of topics, besides the marks of the law. Default: `unicode`, as for
   * every other field: all that the law allows.
   */
  readonly alphabet?: Alphabet;
  /** The longest name, in UTF-16 units; 32 at least. */
  readonly nameUnits?: number;
  /** The longest topic or pattern, in UTF-16 units; 128 at least. */
  readonly topicUnits?: number;
  /** What a payload may be at its top; lists and objects hold only such values. */
  readonly payloads?: readonly PayloadKind[];
  /** The longest payload, in UTF-16 units of its JSON text; 64 at least. */
  readonly payloadUnits?: number;
}
