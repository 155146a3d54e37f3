/**
 * The page about Stryker: what is counted, which surviving mutants are explained, and that reasons
 * quote existing code.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDocument } from '../../corpus/text.ts';
import type { SurvivalReason } from './page.ts';
import { findStaleReasons, formatStrykerPage } from './page.ts';
import type { StrykerReport } from './scores.ts';
import { joinScores, readScores, scoresOf } from './scores.ts';

const source = 'if (open)\n  close(pair);\n';
const location = { start: { line: 1, column: 5 }, end: { line: 1, column: 9 } };
const block = { start: { line: 2, column: 3 }, end: { line: 2, column: 15 } };
const mutant = (status: string, replacement = 'true', at = location) => ({
  mutatorName: 'ConditionalExpression',
  replacement,
  status,
  location: at,
});
const file = 'model/a.ts';
const report: StrykerReport = {
  files: {
    [file]: {
      source,
      mutants: [
        mutant('Killed', 'false'),
        mutant('Timeout', 'null'),
        mutant('Survived'),
        mutant('NoCoverage', '', block),
        mutant('Ignored', '1'),
      ],
    },
  },
};
const scores = scoresOf(report);
const why = 'Closing twice is closing once.';
const reason: SurvivalReason = { file, code: 'open', becomes: ['true'], why };

describe('the page about Stryker', () => {
  it('counts a time-out as caught and code that no inspection reaches as missed', () => {
    expect(scores[file]).toMatchObject({ killed: 2, ignored: 1 });
    expect(scores[file]?.survivors).toHaveLength(2);
    const strange = { files: { [file]: { source, mutants: [mutant('RuntimeError')] } } };
    expect(() => scoresOf(strange)).toThrow('model/a.ts:1 is RuntimeError; expected a verdict');
  });

  it('names a survivor by the code it changes', () => {
    expect(scores[file]?.survivors).toEqual([
      { line: 1, code: 'open', becomes: 'true' },
      { line: 2, code: 'close(pair);', becomes: '' },
    ]);
  });

  it('keeps the scores in a file, and refuses one that is none with the place', () => {
    expect(readScores(formatDocument({ files: scores }))).toEqual(scores);
    expect(() => readScores('{"files":{"model/a.ts":{"killed":-1}}}')).toThrow(
      /files\.model\/a\.ts\.killed.*stryker:scores/,
    );
  });

  it('sets apart the survivors that nobody has explained', () => {
    const text = formatStrykerPage('# Title', scores, [reason]);
    expect(text).toContain(`| model/a.ts:1 | \`\`open\`\` | \`\`true\`\` | ${why} |`);
    expect(text).toMatch(/not explained yet: 1\n[\s\S]*close\(pair\);/);
    expect(text).toContain('| **model/ in all** | 50.0 | 2 | 2 | 1 |');
  });

  it('a reason is stale when its mutant is killed, and says nothing of files that were not run', () => {
    expect(findStaleReasons(scores, [reason])).toEqual([]);
    expect(findStaleReasons(scores, [{ ...reason, becomes: ['true', 'false'] }])).toHaveLength(1);
    expect(findStaleReasons(scores, [{ ...reason, file: 'model/b.ts' }])).toEqual([]);
  });

  it('joins the scores of several runs, the later for a file in both', () => {
    const none = { killed: 0, ignored: 0, survivors: [] };
    const joined = joinScores([scores, { [file]: none, 'impl/b.ts': none }]);
    expect(Object.entries(joined)).toEqual([
      ['impl/b.ts', none],
      [file, none],
    ]);
  });

  it('every reason speaks of code that is there, and says why', () => {
    const url = new URL('reasons.json', import.meta.url);
    const reasons: readonly SurvivalReason[] = JSON.parse(readFileSync(url, 'utf8'));
    for (const each of reasons) {
      const text = readFileSync(new URL(`../../../${each.file}`, import.meta.url), 'utf8');
      expect(text.replace(/\s+/g, ' '), `${each.file} has ${each.code}`).toContain(each.code);
      expect(each.why).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});
