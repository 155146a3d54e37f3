/** `partyline deviations update`: new findings are added to the file, and what somebody wrote there is kept. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { parseDeviations } from '../../verdict/deviations.ts';
import { exits } from '../program/exits.ts';

const one = {
  clause: 'ROUTE-2',
  signature: 'ROUTE-2|route missing|leave',
  reason: 'known since May',
  issue: '#7',
};
const other = {
  clause: 'EVENT-2',
  signature: 'EVENT-2|frame surplus|publish',
  reason: 'on its way',
};
const report = {
  partyline: '0.1.0',
  findings: [
    { id: 'a', clause: 'ROUTE-2', signature: one.signature, scenario: 'findings/a.json' },
    {
      id: 'b',
      clause: 'LINE-2',
      signature: 'LINE-2|route lines|subscribe',
      scenario: 'findings/b.json',
    },
  ],
  deviations: [
    { ...one, state: 'expected', findings: ['a'] },
    { ...other, state: 'healed', findings: [] },
  ],
};

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const runCli = (...argv: string[]) => runCommandLine(['deviations', 'update', ...argv], { cwd });

const write = (name: string, value: unknown) =>
  writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));
const readWritten = (name = 'deviations.json') => JSON.parse(readFileSync(join(cwd, name), 'utf8'));

describe('partyline deviations update', () => {
  it('adds what is new with a reason to fill in, and keeps what somebody wrote', async () => {
    write('report.json', report);
    write('known.json', [one, other]);
    const { exit, out, err } = await runCli('report.json', '--deviations', 'known.json');
    expect(exit).toBe(exits.asExpected);
    const [first, second, added] = readWritten('known.json');
    expect([first, second]).toEqual([one, other]);
    expect(added.signature).toBe('LINE-2|route lines|subscribe');
    expect(added.reason).toMatch(/^to fill in.*findings\/b\.json/);
    expect(parseDeviations(readWritten('known.json'))).toHaveProperty('deviations');
    expect(out).toContain('added LINE-2 (LINE-2|route lines|subscribe): fill in its reason');
    expect(out).toContain('--remove-healed');
    expect(err).toContain('known.json: 1 added, 0 removed, 3 in all');
  });

  it('takes out what has healed when it is asked to, and changes nothing twice', async () => {
    write('report.json', report);
    write('deviations.json', [one, other]);
    const { out } = await runCli('report.json', '--remove-healed');
    expect(out).toContain('removed EVENT-2');
    expect(readWritten().map(({ clause }: { clause: string }) => clause)).toEqual([
      'ROUTE-2',
      'LINE-2',
    ]);
    // The folder of the report can be given instead of the report.
    const again = await runCli('.', '--remove-healed');
    expect(again.err).toContain('nothing to change, 2 in all');
  });

  it('tells by their scenarios what has one signature, and keeps how a scenario is written', async () => {
    const topology = {
      nodes: [{ token: 'n1', horde: 'h-n1' }],
      uplinks: [],
      orcs: [{ name: 'p1@n1', nice: 0 }],
      pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
    };
    const scenarioOf = (...steps: object[]) => ({ version: 1, topology, steps });
    const [joins, leaves] = [
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      { kind: 'leave', orc: 'p1@n1' },
    ];
    mkdirSync(join(cwd, 'findings'));
    write('findings/a.json', scenarioOf(joins, joins, leaves));
    write('findings/b.json', scenarioOf(joins, leaves));
    write('known.json', [{ ...one, scenario: 'findings/a.json' }]);
    const at = (index: number) => ({ ...report.findings[0], at: index });
    const findings = [at(2), { ...at(1), id: 'b', scenario: 'findings/b.json' }];
    write('report.json', { ...report, findings, deviations: [] });
    const { err } = await runCli('report.json', '--deviations', 'known.json');
    expect(err).toContain('1 added, 0 removed, 2 in all');
    const [kept, added, ...more] = readWritten('known.json');
    expect(more).toEqual([]);
    expect(kept).toEqual({ ...one, scenario: 'findings/a.json' });
    expect(added).toMatchObject({ clause: one.clause, signature: one.signature });
    expect(added.scenario.steps).toHaveLength(2);
    const again = await runCli('report.json', '--deviations', 'known.json');
    expect(again.err).toContain('nothing to change, 2 in all');
  });

  it('makes the file where there is none', async () => {
    write('report.json', { ...report, deviations: [] });
    await runCli('report.json', '--deviations', 'new/known.json');
    expect(readWritten('new/known.json')).toHaveLength(2);
  });

  it('leaves what was never seen to whoever wrote it', async () => {
    write('report.json', {
      ...report,
      findings: [],
      deviations: [{ ...other, state: 'unmatched', findings: [] }],
    });
    write('deviations.json', [other]);
    const { out } = await runCli('report.json', '--remove-healed');
    expect(out).toContain('left EVENT-2');
    expect(readWritten()).toEqual([other]);
  });

  it.each([
    ['no file', undefined, [], /cannot be read/],
    ['no JSON', '{', [], /is no JSON/],
    ['no report', { hello: 1 }, [], /is no report.*partyline check --out DIR/s],
    [
      'a clause of another law',
      { ...report, findings: [{ ...report.findings[0], clause: 'X-1' }] },
      [],
      /findings\.0\.clause/,
    ],
    [
      'the report of an interrupted run',
      { ...report, interrupted: true },
      [],
      /interrupted.*whole run/,
    ],
    [
      'a deviations file that is none',
      report,
      [{ clause: 'ROUTE-2' }],
      /is no deviations file.*0\.reason/s,
    ],
  ])('refuses %s, and writes nothing', async (_, given, known, message) => {
    if (given !== undefined) write('report.json', given);
    if (known.length > 0) write('deviations.json', known);
    const { exit, err } = await runCli('report.json');
    expect(exit).toBe(exits.usage);
    expect(err).toMatch(message);
    if (known.length > 0) expect(readWritten()).toEqual(known);
    else expect(existsSync(join(cwd, 'deviations.json'))).toBe(false);
  });
});
