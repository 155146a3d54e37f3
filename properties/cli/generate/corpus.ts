/**
 * `npm run corpus`: writes what is expected in every clause's document anew, from the model and the audience law.
 * Whoever runs it reads the difference: what changed there is the meaning of a clause.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isCorpusDocument, parseDocument } from '../../corpus/document.ts';
import { expectationsOf } from '../../corpus/expectation.ts';
import { formatDocument } from '../../corpus/text.ts';
import { scenarioFaults } from '../../scenario/legality.ts';

const folder = new URL('../../corpus/clauses/', import.meta.url);

/** A new document need not say yet what is expected. */
function readDraft(name: string) {
  const value: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const expected = (value as { scenario?: { steps?: unknown[] } }).scenario?.steps?.map(() => ({
    seen: [],
  }));
  return parseDocument(isCorpusDocument(value) ? { ...value, expected } : value);
}

for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
  const document = readDraft(name);
  if (!('kind' in document) || document.kind !== 'clause')
    throw new Error(`${name}: ${'kind' in document ? 'no clause' : document.join('; ')}`);
  const faults = scenarioFaults(document.scenario);
  if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`);
  const expected = expectationsOf(document.scenario, document.clause);
  const text = formatDocument({ ...document, expected });
  if (text === readFileSync(new URL(name, folder), 'utf8')) continue;
  writeFileSync(new URL(name, folder), text);
  process.stdout.write(`${name} is written anew\n`);
}
