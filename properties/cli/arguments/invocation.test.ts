/** The commands that the program prints are called as they must be where they are printed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { unpackJson } from '../../report/page/unpack.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
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

/** What runs a router, on the command line. */
const RUNNING = /partyline(?:\.mjs)? (?:check|replay|doctor|shrink|verify|record|hunt) [^\n<`]*/g;
const isNamed = (command: string) => / --router \S| -- \S/.test(command);

it('the commands in a report, in whatever form, name the router', async () => {
  const out = mkdtempSync(join(tmpdir(), 'partyline-named-'));
  const violated = exampleReport({ 'LINE-1': 'violated' }, [exampleFinding('LINE-1')]);
  const line = `check --router ours --out ${out} --report text,junit,markdown,html`;
  const said = await runCommandLine(line, { cwd: out }, () => ({ check: async () => violated }));
  const texts = [
    said.out,
    ...['junit.xml', 'summary.md', 'report.html'].map((name) =>
      readFileSync(join(out, name), 'utf8'),
    ),
  ];
  rmSync(out, { recursive: true });
  const [packed = ''] = texts.pop()?.match(/(?<=id="document">)[\w+/=]*/) ?? [];
  texts.push(JSON.stringify(await unpackJson(packed)));
  for (const text of texts) {
    const commands = text.match(RUNNING) ?? [];
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((each) => !isNamed(each))).toEqual([]);
  }
});

it('the commands in the blocks of the documents name the router', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(clone, 'docs')).map((name) => `docs/${name}`),
  ];
  const commands = pages
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => readFileSync(join(clone, path), 'utf8').match(/^```[\s\S]*?^```$/gm) ?? [])
    .flatMap((block) => block.match(RUNNING) ?? []);
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((each) => !isNamed(each))).toEqual([]);
});

it('a command that explain prints names its router', async () => {
  const { out } = await runCommandLine('explain LINE-2', { cwd: clone });
  const commands = out.split('\n').filter((line) => line.includes('npx partyline'));
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) expect(command).toMatch(/ --router ours$/);
});
