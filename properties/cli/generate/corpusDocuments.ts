/**
 * The corpus of the clauses: computes the expectation in every clause's document from the model and the audience law.
 * Whoever regenerates the documents must read the diff: it shows how the meaning of a clause has changed.
 */
import { readdirSync } from 'node:fs';
import { isCorpusDocument, parseDocument } from '../../corpus/document.ts';
import { expectationsOf } from '../../corpus/expectation.ts';
import { formatDocument } from '../../corpus/text.ts';
import { scenarioFaults } from '../../scenario/legality.ts';
import { readRepositoryFile, repositoryPath } from './generator.ts';

const FOLDER = 'properties/corpus/clauses/';

/** Returns every document, by its path. Throws if a document belongs to no clause or its scenario is not legal. */
export async function renderCorpus(): Promise<ReadonlyMap<string, string>> {
  const names = readdirSync(repositoryPath(FOLDER)).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [`${FOLDER}${name}`, renderDocument(`${FOLDER}${name}`)]));
}

function renderDocument(path: string): string {
  const document = readDraft(path);
  if (!('kind' in document) || document.kind !== 'clause')
    throw new Error(`${path}: ${'kind' in document ? 'no clause' : document.join('; ')}`);
  const faults = scenarioFaults(document.scenario);
  if (faults.length > 0) throw new Error(`${path}: ${faults.join('; ')}`);
  return formatDocument({
    ...document,
    expected: expectationsOf(document.scenario, document.clause),
  });
}

/** Reads a document. A new one may still lack its expectation. */
function readDraft(path: string) {
  const value: unknown = JSON.parse(readRepositoryFile(path));
  const expected = (value as { scenario?: { steps?: unknown[] } }).scenario?.steps?.map(() => ({
    seen: [],
  }));
  return parseDocument(isCorpusDocument(value) ? { ...value, expected } : value);
}
