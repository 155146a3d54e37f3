/**
 * The flags of `check` that bound the size of scenarios: senseless values are refused, and every drawn scenario is
 * within the bounds.
 */
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { byEffort } from '../../testing/effort.ts';

const cwd = tmpdir();
const runCli = (line: string) => runCommandLine(line, { cwd });

it.each([
  ['--nodes 1', /from 2 to 12; for one node give --shape single/],
  ['--nodes 13', /from 2 to 12/],
  ['--orcs 0', /from 1 to 60/],
  ['--orcs 61', /from 1 to 60/],
  ['--pairs 31', /from 1 to 30/],
  ['--lines many', /from 1 to 40/],
  ['--steps -5', /from 1 to 500/],
  ['--large 101', /from 0 to 100/],
])('%s is refused', async (flags, said) => {
  const { exit, out, err } = await runCli(`check --router ours --runs 5 ${flags}`);
  expect(err).toMatch(said);
  expect([exit, out]).toEqual([2, '']);
});

it('the bounds that are given bound what is drawn', async () => {
  const drawn = async (flags: string) => {
    const { out } = await runCli(
      `check --router ours --runs ${byEffort(40, 80)} --hostile 0 --seed b --report json ${flags}`.trim(),
    );
    const { dimensions } = JSON.parse(out).coverage;
    return (name: string): number => dimensions[name].largest;
  };
  const bounded = await drawn('--nodes 2 --orcs 2 --pairs 1 --steps 12');
  const free = await drawn('');
  for (const [name, most] of [
    ['nodes', 2],
    ['depth', 2],
    ['steps', 12],
  ] as const) {
    expect(bounded(name), name).toBeLessThanOrEqual(most);
    expect(free(name), name).toBeGreaterThan(most);
  }
  expect((await drawn('--large 0'))('steps')).toBeLessThanOrEqual(60);
});
