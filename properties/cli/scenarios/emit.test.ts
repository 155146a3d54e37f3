/**
 * `partyline emit`: a scenario as a test that runs, as a diagram, and as a document; bad input leaves no file behind.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import { check } from '../../campaign/check.ts';
import { shapes } from '../../scenario/topology.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleScenario } from '../../testing/exampleReport.ts';

// The folder is within the repository, because `#` imports can be resolved only there.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const cwd = mkdtempSync(join(root, '.partyline-emit-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const python = spawnSync('python3', ['--version']).status === 0;

const MUTANT = 'departure-not-passed-on';
const file = (name: string, content: unknown) =>
  writeFileSync(
    join(cwd, name),
    typeof content === 'string' ? content : `${JSON.stringify(content)}\n`,
  );
file('example.json', exampleScenario);
file(
  'mutant.ts',
  `import { mutants } from '#impl';\nexport default mutants.find(({ id }) => id === '${MUTANT}')?.kind;\n`,
);

const runCli = (...argv: readonly string[]) => runCommandLine(['emit', ...argv], { cwd });

/**
 * Runs the emitted tests in the folders, and returns vitest's results. Uses a vitest config of its own instead of the
 * repository's.
 */
async function vitest(...folders: readonly string[]) {
  // One worker for all tests: each worker costs a second of CPU time.
  file('vitest.config.mjs', 'export default { test: { isolate: false, maxWorkers: 1 } };\n');
  const bin = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, ...env } = process.env;
  const said = join(cwd, 'said.json');
  const flags = ['--reporter=json', `--outputFile=${said}`];
  await new Promise((done) => {
    execFile(
      process.execPath,
      [bin, 'run', '--root', cwd, ...flags, ...folders],
      { cwd: root, env: { ...env, NO_COLOR: '1' } },
      done,
    );
  });
  const { testResults } = JSON.parse(readFileSync(said, 'utf8')) as {
    testResults: {
      name: string;
      assertionResults: { title: string; status: string; failureMessages: string[] }[];
    }[];
  };
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => [
      relative(cwd, name),
      assertionResults.map(({ title, status, failureMessages }) => ({
        ...{ title, status, failureMessages },
      })),
    ]),
  );
}

describe('emit --as vitest', () => {
  it.runIf(isThorough)(
    'a test of a mutant’s scenario is led by the clause, passes on ours and fails on the mutant',
    async () => {
      const mutant = mutants.find(({ id }) => id === MUTANT);
      if (!mutant) throw new Error(`no mutant ${MUTANT}`);
      const options = { seed: 'zoo', runs: 800, shapes, shrink: true, bail: 1, now: () => 0 };
      const { findings } = await check([mutant.kind], options);
      file('found.json', findings[0]?.scenario);

      const right = await runCli(
        'found.json',
        '--as',
        'vitest',
        '--router',
        'ours',
        '--out',
        'right/found.test.ts',
      );
      expect(right).toEqual({ exit: 0, out: '', err: '' });
      const wrong = 'found.json --as vitest --router ./mutant.ts --out wrong/found.test.ts'.split(
        ' ',
      );
      expect((await runCli(...wrong)).exit).toBe(0);
      const text = readFileSync(join(cwd, 'wrong', 'found.test.ts'), 'utf8');
      expect(text).toContain(`\nit('${findings[0]?.clause}: `);
      expect(text).toContain("import kind from '../mutant.ts';");
      expect(text.trimEnd().split('\n').length).toBeLessThan(40);

      const document = join(root, 'properties/corpus/clauses/ROUTE-2.json');
      for (const [name, folder] of [
        ['router', 'piped'],
        ['broken', 'piped/broken'],
      ]) {
        const out = `${folder}/found.test.ts`;
        const command = ['python3', `../examples/${name}.py`];
        expect(
          (await runCli(document, '--as', 'vitest', '--out', out, '--', ...command)).exit,
        ).toBe(0);
      }

      const departs = expect.stringMatching(`^${findings[0]?.clause}: `);
      const holds = expect.stringContaining('departs nowhere from the law');
      const results = await vitest('right', 'wrong', 'piped');
      expect(results).toEqual({
        'right/found.test.ts': [{ title: holds, status: 'passed', failureMessages: [] }],
        'wrong/found.test.ts': [
          {
            title: departs,
            status: 'failed',
            failureMessages: [expect.stringContaining('is violated')],
          },
        ],
        'piped/found.test.ts': [{ title: holds, status: 'passed', failureMessages: [] }],
        'piped/broken/found.test.ts': [
          {
            title: expect.stringMatching('^ROUTE-2: '),
            status: 'failed',
            failureMessages: [
              expect.stringMatching(/ROUTE-2 is violated.*as it happened.*"steps":/s),
            ],
          },
        ],
      });
    },
  );

  it.each([
    [['--router', 'ours'], "import { routerKind as kind } from '#impl';"],
    [['--router', 'ours-network'], "import { networkKind as kind } from '#impl';"],
    [['--router', 'model'], "import { modelKind as kind } from '#model';"],
    [['--router', './mutant.ts'], "import kind from './mutant.ts';"],
    [
      ['--router', 'mutant.ts', '--out', 'deep/er/a.test.ts'],
      "import kind from '../../mutant.ts';",
    ],
  ])('imports the router of %j', async (flags, line) => {
    const { exit, out } = await runCli('example.json', '--as', 'vitest', ...flags);
    expect(exit).toBe(0);
    const text = flags.includes('--out')
      ? readFileSync(join(cwd, 'deep/er/a.test.ts'), 'utf8')
      : out;
    expect(text.split('\n')).toContain(line);
  });
});

describe.runIf(python)('emit --as vitest of a router behind the pipe', () => {
  it('starts the command in the folder where it was given, wherever the test lies', async () => {
    const out = 'some where/a.test.ts';
    const router = ['python3', '../examples/router.py', "it's one word"];
    const { exit, err } = await runCli(
      'example.json',
      '--as',
      'vitest',
      '--out',
      out,
      '--',
      ...router,
    );
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const lines = readFileSync(join(cwd, out), 'utf8').split('\n');
    expect(lines).toContain("import { assertConforms } from '#package';");
    expect(lines).toContain(
      "const router = ['python3', '../examples/router.py', 'it\\'s one word'];",
    );
    expect(lines).toContain("const cwd = new URL('../', import.meta.url);");
    expect(lines).toContain(
      '  await assertConforms(router, { version: 1, topology, steps }, { cwd });',
    );
  });
});

describe('emit --as json and mermaid', () => {
  it('gives the scenario canonically: the same text from any order of keys', async () => {
    const { version, topology, steps } = exampleScenario;
    file('turned.json', { steps, topology, version });
    const { exit, out } = await runCli('turned.json', '--as', 'json');
    expect(exit).toBe(0);
    expect(out).toBe(`${JSON.stringify(exampleScenario, null, 2)}\n`);
  });

  it('draws a scenario that passes', async () => {
    const { exit, out } = await runCli('example.json', '--as', 'mermaid', '--router', 'ours');
    expect(exit).toBe(0);
    expect(out).toMatch(/^sequenceDiagram\n/);
    expect(out).toContain('  c0->>c1: e2 "news#60;l1#62;"\n');
    expect(out).not.toContain('rect');
  });

  it('writes over an older file only with --force', async () => {
    file('older.mmd', 'old');
    const words = ['example.json', '--as', 'mermaid', '--router', 'ours', '--out', 'older.mmd'];
    const { exit, err } = await runCli(...words);
    expect(exit).toBe(2);
    expect(err).toMatch(/"older\.mmd" is there already, and nothing was written.*--force/);
    expect(readFileSync(join(cwd, 'older.mmd'), 'utf8')).toBe('old');
    expect((await runCli(...words, '--force')).exit).toBe(0);
    expect(readFileSync(join(cwd, 'older.mmd'), 'utf8')).toMatch(/^sequenceDiagram/);
  });
});

describe('emit of bad input: exit 2, a sentence, nothing written', () => {
  file('illegal.json', { ...exampleScenario, steps: [{ kind: 'leave', orc: 'p1@T' }] });
  file('broken.json', '{"version": 1,');
  file(
    'no-axon.mjs',
    "export default { level: 'router', name: 'x', version: '1', features: [], create() {} };",
  );
  mkdirSync(join(cwd, 'taken'));

  it.each([
    [['example.json'], /required option '--as <form>'/],
    [['--as', 'json'], /missing required argument 'file'/],
    [['example.json', '--as', 'html'], /"html".*vitest, mermaid, json/s],
    [['absent.json', '--as', 'json'], /"absent\.json" cannot be read/],
    [['.', '--as', 'vitest', '--router', 'ours'], /it is a folder/],
    [['broken.json', '--as', 'mermaid', '--router', 'ours'], /no JSON/],
    [['illegal.json', '--as', 'json'], /cannot be emitted.*not legal.*steps\.0 \(leave\)/s],
    [['example.json', '--as', 'json', '--router', 'ours'], /no router in it/],
    [['example.json', '--as', 'vitest'], /`partyline emit --as vitest` needs a router/],
    [['example.json', '--as', 'mermaid'], /--router ours.*--router \.\/adapter\.ts.*-- COMMAND/s],
    [['example.json', '--as', 'vitest', '--router', 'cmd:'], /names no command/],
    [['example.json', '--as', 'vitest', '--router', 'nobody'], /no router "nobody"/],
    [['example.json', '--as', 'vitest', '--router', './absent.ts'], /there is no such file/],
    [['example.json', '--as', 'mermaid', '--router', './no-axon.mjs'], /does not offer/],
    [
      ['example.json', '--as', 'json', '--out', 'taken'],
      /taken" cannot be written: it is a folder/,
    ],
    [['example.json', '--as', 'json', '--out', 'broken.json/x'], /a file is in the way/],
  ])('%j', async (argv, message) => {
    const before = readdirSync(cwd, { recursive: true }).sort();
    const out = argv.includes('--out') ? [] : ['--out', 'new.txt'];
    const { exit, out: said, err } = await runCli(...argv, ...out);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
    expect({ exit, said }).toEqual({ exit: 2, said: '' });
    expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(before);
  });
});
