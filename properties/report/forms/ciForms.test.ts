/** The forms that a CI reads (JUnit, Markdown, GitHub annotations) stay valid, whatever routers and orcs are called. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { githubAnnotations } from './github.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';

const nasty = '</failure>]]>&"\u0000\u001b[31m\ud800<b>|`````\n::error::x%,\u2028';
const finding = { ...exampleFinding('LINE-1'), detail: nasty };
const soft = exampleFinding('EVENT-6');
const known = exampleFinding('ROUTE-2');
const report = {
  ...exampleReport(
    {
      'ARP-1': 'holds',
      'LINE-1': 'violated',
      'LINE-2': 'undecided',
      'EVENT-6': 'violated',
      'EVENT-9': 'declined',
      'ROUTE-2': 'violated',
      'ROUTE-3': 'crashed',
    },
    [finding, soft, known],
  ),
  router: { name: `${nasty} mine`, version: '1' },
};
const judgement = applyDeviations(report, [
  { clause: 'ROUTE-2', reason: 'known <since> ever' },
  { clause: 'ARP-1', reason: 'long gone' },
]);
const stories = { version: '1.0.0', story: (each: typeof finding) => `story: ${each.detail}` };

describe('JUnit XML', () => {
  const text = junitReport(judgement, stories);
  const parser = new XMLParser({
    ignoreAttributes: false,
    preserveOrder: true,
    attributeNamePrefix: '',
  });
  type Node = { readonly [tag: string]: Node[] | string | Record<string, string> };
  /**
   * The part of Jenkins' xUnit schema that we use: for each element its required and optional
   * attributes, and its children.
   */
  const schema: Readonly<Record<string, { must: string[]; may: string[]; holds: string[] }>> = {
    testsuites: {
      must: [],
      may: ['name', 'tests', 'failures', 'errors', 'disabled', 'time'],
      holds: ['testsuite'],
    },
    testsuite: {
      must: ['name', 'tests'],
      may: [
        'failures',
        'errors',
        'skipped',
        'disabled',
        'time',
        'timestamp',
        'hostname',
        'id',
        'package',
      ],
      holds: ['properties', 'testcase', 'system-out', 'system-err'],
    },
    properties: { must: [], may: [], holds: ['property'] },
    property: { must: ['name', 'value'], may: [], holds: [] },
    testcase: {
      must: ['name', 'classname'],
      may: ['time', 'assertions', 'status', 'file', 'line'],
      holds: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    },
    failure: { must: [], may: ['type', 'message'], holds: ['#text'] },
    error: { must: [], may: ['type', 'message'], holds: ['#text'] },
    skipped: { must: [], may: ['type', 'message'], holds: ['#text'] },
    'system-out': { must: [], may: [], holds: ['#text'] },
  };

  function faults(nodes: readonly Node[], allowed: readonly string[]): string[] {
    return nodes.flatMap((node) => {
      const attributes = Object.keys((node[':@'] ?? {}) as Record<string, string>);
      const [tag] = Object.keys(node).filter((key) => key !== ':@') as [string];
      if (!allowed.includes(tag)) return [`${tag} is not allowed here`];
      const rule = schema[tag];
      if (!rule) return [];
      return [
        ...rule.must
          .filter((name) => !attributes.includes(name))
          .map((name) => `${tag} lacks ${name}`),
        ...attributes
          .filter((name) => ![...rule.must, ...rule.may].includes(name))
          .map((name) => `${tag} has ${name}`),
        ...faults(node[tag] as Node[], rule.holds),
      ];
    });
  }

  it('is valid XML, with control characters escaped', () => {
    expect(XMLValidator.validate(text)).toBe(true);
    const nodes: Node[] = parser.parse(text);
    expect(
      faults(
        nodes.filter((node) => !('?xml' in node)),
        ['testsuites'],
      ),
    ).toEqual([]);
    expect(text).toContain('\\u0000\\u001b[31m\\ud800');
    expect(text).not.toMatch(/(?![\n])\p{Cc}|\p{Cs}/u);
    expect(faults([{ testcase: [], ':@': { name: 'x', odd: '1' } }], ['testcase'])).toHaveLength(2);
  });

  it('a clause is a test case, a family a suite, and what fails the run fails here', () => {
    const { testsuites } = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testsuite' || name === 'testcase',
    }).parse(text);
    expect(testsuites).toMatchObject({ tests: '7', failures: '2', errors: '2' });
    const suites: { name: string; testcase: Record<string, unknown>[] }[] = testsuites.testsuite;
    expect(suites.map(({ name }) => name.split(' ').at(-1))).toEqual([
      'ARP',
      'LINE',
      'EVENT',
      'ROUTE',
    ]);
    const outcome = Object.fromEntries(
      suites.flatMap(({ testcase }) =>
        testcase.map((each) => [
          each.name,
          ['failure', 'error', 'skipped'].find((tag) => tag in each) ?? 'passed',
        ]),
      ),
    );
    expect(outcome).toEqual({
      'ARP-1': 'failure',
      'LINE-1': 'failure',
      'LINE-2': 'error',
      'EVENT-6': 'skipped',
      'EVENT-9': 'skipped',
      'ROUTE-2': 'skipped',
      'ROUTE-3': 'error',
    });
  });
});

describe('Markdown', () => {
  const text = markdownReport(judgement, stories);

  it('lists what needs looking at, then all clauses, and escapes every name', () => {
    expect(text).toMatch(
      /^<!-- Partyline: the summary -->\n## .*mine 1: 2 violated, 1 crashed, 1 healed/,
    );
    expect(text).toContain('| LINE-1 | must | ❌ violated |');
    expect(text).toContain('<summary>All 7 clauses</summary>');
    // The code fence is longer than any run of backticks in the text, and the heading is one line.
    expect(text).toMatch(/^``````text\nstory: /m);
    expect(text.split('\n')[1]).toMatch(/&#60;b&#62;&#124;/);
    expect(text).not.toMatch(/^story: .*ROUTE-2/m);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .every((line) => line.split('|').length === 6),
    ).toBe(true);
  });
});

describe('annotations', () => {
  const lines = githubAnnotations(judgement, ({ id }) => `npx partyline replay ${id}`);

  it('are one line each, for failures and warnings, and smuggle in no other command', () => {
    const each = lines.trimEnd().split('\n');
    expect(each.map((line) => line.split('::').slice(0, 2).join('::'))).toEqual([
      '::error title=ARP-1 is healed',
      '::error title=LINE-1 is violated',
      '::error title=LINE-2 is undecided',
      '::error title=ROUTE-3 is crashed',
      '::warning title=EVENT-6 is violated',
    ]);
    expect(each[1]).toContain('%0A::error::x%25,');
    expect(each[1]).toContain(`npx partyline replay ${finding.id}`);
  });

  it('are ten of a kind at most, the last of which names the rest', () => {
    const many = exampleReport(
      Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`EVENT-${at}`, 'crashed'])),
    );
    const each = githubAnnotations(applyDeviations(many, []), () => '')
      .trimEnd()
      .split('\n');
    expect(each).toHaveLength(10);
    expect(each.at(-1)).toBe(
      '::error title=and 3 more::EVENT-9 is crashed; EVENT-10 is crashed; EVENT-11 is crashed',
    );
  });
});

it('are empty for a run without failures', () => {
  const fine = applyDeviations(exampleReport({ 'ARP-1': 'holds' }), []);
  expect(githubAnnotations(fine, () => '')).toBe('');
});
