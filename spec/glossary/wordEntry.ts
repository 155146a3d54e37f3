/** A word of the glossary: what it means, in one or two plain sentences. Apart, so that each list of words can be checked by it. */
export interface WordEntry {
  readonly meaning: string;
  /** Nobody new guesses it: a page that uses it links it to the glossary where it stands first. */
  readonly isRare?: true;
}
