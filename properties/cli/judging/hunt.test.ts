/**
 * `partyline hunt` on the command line: a check can run what it wrote, it leaves other files alone, it continues from
 * its folder, and it refuses bad input before it writes anything.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleScenario } from '../../testing/exampleReport.ts';
import { PROGRAM } from '../../testing/startedProgram.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'partyline-hunt-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const run = (line: string, interrupted = new AbortController().signal) =>
  runCommandLine(line, { cwd, interrupted });
const writeWrongRouter = () =>
  writeFileSync(
    join(cwd, 'wrong.mjs'),
    `const { allMutants } = await import(${JSON.stringify(join(root, 'impl/index.ts'))});
     export default allMutants.find(({ id }) => id === 'count-once').kind;`,
  );
const keptNames = (corpus: string) => readdirSync(join(cwd, corpus, 'kept')).sort();
const write = (path: string, value: unknown) => {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), JSON.stringify(value));
};
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');

describe('a hunt', () => {
  it('LINE-2: prints and stores what it finds, and a check on its folder finds it again', async () => {
    writeWrongRouter();
    const { out, exit } = await run('hunt --runs 20 --bail 1 --corpus d --router ./wrong.mjs');
    expect(exit).toBe(1);
    const [stored] = readdirSync(join(cwd, 'd')).filter((name) => name.endsWith('.json'));
    expect(out).toContain(`partyline.mjs replay d/${stored} --router ./wrong.mjs`);
    expect(out).toContain('1 finding');
    const document = JSON.parse(read(`d/${stored}`));
    expect(document).toMatchObject({ kind: 'regression', found: { seed: 'partyline' } });
    expect((await run(`replay d/${stored} --router ./wrong.mjs`)).exit).toBe(1);
    const checked = await run(
      'check --runs 1 --hostile 0 --no-shrink --corpus d --router ./wrong.mjs',
    );
    expect(checked.exit).toBe(1);
    expect(checked.out).toContain(document.signature);
  });

  it.runIf(isThorough)(
    'is the same in two folders; what it keeps, a check of ours passes',
    async () => {
      // On the model, because its source is not measured: what V8 counts depends on what this process has run before.
      for (const corpus of ['d', 'e'])
        expect((await run(`hunt --runs 40 --seed a --router model --corpus ${corpus}`)).exit).toBe(
          0,
        );
      expect(keptNames('d').length).toBeGreaterThan(10);
      expect(keptNames('d')).toEqual(keptNames('e'));
      const check =
        'check --router ours --runs 40 --hostile 0 --only LINE-2 --report json --corpus';
      const [kept, findings] = [await run(`${check} d/kept`), await run(`${check} d`)];
      expect([kept.exit, findings.exit]).toEqual([0, 0]);
      const replayedIn = ({ out }: { out: string }) => JSON.parse(out).corpus.replayed;
      expect(replayedIn(kept)).toBe(replayedIn(findings) + keptNames('d').length);
    },
  );

  it.runIf(isThorough)(
    'goes on from what it kept, removes of that what reaches nothing alone, and nothing of anybody else',
    async () => {
      await run('hunt --router ours --runs 30 --seed a --corpus d');
      const [, other = ''] = keptNames('d');
      const twin = { ...exampleScenario, steps: exampleScenario.steps.slice(0, 1) };
      write('d/kept/mine.json', twin);
      write('d/mine.json', twin);
      writeFileSync(join(cwd, 'd', 'notes.txt'), 'mine');
      // A hunt must not remove a kept file that somebody has changed.
      writeFileSync(join(cwd, 'd', 'kept', other), `${read(`d/kept/${other}`)}\n`);
      const changed = read(`d/kept/${other}`);
      const { out } = await run('hunt --router ours --runs 1 --seed b --corpus d');
      expect(out).toMatch(/kept: \d+ scenarios? in d\/kept/);
      expect(read('d/kept/mine.json')).toBe(JSON.stringify(twin));
      expect(read('d/mine.json')).toBe(JSON.stringify(twin));
      expect(read('d/notes.txt')).toBe('mine');
      expect(read(`d/kept/${other}`)).toBe(changed);
      expect(keptNames('d').length).toBeGreaterThan(5);
      expect(keptNames('d').filter((each) => each.endsWith('.part'))).toEqual([]);
    },
  );

  it.runIf(isThorough)(
    'removes a kept file whose scenario another one makes needless',
    async () => {
      await run('hunt --runs 30 --seed a --router model --corpus d');
      const withPort = keptNames('d').filter((name) => read(`d/kept/${name}`).includes('4001'));
      expect(withPort.length).toBeGreaterThan(3);
      // A copy with another port reaches the same, and is run first because of its path.
      for (const name of withPort)
        write(`d/a/${name}`, JSON.parse(read(`d/kept/${name}`).replaceAll('4001', '4777')));
      const { out } = await run('hunt --runs 1 --seed b --router model --corpus d');
      expect(out).toMatch(/removed\s+that\s+reached\s+nothing\s+alone/);
      expect(keptNames('d').filter((name) => withPort.includes(name))).toEqual([]);
      expect(readdirSync(join(cwd, 'd', 'a')).sort()).toEqual(withPort);
    },
  );

  it.runIf(isThorough)(
    'LINE-2: is ended by SIGINT in its midst, with what was found told and stored',
    async () => {
      writeWrongRouter();
      const words = 'hunt --time 10m --corpus d --router ./wrong.mjs'.split(' ');
      const child = spawn(process.execPath, [PROGRAM, ...words], { cwd, stdio: 'pipe' });
      let out = '';
      child.stdout.on('data', (text) => {
        out += text;
      });
      const exit = new Promise((resolve) => child.once('close', resolve));
      await vi.waitFor(() => expect(out).toContain(' replay d/'), 60_000);
      child.kill('SIGINT');
      expect(await exit).toBe(130);
      const files = readdirSync(join(cwd, 'd'));
      const stored = files.filter((name) => name.endsWith('.json')).map((name) => `d/${name}`);
      const told = [...out.matchAll(/ replay (\S+)/g)].map(([, path]) => path);
      expect(stored.length).toBeGreaterThan(0);
      expect([...new Set(told)].sort()).toEqual(stored.sort());
      expect(out).toMatch(/\d findings?;\s+interrupted/);
      expect((await run(`replay ${stored[0]} --router ./wrong.mjs`)).exit).toBe(1);
    },
    120_000,
  );
});

describe('refused is', () => {
  it.each([
    ['hunt --router ours', /--corpus/],
    ['hunt --router ours --corpus d --time soon', /'soon' is invalid.*30s/s],
    ['hunt --router ours --corpus d --runs 0', /'0' is invalid/],
    ['hunt --corpus d --runs 5 --router nowhere', /There is no router "nowhere"/],
    ['hunt --router ours --corpus foreign --runs 5', /package\.json/],
    ['hunt --router ours --corpus file.txt --runs 5', /file\.txt" cannot be written to/],
    ['hunt --router ours --corpus blocked --runs 5', /kept" cannot be written to/],
    ['hunt --router ours --corpus d --runs 5 --deviations none.json', /none\.json" cannot be read/],
    ['hunt --router ours --corpus d --runs 5 --withhold 20', /--judge interval/],
  ])('%s', async (line, sentence) => {
    write('foreign/package.json', { name: 'not ours' });
    writeFileSync(join(cwd, 'file.txt'), '');
    mkdirSync(join(cwd, 'blocked'));
    writeFileSync(join(cwd, 'blocked', 'kept'), 'a file');
    const { exit, err } = await run(line);
    expect(err).toMatch(sentence);
    expect(exit).toBe(2);
    expect(existsSync(join(cwd, 'd'))).toBe(false);
    expect(readdirSync(join(cwd, 'foreign'))).toEqual(['package.json']);
  });
});
