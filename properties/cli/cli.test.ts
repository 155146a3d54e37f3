/**
 * The command line: every bad input gets a sentence and an exit code, and leaves no file behind.
 * Nearly all tests call `main` in this process; a few start the program as a user would.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Scenario } from '#spec';
import { orcName } from '#spec';
import { unpackJson } from '../report/page/unpack.ts';
import { runCommandLine } from '../testing/commandLine.ts';
import { isThorough } from '../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../testing/exampleReport.ts';
import type { RunReport } from '../verdict/verdict.ts';
import { exitOf } from './program/exits.ts';
import type { Machinery } from './program/machinery.ts';
import { progressLine } from './program/progress.ts';
import type { Terminal } from './program/terminal.ts';

const bin = fileURLToPath(new URL('partyline.mjs', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'partyline-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const file = (name: string, content: unknown) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(cwd, name), text);
};

type Asked = Parameters<Machinery['check']>;

/** Runs a command line in this process; `report` replaces the result of the check. */
async function runCli(argv: readonly string[], report?: RunReport, env: Terminal['env'] = {}) {
  const asked: Asked[] = [];
  const said = await runCommandLine(argv, { cwd, env }, (real) => ({
    check: async (...given) => {
      asked.push(given);
      return report ?? real.check(...given);
    },
  }));
  return { ...said, asked };
}

describe('bad input: exit 2, what came and what was expected, nothing written', () => {
  const unjoined: Scenario = {
    ...exampleScenario,
    steps: [{ kind: 'leave', orc: orcName('p1@T') }],
  };
  file('broken.json', '{"version": 1,');
  file('list.json', []);
  file('version.json', { ...exampleScenario, version: 7 });
  file('marked.json', `\uFEFF${JSON.stringify({ ...exampleScenario, version: 7 })}`);
  file('step.json', { ...exampleScenario, steps: [{ kind: 'dance' }] });
  file('illegal.json', unjoined);
  file('no-router.mjs', 'export default { level: "router", name: "x" };');
  file('deviation.json', [{ clause: 'ARP-1' }]);
  file('in-the-way', '');
  const before = readdirSync(cwd).sort();

  it.each([
    [['check', '--router', 'ours', '--runs', '0'], /'0' is invalid.*at least 1/s],
    [['check', '--router', 'ours', '--runs', '1.5'], /'1\.5' is invalid.*whole number/s],
    [['check', '--router', 'ours', '--runs', 'many'], /'many' is invalid/],
    [['check', '--router', 'ours', '--bail', '0'], /'0' is invalid/],
    [['check', '--router', 'ours', '--hostile', 'many'], /'many' is invalid.*0 for none/s],
    [['check', '--router', 'ours', '--time', 'soon'], /'soon' is invalid.*30s/s],
    [['check', '--router', 'ours', '--seed', ''], /'' is invalid/],
    [['check', '--router', 'ours', '--flag'], /unknown option '--flag'/],
    [['check', '--router', 'ours', '--run', '3'], /unknown option '--run'.*--runs/s],
    [['chekc'], /unknown command 'chekc'.*check/s],
    [[], /Usage: partyline/],
    [['check', 'python3', 'router.py'], /too many arguments.*after --, such as -- python3/s],
    [['check', '--router', 'ours', '--only', 'ARP-1,ARP-9'], /"ARP-9".*LINE-2/s],
    [['check', '--router', 'ours', '--only', 'ARM-*'], /"ARM-\*"/],
    [['check', '--router', 'ours', '--only', ''], /No clause is called ""/],
    [['check', '--router', 'ours', '--shape', 'circle'], /"circle".*chain/s],
    [['check', '--router', 'ours', '--report', 'xml'], /"xml".*json/s],
    [['check', '--router', 'nobody'], /"nobody".*ours.*\.ts/s],
    [['check', '--router', 'constructor'], /no router "constructor"/],
    [
      ['check', '--router', './absent.ts'],
      /"\.\/absent\.ts" cannot be read: there is no such file/,
    ],
    [['check', '--router', './no-router.mjs'], /is no router.*router\.ts.*version: /s],
    [['check', '--router', 'ours', '--deviations', 'absent.json'], /"absent\.json" cannot be read/],
    [['check', '--router', 'ours', '--deviations', 'deviation.json'], /0\.reason: /],
    [['check', '--router', 'ours', '--deviations', 'broken.json'], /broken\.json is no JSON/],
    [['check', '--router', 'ours', '--report', 'text,html'], /--report html is a file.*--out/s],
    [['clauses', '--report', 'html'], /"html".*text, json/s],
    [
      ['check', '--router', 'ours', '--out', 'in-the-way'],
      /"in-the-way" cannot be written to: a file is in the way/,
    ],
    [['check', '--router', 'ours', '--out', 'in-the-way/deeper'], /a file is in the way/],
    [['check', '--router', 'ours', '--out', ''], /--out is given no folder: it is empty/],
    [['check', '--router', 'ours', '--out', 'report', '--runs', '0'], /'0' is invalid/],
    [['check', '--out', 'report', '--router', 'nobody'], /no router/],
    [['replay', '--router', 'ours'], /missing required argument 'file'/],
    [['replay', '--router', 'ours', 'absent.json'], /"absent\.json" cannot be read/],
    [['replay', '--router', 'ours', '.'], /it is a folder/],
    [['replay', '--router', 'ours', 'broken.json'], /no JSON.*scenario/s],
    [['replay', '--router', 'ours', 'list.json'], /no scenario/],
    [['replay', '--router', 'ours', 'version.json'], /version: came 7, expected 1/],
    [['replay', '--router', 'ours', 'marked.json'], /version: came 7, expected 1/],
    [['replay', '--router', 'ours', 'step.json'], /steps\.0/],
    [['replay', '--router', 'ours', 'illegal.json'], /not legal.*steps\.0 \(leave\)/s],
    [
      ['check', '--router', 'ours', '--corpus', 'absent'],
      /--corpus "absent": there is no such folder.*--keep/,
    ],
    [
      ['check', '--router', 'ours', '--corpus', 'in-the-way', '--keep'],
      /"in-the-way" cannot.*with --corpus/,
    ],
    [['explain', 'ARP-0'], /"ARP-0"/],
    [['clauses', '--only', 'x'], /"x"/],
  ])('%j', async (argv, message) => {
    const { exit, out, err } = await runCli(argv);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(readdirSync(cwd).sort()).toEqual(before);
  });
});

describe('a command that runs a router, without one', () => {
  it.each([
    'check',
    'check --shard 1/2 --out parts',
    'replay example.json',
    'shrink example.json',
    'verify example.json',
    'record example.json',
    'emit example.json --as vitest',
    'emit example.json --as mermaid',
    'doctor',
    'hunt --corpus hunted',
  ])('%s: exit 2, and the three ways to name one', async (line) => {
    const { exit, err } = await runCli(line.split(' '));
    expect(err).toMatch(/needs a router.*--router ours.*--router \.\/adapter\.ts.*-- COMMAND/s);
    expect(exit).toBe(2);
  });
});

describe('a router that cannot be driven: exit 4, no stack', () => {
  it('throws while it is loaded', async () => {
    file('throws.mjs', 'throw new Error("no database here");');
    const { exit, err } = await runCli(['check', '--router', './throws.mjs']);
    expect(exit).toBe(4);
    expect(err).toBe('error: The router ./throws.mjs cannot be loaded: no database here\n');
  });

  it('throws when it is started', async () => {
    file(
      'stuck.mjs',
      `export default { level: 'network', name: 'x', version: '1', features: ['ee'], quiescence: 'exact',
        create() { throw new Error('port 1 is taken'); } };`,
    );
    for (const argv of [['check'], ['replay', 'example.json']]) {
      file('example.json', { ...exampleScenario, steps: [] });
      const { exit, err } = await runCli([...argv, '--router', './stuck.mjs']);
      expect(err).toMatch(/^error: .*port 1 is taken/m);
      expect(err).not.toMatch(/^ {4}at /m);
      expect(exit).toBe(4);
    }
  });
});

describe('check', () => {
  const finding = exampleFinding('LINE-1');
  const violated = exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'violated' }, [finding]);
  const holds = exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'holds' });

  it('passes its flags on, and prints the seed', async () => {
    const { asked, err, exit } = await runCli(
      [
        ...'check --router ours --runs 7 --time 2m --seed s --shape tree,chain --bail 2 --no-shrink'.split(
          ' ',
        ),
        '--only',
        'line-1,ARP-*',
      ],
      holds,
    );
    const [kinds, options] = asked[0] as Asked;
    expect(kinds.map(({ level }) => level)).toEqual(['router', 'network']);
    expect(options).toMatchObject({ seed: 's', runs: 7, timeMs: 120_000, bail: 2, shrink: false });
    expect(options.shapes.toSorted()).toEqual(['chain', 'tree']);
    expect(options.only).toHaveLength(9);
    expect(err).toBe('seed s (given)\n');
    expect(exit).toBe(0);
  });

  it('has a fixed seed by default, and outside of a repository in CI too', async () => {
    for (const env of [{}, { CI: 'true' }])
      expect((await runCli(['check', '--router', 'ours'], holds, env)).err).toBe(
        'seed partyline (by default)\n',
      );
  });

  it.each([
    [['--router', 'ours', '--router', 'model'], ['partyline-model']],
    [['--router', 'model', '--router=ours-network'], ['partyline']],
  ])('takes the router that is said last: %j', async (words, names) => {
    const { asked } = await runCli(['check', ...words], holds);
    expect((asked[0] as Asked)[0].map(({ name }) => name)).toEqual(names);
  });

  it('takes the command after -- in place of the router of a script: `npm run check -- -- ./router`', async () => {
    const { scripts } = JSON.parse(
      readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
    );
    const checks = Object.values<string>(scripts).filter((each) =>
      each.includes('partyline.mjs check'),
    );
    expect(checks).toHaveLength(5);
    for (const script of checks) expect(script).toContain(' --router ');
    const words = scripts.check.replace(/^.*partyline\.mjs /, '').split(' ');
    const { exit, err } = await runCli([...words, '--', './absent']);
    expect(err).toMatch(/^error: The router could not be driven: .*absent/);
    expect(exit).toBe(4);
  });

  it('says that no scenario was run, and decides nothing', async () => {
    const none = { ...holds, totals: { scenarios: 0, steps: 0, seconds: 1 } };
    const { exit, err } = await runCli(['check', '--router', 'ours'], none);
    expect(err).toMatch(/^Nothing is decided, because no generated scenario was run\./m);
    expect(exit).toBe(3);
  });

  it('writes the report and the scenarios of findings, and takes older ones away', async () => {
    const { exit, out } = await runCli(['check', '--router', 'ours', '--out', 'kept'], violated);
    expect(exit).toBe(1);
    expect(out).toContain(`partyline.mjs replay kept/findings/${finding.id}.json --router ours`);
    const scenario = join(cwd, 'kept', 'findings', `${finding.id}.json`);
    expect(JSON.parse(readFileSync(scenario, 'utf8'))).toEqual(exampleScenario);
    expect(await runCli(['replay', '--router', 'ours', scenario])).toMatchObject({ exit: 0 });
    await runCli(['check', '--router', 'ours', '--out', 'kept'], holds);
    expect(readdirSync(join(cwd, 'kept')).sort()).toEqual(['.partyline-files', 'report.json']);
  });

  it('prints data alone on stdout with --report json', async () => {
    const { out } = await runCli(['check', '--router', 'ours', '--report', 'json'], violated);
    expect(JSON.parse(out)).toMatchObject({ router: { name: 'made-up' }, deviations: [] });
    const both = await runCli(['check', '--router', 'ours', '--report', 'text,json'], violated);
    expect(JSON.parse(both.out)).toEqual(JSON.parse(out));
    expect(both.err).toContain('LINE-1 is violated');
  });

  it('writes the page beside the report when html is asked for, and takes an older one away', async () => {
    const page = join(cwd, 'paged', 'report.html');
    const { exit, out, err } = await runCli(
      ['check', '--router', 'ours', '--report', 'html', '--out', 'paged'],
      violated,
    );
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(/^wrote paged.report\.html$/m);
    const [, packed = ''] = / id="document">(.*)<\/script>/.exec(readFileSync(page, 'utf8')) ?? [];
    expect(await unpackJson(packed)).toMatchObject({ findings: [{ id: finding.id }] });
    await runCli(['check', '--router', 'ours', '--out', 'paged'], violated);
    const names = ['.partyline-files', 'findings', 'report.json'];
    expect(readdirSync(join(cwd, 'paged')).sort()).toEqual(names);
    writeFileSync(page, 'mine');
    await runCli(['check', '--router', 'ours', '--out', 'paged'], violated);
    expect(readFileSync(page, 'utf8')).toBe('mine');
  });

  it('expects declared deviations, and fails on healed ones', async () => {
    file('known.json', [{ clause: 'LINE-1', reason: 'known' }]);
    const argv = ['check', '--router', 'ours', '--deviations', 'known.json', '--report', 'json'];
    const { exit, out } = await runCli(argv, violated);
    expect(exit).toBe(0);
    expect(JSON.parse(out).deviations).toEqual([
      {
        clause: 'LINE-1',
        reason: 'known',
        state: 'expected',
        findings: [finding.id],
        covers: 'clause',
        otherwise: [],
      },
    ]);
    expect((await runCli(argv, holds)).exit).toBe(1);
  });
});

describe('exit codes', () => {
  it.each([
    [0, exampleReport({ 'ARP-1': 'holds', 'HEAL-1': 'declined', 'EVENT-6': 'violated' })],
    [1, exampleReport({ 'ARP-1': 'violated' })],
    [1, exampleReport({ 'ARP-1': 'healed' })],
    [1, exampleReport({ 'ARP-1': 'crashed' })],
    [1, exampleReport({ 'ARP-1': 'violated', 'ARP-2': 'undecided' })],
    [1, exampleReport({ 'ARP-1': 'holds', 'ARP-2': 'declined' }, [exampleFinding('ARP-2')])],
    [0, exampleReport({ 'ARP-1': 'holds' }, [exampleFinding('EVENT-6')])],
    [3, exampleReport({ 'ARP-1': 'holds', 'ARP-2': 'undecided' })],
    [3, exampleReport({ 'HEAL-1': 'declined' })],
    [3, exampleReport({})],
    [130, { ...exampleReport({ 'ARP-1': 'violated' }), interrupted: true }],
  ])('%i', (exit, report) => expect(exitOf({ report, deviations: [] })).toBe(exit));
});

describe('the program', () => {
  const spawned = (argv: readonly string[]) =>
    new Promise<{ exit: unknown; out: string; err: string }>((done) => {
      execFile(process.execPath, [bin, ...argv], { cwd }, (error, out, err) =>
        done({ exit: error ? error.code : 0, out, err }),
      );
    });

  it.runIf(isThorough)(
    'runs from any folder without a build, and takes a router in TypeScript',
    async () => {
      file('adapter.ts', 'const name: string = "x"; export default { level: "neither", name };');
      const [law, refused] = await Promise.all([
        spawned(['explain', 'line-2']),
        spawned(['check', '--router', './adapter.ts']),
      ]);
      expect(law).toMatchObject({ exit: 0, err: '' });
      expect(law.out).toMatch(/^LINE-2: A subscription belongs to the endpoint/);
      expect(refused).toMatchObject({ exit: 2, out: '' });
      expect(refused.err).toMatch(/default export of \.\/adapter\.ts is no router/);
    },
  );
});

describe('progress', () => {
  it('shows scenarios, steps per second and time left', () => {
    const done = { scenarios: 500, steps: 10_000, total: 2000 };
    expect(progressLine(done, 1000)).toBe(
      '500 of 2000 scenarios, 10000 steps per second, 3 s left',
    );
    expect(progressLine(done, 1000, 2500)).toMatch(/2 s left$/);
    expect(progressLine({ ...done, total: Number.MAX_SAFE_INTEGER }, 1000, 9000)).toBe(
      '500 scenarios, 10000 steps per second, 8 s left',
    );
  });
});
