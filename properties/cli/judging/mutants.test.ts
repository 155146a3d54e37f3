/** `partyline mutants`: what it prints, when it fails, and what it refuses. CI runs it on all mutants. */
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';

const runCli = (argv: readonly string[], interrupted = new AbortController().signal) =>
  runCommandLine(['mutants', ...argv], { cwd: tmpdir(), interrupted });

const QUICK = 'pair-left-open,nobody-means-everybody';

it('prints clause by mutant with the median number of scenarios to the kill', async () => {
  const { exit, out, err } = await runCli(['--only', QUICK, '--jobs', '1']);
  expect(err).toBe('2 of 2 mutants killed, 0 s\n');
  const [titles, ...rows] = out.trimEnd().split('\n');
  expect(titles).toMatch(/^clause +mutant +scenarios/);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^EVENT-2 +nobody-means-everybody +\d+/);
  expect(rows[1]).toMatch(/^ROUTE-1 +pair-left-open +1/);
  expect(exit).toBe(0);
});

it('is quick with --quick, which tests no more seeds than tell that a mutant is killed in time', async () => {
  const { exit, out } = await runCli(['--only', QUICK, '--jobs', '1', '--quick', '--json']);
  const { mutants }: { mutants: { kills: number[] }[] } = JSON.parse(out);
  expect(mutants.map(({ kills }) => kills.length)).toEqual([3, 3]);
  expect(exit).toBe(0);
});

it('gives the table as JSON, and compares nothing under another seed', async () => {
  const argv = ['--only', 'pair-left-open', '--jobs', '1', '--seed', 'other', '--json'];
  const { exit, out, err } = await runCli(argv);
  expect(JSON.parse(out)).toMatchObject({
    seed: 'other',
    mutants: [{ id: 'pair-left-open', clause: 'ROUTE-1', killed: true, medianScenarios: 1 }],
  });
  expect(err).toContain('not compared: the baseline is of the seed zoo');
  expect(exit).toBe(0);
});

it('ends without a verdict when it is interrupted', async () => {
  const { exit, out } = await runCli(['--only', QUICK, '--jobs', '1'], AbortSignal.abort());
  expect([exit, out]).toEqual([130, '']);
});

it.each([
  [['--only', 'no-such-mutant'], /No mutant is called "no-such-mutant".*docs\/mutants\.md/s],
  [['--jobs', '0'], /at least 1/],
  [['--quick', '--update'], /Expected it without --update and --seed/],
  [['--quick', '--seed', 'other'], /Expected it without --update and --seed/],
  [['--update', '--seed', 'other'], /Expected --update without --seed/],
  [['--update', '--seed', 'other', '--only', 'count-once'], /Expected --update without --seed/],
])('refuses %j', async (argv, said) => {
  const { exit, out, err } = await runCli(argv);
  expect(err).toMatch(said);
  expect([exit, out]).toEqual([2, '']);
});

it.runIf(isThorough)('comes to the same with several jobs', async () => {
  const argv = ['--only', `${QUICK},hall-counts-once`, '--json', '--jobs'];
  const [one, two] = [await runCli([...argv, '1']), await runCli([...argv, '2'])];
  expect(two.out).toBe(one.out);
  expect([one.exit, two.exit]).toEqual([0, 0]);
});
