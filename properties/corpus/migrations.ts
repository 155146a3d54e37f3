/**
 * Migrations: bring corpus documents of older versions to the current version, one version at a time. A document is kept for
 * years, but the format changes sooner, so every format that was ever written stays readable.
 */

/** The version in which documents are written. */
export const CORPUS_VERSION = 1;

type RawDocument = Readonly<Record<string, unknown>>;

/**
 * One function from each version to the next; the first leads from 0 to 1. They do not check values: the parser refuses wrong
 * ones afterwards.
 */
const migrations: readonly ((older: RawDocument) => RawDocument)[] = [nestScenario];

/**
 * Migrates from version 0. That version had the fields of the scenario beside the other fields, and in `expected` a bare list of
 * observations per step.
 */
function nestScenario({ version, topology, steps, expected, ...rest }: RawDocument): RawDocument {
  const scenario = { version, topology, steps };
  if ('signature' in rest) return { kind: 'regression', ...rest, scenario };
  const steply = Array.isArray(expected) ? expected.map((seen) => ({ seen })) : expected;
  return { kind: 'clause', ...rest, scenario, expected: steply };
}

/** Returns the document in the form of the current version, or a sentence that says why it cannot be read. */
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
