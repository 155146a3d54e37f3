/** `partyline matrix`: the page needs no other file, and shows for each clause the verdict of each report. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { reportDocument } from '../../report/forms/json.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-matrix-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const runCli = (line: string) => runCommandLine(line, { cwd });

const writeReport = (folder: string, name: string, report: ReturnType<typeof exampleReport>) => {
  mkdirSync(join(cwd, folder));
  const document = reportDocument({ ...report, router: { name, version: '1' } }, [], '1.0.0');
  writeFileSync(join(cwd, folder, 'report.json'), JSON.stringify(document));
};
writeReport('one', 'right', exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'holds' }));
writeReport(
  'two',
  '<img src=x onerror=alert(1)>"',
  exampleReport({ 'LINE-1': 'violated', 'EVENT-6': 'violated' }, [exampleFinding('LINE-1')]),
);

it('has a row for each clause, a column for each router, and evidence in each cell', async () => {
  const { exit, err } = await runCli('matrix one two/report.json --out page/matrix.html');
  expect({ exit, err }).toEqual({ exit: 0, err: 'wrote page/matrix.html\n' });
  const page = readFileSync(join(cwd, 'page', 'matrix.html'), 'utf8');
  const rows = [...page.matchAll(/<tr><th scope="row">.*<\/tr>/g)].map(([row]) => row);
  expect(rows.map((row) => /<summary>([A-Z]+-\d+)/.exec(row)?.[1])).toEqual([
    'ARP-1',
    'LINE-1',
    'EVENT-6',
  ]);
  const cells = rows.map((row) => [...row.matchAll(/<td.*?<\/td>/g)].map(([cell]) => cell));
  expect(cells.every((each) => each.length === 2)).toBe(true);
  expect(cells[0]?.[1]).toBe('<td>not judged</td>');
  expect(cells[1]?.[0]).toMatch(/class="good".*holds.*<p>10 of 12 scenarios; witness in 4<\/p>/);
  expect(cells[1]?.[1]).toMatch(
    /class="bad".*violated.*<li>LINE-1\|hearing\|publish, 3 steps<\/li>/,
  );
  expect(cells[2]?.[1]).toContain('class="odd"');
  expect(page).not.toMatch(/<img|<script|https?:/);
  expect(page).toContain('&#60;img src=x');
});

it('shows the clauses on which reports differ, folds the others, and links to the page of each report', async () => {
  writeReport('a b', 'right', exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'holds' }));
  const wrong = exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'violated' }, [
    exampleFinding('LINE-1'),
  ]);
  writeReport('wrong', 'wrong', wrong);
  for (const folder of ['a b', 'wrong']) writeFileSync(join(cwd, folder, 'report.html'), '');
  const { exit } = await runCommandLine(
    ['matrix', 'a b', 'wrong', 'one', '--out', 'page/linked.html'],
    { cwd },
  );
  expect(exit).toBe(0);
  const page = readFileSync(join(cwd, 'page', 'linked.html'), 'utf8');
  const [apart = '', alike = ''] = page.split('on which all agree</summary>');
  const rowsIn = (part: string) =>
    [...part.matchAll(/<tr><th scope="row">.*?<summary>([A-Z]+-\d+)/g)].map(([, id]) => id);
  expect([rowsIn(apart), rowsIn(alike)]).toEqual([['LINE-1'], ['ARP-1']]);
  expect(page).toContain('2 clauses of the law, 1 on which they differ');
  expect(apart).toContain('<a href="./../a%20b/report.html">right</a>');
  expect(apart).toMatch(/<li><a href="\.\/\.\.\/wrong\/report\.html#finding=\w+">LINE-1\|hearing/);
  expect(apart).toContain('<th scope="col">right <span>');
});

it('refuses what is no report', async () => {
  writeFileSync(join(cwd, 'other.json'), '{"clauses": []}');
  const other = await runCli('matrix one other.json --out x.html');
  expect(other.exit).toBe(2);
  expect(other.err).toMatch(
    /other\.json is no report \(partyline: .*Expected what `partyline check/,
  );
  expect((await runCli('matrix absent --out x.html')).err).toMatch(/"absent" cannot be read/);
  expect((await runCli('matrix one')).err).toMatch(/required option '--out <file>'/);
});
