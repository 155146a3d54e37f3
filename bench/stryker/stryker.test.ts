/** The page about Stryker: what is counted, which survivor is explained, and that reasons speak of code that exists. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Reason } from './document.ts';
import { documentOf, findStaleReasons } from './document.ts';
import type { StrykerReport } from './score.ts';
import { joinReports, percentOf, scoreOf, survivorsOf } from './score.ts';

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
const why = 'Closing twice is closing once.';
const reason: Reason = { file, code: 'open', becomes: ['true'], why };

describe('the page about Stryker', () => {
  it('counts a time-out as caught and code that no inspection reaches as missed', () => {
    const score = scoreOf(file, report.files[file]?.mutants ?? []);
    expect(score).toEqual({ name: file, killed: 2, survived: 2, ignored: 1 });
    expect(percentOf(score)).toBe('50.0');
    expect(() => scoreOf(file, [mutant('RuntimeError')])).toThrow('expected a verdict');
  });

  it('names a survivor by the code it changes', () => {
    expect(survivorsOf(report)).toEqual([
      { file, line: 1, code: 'open', becomes: 'true' },
      { file, line: 2, code: 'close(pair);', becomes: '' },
    ]);
  });

  it('sets apart the survivors that nobody has explained', () => {
    const text = documentOf('# Title', report, [reason]);
    expect(text).toContain(`| model/a.ts:1 | \`\`open\`\` | \`\`true\`\` | ${why} |`);
    expect(text).toMatch(/not explained yet: 1\n[\s\S]*close\(pair\);/);
    expect(text).toContain('| **model/ in all** | 50.0 | 2 | 2 | 1 |');
  });

  it('a reason is stale when its mutant is killed, and says nothing of files that were not run', () => {
    expect(findStaleReasons(report, [reason])).toEqual([]);
    expect(findStaleReasons(report, [{ ...reason, becomes: ['true', 'false'] }])).toHaveLength(1);
    expect(findStaleReasons(report, [{ ...reason, file: 'model/b.ts' }])).toEqual([]);
  });

  it('joins the reports of several runs, the later for a file in both', () => {
    const later: StrykerReport = {
      files: { [file]: { source, mutants: [] }, 'impl/b.ts': { source, mutants: [] } },
    };
    expect(joinReports([report, later]).files[file]?.mutants).toEqual([]);
    expect(Object.keys(joinReports([report, later]).files)).toEqual(['impl/b.ts', file]);
  });

  it('every reason speaks of code that is there, and says why', () => {
    const url = new URL('reasons.json', import.meta.url);
    const reasons: readonly Reason[] = JSON.parse(readFileSync(url, 'utf8'));
    for (const each of reasons) {
      const text = readFileSync(new URL(`../../${each.file}`, import.meta.url), 'utf8');
      expect(text.replace(/\s+/g, ' '), `${each.file} has ${each.code}`).toContain(each.code);
      expect(each.why).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});
