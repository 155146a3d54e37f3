/**
 * Migrations: corpus documents of older versions, brought to the current one a version at a time.
 * A document is kept for years and its format is not; so every format that was ever written stays readable here.
 */

/** The version that is written. */
export const CORPUS_VERSION = 1;

type RawDocument = Readonly<Record<string, unknown>>;

/** From each version to the next: the first is from 0 to 1. Values that make no sense are left for the parser to refuse. */
const migrations: readonly ((older: RawDocument) => RawDocument)[] = [nestScenario];

/** Version 0 had the scenario's own fields beside the others, and a bare list of observations a step. */
function nestScenario({ version, topology, steps, expected, ...rest }: RawDocument): RawDocument {
  const scenario = { version, topology, steps };
  if ('signature' in rest) return { kind: 'regression', ...rest, scenario };
  const steply = Array.isArray(expected) ? expected.map((seen) => ({ seen })) : expected;
  return { kind: 'clause', ...rest, scenario, expected: steply };
}

/** The document as the current version writes it, or the sentence that says why it cannot be read. */
export function migrateDocument(document: RawDocument): RawDocument | string {
  const { corpus } = document;
  if (typeof corpus !== 'number' || !Number.isInteger(corpus) || corpus < 0)
    return `corpus: came ${JSON.stringify(corpus)}, expected the version of the document, ${CORPUS_VERSION}`;
  if (corpus > CORPUS_VERSION)
    return `corpus: came version ${corpus}, this Partyline reads up to ${CORPUS_VERSION}; a newer Partyline wrote it, install that`;
  return migrations
    .slice(corpus)
    .reduce((older, migrate, at) => ({ ...migrate(older), corpus: corpus + at + 1 }), document);
}
