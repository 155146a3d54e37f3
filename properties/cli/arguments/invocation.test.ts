/** The commands that the program prints are called as they must be where they are printed. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { againCommand, invocationIn } from './invocation.ts';

const clone = fileURLToPath(new URL('../../..', import.meta.url));

it('in the clone and below it, npx finds the program', () => {
  for (const folder of ['', 'docs', 'examples/ci'])
    expect(invocationIn(resolve(clone, folder))).toBe('npx partyline');
});

it('elsewhere the program of the clone is named by its path', () => {
  for (const cwd of [tmpdir(), resolve(clone, '..')]) {
    const [node, path] = invocationIn(cwd).split(' ');
    expect(node).toBe('node');
    expect(existsSync(resolve(cwd, path as string))).toBe(true);
  }
});

it('the same run again is the command line as it was typed, with its seed', () => {
  const again = (line: string, more?: string[]) =>
    againCommand(line.split(' '), { seed: 'a b', cwd: clone }, more);
  expect(again('check --router ours --only ARP-*')).toBe(
    "npx partyline check --router ours --only 'ARP-*' --seed 'a b'",
  );
  expect(again('check --seed=x -- python3 router.py --fast', ['--out', 'kept'])).toBe(
    'npx partyline check --seed=x --out kept -- python3 router.py --fast',
  );
});

it('a command that is printed names its router', async () => {
  const { out } = await runCommandLine('explain LINE-2', { cwd: clone });
  const commands = out.split('\n').filter((line) => line.includes('npx partyline'));
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) expect(command).toMatch(/ --router ours$/);
});
