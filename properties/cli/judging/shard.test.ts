/**
 * `--shard`, `--jobs` and `merge` as a user meets them: which environment variables are understood,
 * what is refused, and that the merged shards equal one run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../testing/badAdapter/runningProcess.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { PROGRAM } from '../../testing/startedProgram.ts';
import { readShard, resolveShard } from '../arguments/shard.ts';
import type { Terminal } from '../program/terminal.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-shards-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const runCli = (line: string, env: Terminal['env'] = {}) => runCommandLine(line, { cwd, env });

/**
 * Code of a router that is started twice. The first process that is asked to run something hangs and ignores its stdin,
 * the second crashes.
 */
const STUCK = `
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
appendFileSync('pids', process.pid + '\\n');
const say = (answer) => console.log(JSON.stringify(answer));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, kind } = JSON.parse(line);
  if (kind === 'hello')
    say({ id, protocol: 1, dialect: 'xcraft-1', level: 'router', name: 'stuck', version: '1', features: ['axon'],
      quiescence: 'exact', batch: true });
  else if (kind === 'bye') break;
  else if (existsSync('hung')) console.log('no more');
  else {
    mkdirSync('hung', { recursive: true });
    for (;;);
  }
}
`;

describe('--shard auto', () => {
  it.each<[string, Terminal['env'], string]>([
    ['auto', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, '2/5'],
    ['auto', { PARTYLINE_JOB_INDEX: '0', PARTYLINE_JOB_TOTAL: '3', CI_NODE_INDEX: '2' }, '1/3'],
    ['auto', { TEST_SHARD_INDEX: '4', TEST_TOTAL_SHARDS: '5' }, '5/5'],
    ['auto/4', { JOB_COMPLETION_INDEX: '3' }, '4/4'],
    ['auto/5', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, '2/5'],
    ['2/5', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '3' }, '2/5'],
  ])('%s in %j is %s', (choice, env, expected) => {
    const { index, count } = resolveShard(readShard(choice), env);
    expect(`${index}/${count}`).toBe(expected);
  });

  it.each<[string, Terminal['env'], RegExp]>([
    ['auto', {}, /which shard this is\. Expected one of .*TEST_SHARD_INDEX.*JOB_COMPLETION_INDEX/],
    ['auto', { JOB_COMPLETION_INDEX: '3' }, /JOB_COMPLETION_INDEX with --shard auto\/N/],
    ['auto', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '5' }, /CI_NODE_INDEX is "0"\. .* from 1/],
    ['auto', { CI_NODE_INDEX: '6', CI_NODE_TOTAL: '5' }, /is 6, but there are 5 .* 1 to 5/],
    ['auto', { TEST_SHARD_INDEX: '5', TEST_TOTAL_SHARDS: '5' }, /is 5, but .* 0 to 4/],
    ['auto/4', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, /GitLab says that there are 5/],
    ['auto', { CI_NODE_INDEX: 'x', CI_NODE_TOTAL: '5' }, /CI_NODE_INDEX is "x"/],
  ])('%s in %j is refused', (choice, env, said) =>
    expect(() => resolveShard(readShard(choice), env)).toThrow(said),
  );
});

it.each([
  ['--shard 0/5', /Shards count from 1: expected 1\/5 to 5\/5/],
  ['--shard 6/5', /Shards count from 1/],
  ['--shard 1/0', /from 1 to 10000 shards/],
  ['--shard half', /'half' is invalid.*such as 2\/5, or auto/s],
  ['--shard auto --out s', /nothing here tells which shard/],
  ['--shard 1/2', /1\/2 with no --out: .*Give one/],
  ['--shard 1/2 --out s --time 3s', /1\/2 with --time: .*Give --runs/],
  ['--shard 1/2 --out s --bail 1', /with --bail: .*Leave it out/],
  ['--shard 1/2 --out s --shrink-time 3s', /with --shrink-time: .*Leave it out/],
  ['--shard 1/2 --out s --keep', /with --keep: .*to `partyline merge`/],
  ['--shard 1/2 --out s --explored e.json', /with --explored: .*to `partyline merge`/],
  ['--shard 1/2 --out s --report json', /with --report json: verdicts are given/],
  ['--shard 1/9 --out s --runs 8', /with --runs 8: 9 shards have not one scenario each/],
  ['--jobs 0', /'0' is invalid.*from 1 to 64, or auto/s],
  ['--jobs many', /'many' is invalid/],
])('check %s: exit 2, what came and what was expected', async (flags, said) => {
  const { exit, out, err } = await runCli(`check --router ours ${flags}`);
  expect(err).toMatch(said);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
});

describe('the parts of a run', () => {
  // Routers are files outside of the clone, as a user's are; this one is one of our mutants.
  const implUrl = new URL('../../../impl/index.ts', import.meta.url).href;
  const adapter = (name: string, code: string) => writeFileSync(join(cwd, name), code);
  const flags = '--seed s --runs 12 --hostile 40 --router ./wrong.mjs';
  adapter(
    'wrong.mjs',
    `import { mutants } from '${implUrl}';\nexport default mutants.find(({ id }) => id === 'nobody-means-everybody').kind;`,
  );
  adapter(
    'leaves.mjs',
    `import { isMainThread } from 'node:worker_threads';
    if (!isMainThread) process.exit(7);
    export { default } from './wrong.mjs';`,
  );

  const reportIn = (folder: string) => ({
    ...JSON.parse(readFileSync(join(cwd, folder, 'report.json'), 'utf8')),
  });

  it.runIf(isThorough)(
    'two shards and two jobs, joined or not, leave the report of one run',
    async () => {
      const [one, two] = [
        await runCli(`check --router ours ${flags} --out one`),
        await runCli(`check --router ours ${flags} --out two --jobs 2`),
      ];
      expect([one.exit, two.exit]).toEqual([1, 1]);
      expect(two.out).toBe(one.out.replaceAll(' one/', ' two/'));
      const status = join(cwd, 'status');
      const env = { TEST_SHARD_INDEX: '0', TEST_TOTAL_SHARDS: '2', TEST_SHARD_STATUS_FILE: status };
      const part = await runCli(`check --router ours ${flags} --shard auto --out parts/1`, env);
      expect(part.exit).toBe(1);
      expect(part.out).toMatch(/^mutant .*, shard 1 of 2.*\nseed s: 6 scenarios/);
      expect(readFileSync(status, 'utf8')).toBe('');
      expect((await runCli('merge parts --out all')).err).toMatch(/Shard 2\/2 is missing/);
      await runCli(`check --router ours ${flags} --shard 2/2 --out parts/2`);
      const all = await runCli('merge parts --out all');
      expect(all.exit).toBe(1);
      expect(all.out).toBe(one.out.replaceAll('one/', 'all/'));
      expect(reportIn('all')).toEqual(reportIn('one'));
      expect(reportIn('two')).toEqual(reportIn('one'));
    },
  );

  it.runIf(isThorough)(
    'a router that ends its process ends a worker, not the verdict: exit 4',
    async () => {
      const { exit, err } = await runCli('check --jobs 2 --runs 4 --router ./leaves.mjs', {});
      expect(err).toMatch(/it ended its process with code 7/);
      expect(exit).toBe(4);
    },
  );

  it.runIf(isThorough)(
    'a worker whose router hangs leaves no process when another gives up: exit 4',
    async () => {
      writeFileSync(join(cwd, 'stuck.mjs'), STUCK);
      const command = [process.execPath, 'stuck.mjs'];
      const line = ['check', '--jobs', '2', '--runs', '40', '--', ...command];
      const { exit, err } = await runCommandLine(line, { cwd });
      expect(err).toContain('it wrote: "no more"');
      expect(exit).toBe(4);
      const pids = readFileSync(join(cwd, 'pids'), 'utf8').trim().split('\n').map(Number);
      expect(pids).toHaveLength(3);
      await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 5000 });
    },
    60_000,
  );

  it.runIf(isThorough)(
    'who interrupts twice leaves no process of any thread behind: exit 130',
    async () => {
      for (const name of ['pids', 'hung', 'stuck.mjs'])
        rmSync(join(cwd, name), { force: true, recursive: true });
      writeFileSync(join(cwd, 'stuck.mjs'), STUCK.replace("existsSync('hung')", 'false'));
      const words = ['check', '--jobs', '2', '--runs', '40', '--', process.execPath, 'stuck.mjs'];
      const child = spawn(process.execPath, [PROGRAM, ...words], { cwd, stdio: 'ignore' });
      const exit = new Promise((resolve) => child.once('exit', resolve));
      const pids = () => readFileSync(join(cwd, 'pids'), 'utf8').trim().split('\n').map(Number);
      await vi.waitFor(() => expect(pids()).toHaveLength(3), { timeout: 30_000 });
      await vi.waitFor(() => expect(existsSync(join(cwd, 'hung'))).toBe(true), { timeout: 30_000 });
      child.kill('SIGINT');
      await new Promise((resume) => setTimeout(resume, 200));
      child.kill('SIGINT');
      expect(await exit).toBe(130);
      await vi.waitFor(() => expect(pids().filter(isRunning)).toEqual([]), { timeout: 5000 });
    },
    60_000,
  );

  it.runIf(isThorough)('shards with and without --no-fence do not make one run', async () => {
    writeFileSync(join(cwd, 'known.json'), '[{"clause":"ARP-1","reason":"known"}]');
    const part = 'check --router model --runs 2 --hostile 0 --seed s --deviations known.json --out';
    await runCli(`${part} fenced --shard 1/2`);
    await runCli(`${part} fenced --shard 2/2 --no-fence`);
    const { exit, err } = await runCli('merge fenced');
    expect(err).toContain('--no-fence not given here, given there');
    expect(exit).toBe(2);
  });

  it('merge refuses folders without shards', async () => {
    mkdirSync(join(cwd, 'empty'), { recursive: true });
    expect((await runCli('merge absent')).err).toMatch(/no folder "absent"\. Give the folders/);
    const { exit, err } = await runCli('merge empty');
    expect(err).toMatch(/"empty" holds no report of a shard/);
    expect(exit).toBe(2);
    expect((await runCli('merge')).exit).toBe(2);
  });
});
