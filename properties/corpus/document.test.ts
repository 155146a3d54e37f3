/**
 * The corpus document: what is read, how older versions are migrated, and which message is given for
 * one that cannot be read.
 */
import { describe, expect, it } from 'vitest';
import { exampleScenario } from '../testing/exampleReport.ts';
import { parseDocument } from './document.ts';
import { CORPUS_VERSION, migrateDocument } from './migrations.ts';
import { formatDocument } from './text.ts';

const seen = [{ kind: 'closed', node: 'T', pair: 'a1' }];
const expected = [{ seen: [] }, { seen: [] }, { seen }];
const clause = {
  corpus: CORPUS_VERSION,
  kind: 'clause',
  clause: 'LINE-1',
  title: 'A line is told.',
  scenario: exampleScenario,
  expected,
};
const regression = {
  corpus: CORPUS_VERSION,
  kind: 'regression',
  clause: 'LINE-1',
  signature: 'LINE-1|hearing missing|publish',
  found: { router: 'made-up', level: 'router', seed: 's' },
  scenario: exampleScenario,
};

describe('a document', () => {
  it.each([clause, regression])('of kind $kind is read as it is', (document) =>
    expect(parseDocument(document)).toEqual(document),
  );

  it.each([
    [null, 'document: expected an object'],
    [{ ...clause, corpus: 'one' }, 'corpus: came "one"'],
    [{ ...clause, corpus: -1 }, 'corpus: came -1'],
    [{ ...clause, corpus: 9 }, 'corpus: came version 9, this Partyline reads up to 1'],
    [{ ...clause, kind: 'story' }, 'kind: '],
    [{ ...clause, clause: 'LINE-99' }, 'clause: '],
    [{ ...clause, expected: [] }, 'expected: came 0 entries for 3 steps'],
    [{ ...clause, expected: [{ seen: [{ kind: 'dance' }] }] }, 'expected.0.seen.0.kind: '],
    [{ ...clause, more: 1 }, 'more'],
    [{ ...clause, scenario: undefined }, 'scenario.'],
    [{ ...regression, found: {} }, 'found.router: '],
    [{ ...regression, scenario: { ...exampleScenario, version: 7 } }, 'scenario.version: came 7'],
  ])('that makes no sense is refused with its place: %j', (value, message) => {
    const faults = parseDocument(value);
    expect(Array.isArray(faults)).toBe(true);
    expect((faults as readonly string[]).join('; ')).toContain(message);
  });
});

describe('an older document', () => {
  const { version, topology, steps } = exampleScenario;
  const flat = { corpus: 0, clause: 'LINE-1', version, topology, steps };

  it('of version 0 is brought to the current version', () => {
    const { title, signature, found } = { ...clause, ...regression };
    const bare = [[], [], seen];
    expect(parseDocument({ ...flat, title, expected: bare })).toEqual(clause);
    expect(parseDocument({ ...flat, signature, found })).toEqual(regression);
  });

  it('goes through every version on its way, and the current one through none', () => {
    expect(migrateDocument(flat)).toMatchObject({ corpus: CORPUS_VERSION });
    expect(migrateDocument(clause)).toBe(clause);
  });
});

describe('the text of a document', () => {
  it('is JSON of the same value, and the same however often it is written', () => {
    const text = formatDocument(clause);
    expect(JSON.parse(text)).toEqual(clause);
    expect(formatDocument(JSON.parse(text))).toBe(text);
    expect(text.split('\n').filter((line) => line.length > 180)).toEqual([]);
  });

  it.each([null, [], {}, 'x', { a: undefined, b: ['x'.repeat(200)] }, { '"': '\u2028' }])(
    'of %j can be read again',
    (value) => expect(JSON.parse(formatDocument(value))).toEqual(JSON.parse(JSON.stringify(value))),
  );
});
