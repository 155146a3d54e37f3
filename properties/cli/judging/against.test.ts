/**
 * `check --against`: what has changed since an earlier report. The runs are made up, so that it is known what each finds and how
 * the scenario of an earlier cause ends now; the last test runs a planted fault.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { AnyRouterKind, Scenario } from '#spec';
import type { ReportDocument } from '../../report/forms/json.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-against-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const lost = exampleFinding('LINE-1');
const routed = exampleFinding('ROUTE-2', 'ROUTE-2|route missing|leave');
const reportOf = (...findings: Finding[]): RunReport => {
  const verdictOf = (id: string) =>
    findings.some(({ clause }) => clause === id) ? 'violated' : 'holds';
  return exampleReport(
    { 'LINE-1': verdictOf('LINE-1'), 'ROUTE-2': verdictOf('ROUTE-2'), 'ARP-1': 'holds' },
    findings,
  );
};

/** Checks with a run that ends in the report, and then finds the signature (null: passes) in whatever is run again. */
async function runCheck(more: string, report: RunReport, again: string | null = null) {
  const asked: Scenario[] = [];
  const result = await runCommandLine(
    `check --router ours --seed s ${more}`,
    { cwd },
    ({ trace }) => ({
      check: async () => report,
      trace,
      failureOf: async (_, scenario) => {
        asked.push(scenario);
        return again === null ? null : { signature: again, at: 0 };
      },
    }),
  );
  return { ...result, asked };
}

const reportIn = (folder: string) =>
  JSON.parse(readFileSync(join(cwd, folder, 'report.json'), 'utf8')) as ReportDocument;
const causesIn = (folder: string) =>
  reportIn(folder).trend?.causes.map(({ state, clause, because }) => [state, clause, because]);

const SAME = 'the same scenario fails alike';

describe('against an earlier report', () => {
  beforeAll(async () => {
    await runCheck('--out first', reportOf(lost, routed));
  });

  it('a cause is still there by the same scenario under other names, and is not run again', async () => {
    const renamed = JSON.parse(
      JSON.stringify(lost.scenario).replaceAll('p1@T', 'someone@T').replaceAll('"a1"', '"z9"'),
    ) as Scenario;
    const { out, asked } = await runCheck(
      '--out again --against first',
      reportOf({ ...lost, scenario: renamed }, routed),
    );
    expect(causesIn('again')).toEqual([
      ['still there', 'LINE-1', SAME],
      ['still there', 'ROUTE-2', SAME],
    ]);
    expect({ asked, clauses: reportIn('again').trend?.clauses }).toEqual({
      asked: [],
      clauses: [],
    });
    const told = out.slice(out.indexOf('Against '), out.indexOf('\n\n', out.indexOf('Against ')));
    expect(told.split('\n')).toEqual([
      'Against first/report.json (made-up 1.2.3, seed partyline, by partyline 0.1.0): 2',
      '  still there',
      `  still there  ${lost.detail} (the same`,
      '               scenario fails alike)',
      `  still there  ${lost.detail} (the same`,
      '               scenario fails alike)',
      '  0 changed verdicts: none',
    ]);
  });

  it('what the run did not meet is healed only if its scenario passes when it is run again', async () => {
    const { exit, asked } = await runCheck('--out right --against first', reportOf(lost));
    expect(exit).toBe(1);
    expect(asked).toContainEqual(routed.scenario);
    expect(causesIn('right')).toEqual([
      ['still there', 'LINE-1', SAME],
      ['healed', 'ROUTE-2', 'its scenario passes'],
    ]);
    expect(reportIn('right').trend?.clauses).toEqual([
      { id: 'ROUTE-2', was: 'violated', is: 'holds' },
    ]);
  });

  it('what fails alike when it is run again is still there, and what fails otherwise is not seen', async () => {
    await runCheck('--out x --against first/report.json', reportOf(lost), routed.signature);
    expect(causesIn('x')).toContainEqual([
      ...['still there', 'ROUTE-2'],
      'its earlier scenario still fails alike',
    ]);
    await runCheck('--out x --against first', reportOf(lost), 'ARP-1|crash|join');
    expect(causesIn('x')).toContainEqual([
      ...['not seen', 'ROUTE-2'],
      'its scenario ends otherwise now, in ARP-1|crash|join',
    ]);
  });

  it('another scenario of the same signature is new where the earlier one passes, else the same cause', async () => {
    const steps = lost.scenario.steps.slice(1);
    const other = reportOf({ ...lost, scenario: { ...lost.scenario, steps } }, routed);
    await runCheck('--out x --against first', other);
    expect(causesIn('x')).toEqual([
      ['new', 'LINE-1', 'nothing in the earlier report is like it'],
      ['still there', 'ROUTE-2', SAME],
      ['healed', 'LINE-1', 'its scenario passes'],
    ]);
    await runCheck('--out x --against first', other, lost.signature);
    expect(causesIn('x')?.map(([state]) => state)).toEqual(['still there', 'still there']);
  });

  it('nothing is healed that cannot be run again, or failed only now and then', async () => {
    await runCheck('--out bare', reportOf(lost));
    rmSync(join(cwd, 'bare', 'findings'), { recursive: true });
    await runCheck('--out x --against bare', reportOf());
    const absent = 'its scenario is not beside the earlier report, or not of this version';
    expect(causesIn('x')).toEqual([['not seen', 'LINE-1', absent]]);
    await runCheck('--out shaky', reportOf({ ...lost, reproduced: false }));
    await runCheck('--out x --against shaky', reportOf());
    const shaky = 'its scenario passes, but it did not always fail before';
    expect(causesIn('x')).toEqual([['not seen', 'LINE-1', shaky]]);
  });

  it('reads a report of a version that wrote no causes and had other clauses', async () => {
    await runCheck('--out older', reportOf(lost));
    const { causes: _, clauses, ...rest } = reportIn('older');
    const gone = { id: 'GONE-1', verdict: 'holds' };
    const older = { ...rest, partyline: '0.0.1', clauses: [...clauses, gone], interrupted: true };
    writeFileSync(join(cwd, 'older', 'report.json'), JSON.stringify(older));
    const { out } = await runCheck('--out x --against older', reportOf(lost));
    expect(out.replace(/\s+/g, ' ')).toContain(
      'by partyline 0.0.1, interrupted: what it does not have may have been there)',
    );
    expect(causesIn('x')).toEqual([['still there', 'LINE-1', SAME]]);
  });

  it('is in Markdown too, and in no report without it', async () => {
    await runCheck('--report markdown --out told --against first', reportOf(lost));
    expect(readFileSync(join(cwd, 'told', 'summary.md'), 'utf8')).toMatch(/\nAgainst first/);
    await runCheck('--out plain', reportOf(lost));
    expect(reportIn('plain')).not.toHaveProperty('trend');
  });

  it.each([
    ['nowhere.json', /: The report file "nowhere\.json" cannot be read: .*Expected a JSON file/],
    ['torn.json', /: torn\.json is no JSON: .*Expected a report document\.$/],
    ['list.json', /: list\.json is no report: expected the report\.json that .*\n {2}document: /],
    ['half.json', /: half\.json is no report: .*\n {2}clauses\.0\.verdict: /],
  ])('refuses %s before anything is run', async (name, said) => {
    writeFileSync(join(cwd, 'torn.json'), '{"partyline":');
    writeFileSync(join(cwd, 'list.json'), '[]');
    const half = { ...reportIn('first'), clauses: [{ id: 'ARP-1', verdict: 'maybe' }] };
    writeFileSync(join(cwd, 'half.json'), JSON.stringify(half));
    const { exit, out, err } = await runCheck(`--against ${name}`, reportOf());
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.trim()).toMatch(said);
  });

  it('a shard refuses it and names merge', async () => {
    const { exit, err } = await runCheck('--shard 1/2 --out shards --against first', reportOf());
    expect(exit).toBe(2);
    expect(err).toContain('Give --against to `partyline merge`.');
  });

  it('a planted fault is found by its earlier scenario where the run does not meet it, and healed in a right router', async () => {
    const kind = mutants.find(({ id }) => id === 'ports-by-number')?.kind ?? routerKind;
    const check = (more: string, report: RunReport | null, now: AnyRouterKind = kind) =>
      runCommandLine(
        `check --router ours --hostile 0 --no-shrink --runs 1 --bail 1 --report json ${more}`,
        { cwd },
        ({ check, failureOf }) => ({
          check: async (_, options) => report ?? (await check([kind], options)),
          failureOf: (_, scenario) => failureOf(now, scenario),
        }),
      );
    expect((await check('--out planted', null)).exit).toBe(1);
    await check('--out x --against planted', reportOf());
    expect(new Set(causesIn('x')?.map(([state]) => state))).toEqual(new Set(['still there']));
    await check('--out x --against planted', reportOf(), routerKind);
    expect(new Set(causesIn('x')?.map(([state]) => state))).toEqual(new Set(['healed']));
  });
});
