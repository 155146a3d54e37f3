/**
 * The glossary: every word of the network and of the harness that means something of its own here, once.
 * `docs/glossary.md` is made of it, and so are the tables of words of `docs/SPEC.md` and of the report.
 */
import { lawWords, scenarioWords, verdictWords } from './glossary/harnessWords.ts';
import { networkWords } from './glossary/networkWords.ts';
import type { WordEntry } from './glossary/wordEntry.ts';

export type { WordEntry } from './glossary/wordEntry.ts';

/** The words by subject, in the order in which a newcomer meets them. */
export const glossaryChapters = {
  'The network': networkWords,
  'The law': lawWords,
  'Scenarios and runs': scenarioWords,
  'Verdicts and findings': verdictWords,
} as const;

export type Word =
  | keyof typeof networkWords
  | keyof typeof lawWords
  | keyof typeof scenarioWords
  | keyof typeof verdictWords;

export const glossary: Readonly<Record<Word, WordEntry>> = {
  ...networkWords,
  ...lawWords,
  ...scenarioWords,
  ...verdictWords,
};
