/**
 * A word of the glossary and its meaning in one or two plain sentences. Separate, so that each list of words can be checked
 * against this type.
 */
export interface WordEntry {
  readonly meaning: string;
  /** A newcomer would not guess the meaning. Pages link such a word to the glossary where they first use it. */
  readonly isRare?: true;
}
