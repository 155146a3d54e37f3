/**
 * A new user's first minutes: a check can run what `init` writes, decides nothing about it, and says what to do next.
 * And the examples hold the clauses of the features that they declare.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { clauseIds, clauses, featureNames } from '#spec';
import { quickstart, transcriptIn } from '../../package/quickstart.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough, sampleOf } from '../../testing/effort.ts';
import { invocationIn } from '../arguments/invocation.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-init-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const starters = fileURLToPath(new URL('../starters/', import.meta.url));
const starter = (name: string) => readFileSync(join(starters, name), 'utf8');
const root = fileURLToPath(new URL('../../../', import.meta.url));

const runCli = (...argv: readonly string[]) => runCommandLine(argv, { cwd });

const few = ['--runs', '3', '--hostile', '0'];

/** Of each language with a compiler: its name, the compiler, the files, what builds them in a folder of that name, what runs them. */
const compiled = [
  ['go', 'go', ['router.go', 'go.mod'], 'go build -o go/router go/router.go', 'go/router'],
  [
    'rust',
    'rustc',
    ['router.rs', 'json.rs'],
    'rustc -O --edition 2021 -o rust/router rust/router.rs',
    'rust/router',
  ],
  [
    'java',
    'javac',
    ['Router.java', 'Json.java'],
    'javac -d java/classes java/Router.java java/Json.java',
    'java -cp java/classes Router',
  ],
] as const;

describe('partyline init', () => {
  it.each(
    sampleOf(
      [
        ['router', 'ts', 'router.ts'],
        ['network', 'ts', 'network.ts'],
        ['router', 'python', 'router.py'],
        ['network', 'python', 'network.py'],
      ],
      2,
    ),
  )(
    'a %s in %s is driven at once: undecided, never green, and told what is next',
    async (level, lang, name) => {
      const begun = await runCli('init', '--lang', lang, '--level', level, '--out', level);
      expect(begun).toMatchObject({ exit: 0, err: '' });
      expect(begun.out).toContain(`wrote ${level}/${name}`);
      expect(readFileSync(join(cwd, level, name), 'utf8')).toBe(starter(name));
      // A copy in the user's folder could not import the types of this clone; the starter where it lies in the clone
      // can.
      const router =
        lang === 'ts' ? ['--router', join(starters, name)] : ['--', 'python3', join(level, name)];
      const { exit, out, err } = await runCli('check', ...few, ...router);
      expect(out).toMatch(/^\d+ clauses: .*undecided, .*declined /m);
      expect(err).toMatch(
        /Nothing is decided yet.*declares no feature.*EVENT-0.*Then again: node /s,
      );
      expect(exit).toBe(3);
    },
  );

  it.each(compiled)(
    'has a starter in %s, at router level alone, and says how it is built and run',
    async (lang, _, names, build, program) => {
      const begun = await runCli('init', '--lang', lang, '--out', lang);
      expect(begun).toMatchObject({ exit: 0, err: '' });
      expect(begun.out).toContain(
        `wrote ${names.map((name) => `${lang}/${name}`).join(' and ')}: `,
      );
      expect(begun.out).toContain(`\n  ${build}\n`);
      expect(begun.out).toMatch(new RegExp(` check -- ${program} +what it is worth`));
      for (const name of names)
        expect(readFileSync(join(cwd, lang, name), 'utf8')).toBe(
          name === 'go.mod' ? 'module router\n\ngo 1.18\n' : starter(name),
        );
      const none = await runCli('init', '--lang', lang, '--level', 'network');
      expect(none).toMatchObject({ exit: 2, out: '' });
      expect(none.err).toContain('at router level alone');
    },
  );

  it('writes no go.mod where one is in the folder or above it', async () => {
    mkdirSync(join(cwd, 'module/inner'), { recursive: true });
    writeFileSync(join(cwd, 'module/go.mod'), 'module mine\n');
    for (const out of ['module/inner', 'module']) {
      const begun = await runCli('init', '--lang', 'go', '--out', out);
      expect(begun.out).toContain(`wrote ${out}/router.go: `);
    }
    expect(readdirSync(join(cwd, 'module/inner'))).toEqual(['router.go']);
    expect(readFileSync(join(cwd, 'module/go.mod'), 'utf8')).toBe('module mine\n');
  });

  it('writes none of two files where one is there already', async () => {
    mkdirSync(join(cwd, 'half'));
    writeFileSync(join(cwd, 'half/json.rs'), 'mine');
    const { exit, err } = await runCli('init', '--lang', 'rust', '--out', 'half');
    expect(exit).toBe(2);
    expect(err).toMatch(/"half\/json\.rs" is there already.*--force/);
    expect(readdirSync(join(cwd, 'half'))).toEqual(['json.rs']);
  });

  it('a clause that needs more than is declared is declined, and the router is not said to have failed', async () => {
    const router = ['--router', join(starters, 'router.ts')];
    const { exit, err } = await runCli('check', ...few, '--only', 'LINE-7', ...router);
    expect(err).toMatch(
      /is declined\. my-router declares no feature, and they need greathall as well/,
    );
    expect(err).not.toContain('answered that it does not do');
    expect(exit).toBe(3);
  });

  it('prints what docs/quickstart.md shows', async () => {
    const told = transcriptIn(quickstart);
    const { answer } = told.find(({ command }) => command.endsWith('init --lang python')) ?? {};
    // Where the package is installed, the commands are called by another word than in a folder beside the clone.
    const installed = answer?.replaceAll('npx --no partyline', invocationIn(cwd));
    expect((await runCli('init', '--lang', 'python')).out).toBe(installed);
    const check = told.find(({ command }) => command.endsWith('check -- python3 router.py'));
    expect(check?.answer).toContain('Nothing is decided yet');
  });

  it('overwrites nothing unless it is told to', async () => {
    await runCli('init', '--lang', 'python', '--out', 'kept');
    const again = await runCli('init', '--lang', 'python', '--out', 'kept');
    expect(again).toMatchObject({ exit: 2, out: '' });
    expect(again.err).toMatch(/"kept\/router\.py" is there already.*--force/);
    expect((await runCli('init', '--lang', 'python', '--out', 'kept', '--force')).exit).toBe(0);
  });

  it('refuses a language without a starter, and lists those that there are', async () => {
    expect((await runCli('init', '--lang', 'cobol')).err).toMatch(
      /ts, python, go, rust or java.*PROTOCOL\.md/,
    );
    expect((await runCli('init')).exit).toBe(2);
  });

  it.each([
    ...['router.ts', 'network.ts', 'router.py', 'network.py'],
    ...['router.go', 'router.rs', 'Router.java'],
  ])('%s lists every feature once, and each clause beside a feature it needs', (name) => {
    const lines = [...starter(name).matchAll(/^\s+(?:\/\/|#) ['"]([a-z ]+)['"], +(.*)$/gm)];
    const told = new Map(lines.map(([, feature = '', text = '']) => [feature, text]));
    expect(told.size).toBe(lines.length);
    const offered = featureNames.filter(
      (each) =>
        each !== 'ways' &&
        !(/^router/i.test(name) ? ['handlers', 'stall'] : ['interleaving']).includes(each),
    );
    expect([...told.keys()].sort()).toEqual([...offered].sort());
    for (const id of clauseIds.filter((each) => clauses[each].needs.length > 0)) {
      const { needs } = clauses[id];
      if (!needs.every((feature) => told.has(feature))) continue;
      const beside = needs.map((feature) => told.get(feature) ?? '').join(' ');
      expect(beside, id).toMatch(new RegExp(`\\b${id}\\b`));
    }
  });
});

describe('the router on one screen', () => {
  const path = join(root, 'examples/router.ts');
  const holding = 'ARP-7,EVENT-0,EVENT-1,EVENT-2,EVENT-3,EVENT-4,EVENT-5,EVENT-6,EVENT-7,EVENT-8';

  it('fits on one screen', () => {
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(65);
  });

  it.runIf(isThorough)('holds every clause that can be told of what it declares', async () => {
    const words = ['--router', path, '--runs', '150', '--only', holding];
    const { exit, out } = await runCli('check', ...words);
    expect(out).toMatch(/^10 clauses: 10 hold /m);
    expect(exit).toBe(0);
  });
});
