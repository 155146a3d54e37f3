/**
 * The package as a user gets it: packed, installed into an empty project outside of the clone, and
 * used there: its types, the command line with an adapter in TypeScript, and the vitest suite on a
 * correct router and on a mutant. Dependencies are linked from the clone, so that nothing is
 * downloaded; `.ci/run` also installs it from the registry.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskOutput, quickstart, transcriptIn } from './quickstart.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const thorough = process.env.PARTYLINE_THOROUGH === '1';

describe('the manifest', () => {
  it('names only entry points that have a source', () => {
    const targets = Object.values<string | { readonly default: string }>(manifest.exports)
      .map((each) => (typeof each === 'string' ? each : each.default))
      .concat(Object.values<string>(manifest.bin));
    for (const target of targets) {
      const source = target.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(join(root, source)), target).toBe(true);
    }
  });
});

const ADAPTER = `
import type { RouterKind } from 'partyline';
const kind: RouterKind = {
  level: 'router', name: 'deaf', version: '1.0.0', features: ['axon'],
  create: () => ({ handle: () => [] }),
};
export default kind;
`;
const RIGHT = `
import { describeConformance } from 'partyline/vitest';
import kind from './right.mjs';
describeConformance(() => kind, { runs: 60, only: ['LINE-1', 'EVENT-1', 'ROUTE-1'] });
`;
const WRONG = `
import { describeConformance } from 'partyline/vitest';
import kind from './deaf.ts';
describeConformance(() => kind, { runs: 120, only: ['EVENT-1'] });
`;

describe.runIf(thorough)('the package in an empty project', { timeout: 900_000 }, () => {
  const project = mkdtempSync(join(tmpdir(), 'partyline-package-'));
  const home = join(project, 'node_modules', 'partyline');
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  beforeAll(() => {
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', project], {
      cwd: root,
      encoding: 'utf8',
    });
    mkdirSync(home, { recursive: true });
    const tarball = join(project, packed.trim().split('\n').at(-1) as string);
    execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
    // Neither the bundler nor what is bundled, as where a user installed the package.
    for (const name of readdirSync(join(root, 'node_modules')))
      if (!name.startsWith('.') && !['partyline', 'esbuild', 'preact'].includes(name))
        symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    const write = (name: string, text: string) => writeFileSync(join(project, name), text);
    write('package.json', '{ "type": "module" }');
    write('deaf.ts', ADAPTER);
    // Our own router, from the package.
    write(
      'right.mjs',
      `export { routerKind as default } from './node_modules/partyline/dist/impl/index.js';`,
    );
    write('right.test.mjs', RIGHT);
    write('wrong.test.mjs', WRONG);
  }, 900_000);

  const run = (command: string, args: readonly string[]) =>
    spawnSync(command, args, { cwd: project, encoding: 'utf8', env: { ...process.env, CI: '1' } });
  const bin = (name: string) => join(root, 'node_modules', '.bin', name);
  const partyline = (...args: readonly string[]) =>
    run(process.execPath, [join(home, manifest.bin.partyline), ...args]);

  it('passes publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: home, strict: true, pack: false });
    expect(messages.map((each) => formatMessage(each, pkg))).toEqual([]);
  });

  it('holds no test, no source it does not run, and no path of the machine it was packed on', () => {
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => /\.test\.|contract\.types/.test(name))).toEqual([]);
    const texts = files.filter((name) => /\.(js|d\.ts|json)$/.test(name));
    expect(texts.filter((name) => readFileSync(join(home, name), 'utf8').includes(root))).toEqual(
      [],
    );
  });

  it('holds the page and the program of a node ready, and no source of either', () => {
    for (const name of ['report', 'play']) {
      const page = join(home, 'dist/properties', name, 'page');
      const { script, style } = JSON.parse(readFileSync(join(page, 'bundle.json'), 'utf8'));
      expect(script.length).toBeGreaterThan(10_000);
      expect(style.length).toBeGreaterThan(1000);
      expect(readdirSync(page)).toEqual(['bundle.json']);
    }
    expect(existsSync(join(home, 'dist/impl/adapters/tcp/child.bundle.mjs'))).toBe(true);
    const scripts = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    const naming = scripts.filter((name) =>
      /['"](esbuild|preact)\b/.test(readFileSync(join(home, name), 'utf8')),
    );
    expect(naming).toEqual([]);
  });

  it('checks a router over sockets', () => {
    const words = ['check', '--router', 'tcp', '--runs', '3', '--nodes', '2', '--hostile', '0'];
    const { status, stdout } = partyline(...words);
    expect(stdout).toMatch(/^\d+ clauses: /m);
    expect([0, 3]).toContain(status);
  });

  it('types an adapter, and the words of the contract', () => {
    const { status, stdout } = run(bin('tsc'), [
      ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'],
      ...['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types'), 'deaf.ts'],
    ]);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('checks its own router, and writes the page', () => {
    const { status, stdout } = partyline(
      'check',
      '--router',
      'ours',
      '--runs',
      '300',
      '--out',
      'out',
      '--report',
      'text,html',
    );
    expect(stdout).toMatch(/^\d+ clauses: .*hold /m);
    expect(status).toBe(0);
    expect(existsSync(join(project, 'out', 'report.html'))).toBe(true);
  });

  it('writes the playground', () => {
    expect(partyline('play', '--out', 'play.html').status).toBe(0);
    const html = readFileSync(join(project, 'play.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>\n<!-- Partyline: the playground -->/);
  });

  it('checks an adapter in TypeScript, and says what is wrong with it', () => {
    const { status, stdout } = partyline('check', '--router', './deaf.ts', '--runs', '40');
    expect(stdout).toMatch(/^EVENT-1 +must +violated/m);
    expect(status).toBe(1);
  });

  it('says the same in worker threads', () => {
    const words = ['check', '--router', './deaf.ts', '--runs', '40', '--report', 'json'];
    const [one, two] = [partyline(...words), partyline(...words, '--jobs', '2')];
    const dropSeconds = (text: string) => text.replace(/"seconds": .*/, '');
    expect(dropSeconds(two.stdout)).toBe(dropSeconds(one.stdout));
    expect(two.status).toBe(1);
  });

  it('begins a router at either level in either language, and drives it', () => {
    for (const level of ['router', 'network'])
      for (const [lang, given] of [
        ['ts', ['--router', `./begun/${level}.ts`]],
        ['python', ['--', 'python3', `begun/${level}.py`]],
      ] as const) {
        const begun = partyline('init', '--lang', lang, '--level', level, '--out', 'begun');
        expect(begun.stderr).toBe('');
        const { stderr, status } = partyline('check', '--runs', '20', ...given);
        expect(stderr).toContain('Nothing is decided yet');
        expect(status).toBe(3);
      }
  });

  it('does what docs/quickstart.md shows, line by line', () => {
    for (const { command, answer } of transcriptIn(quickstart)) {
      // This test has installed it already, and what npm prints is not ours.
      if (command.startsWith('npm ')) continue;
      const own = command.replace(
        'npx --no partyline',
        `"${process.execPath}" "${join(home, manifest.bin.partyline)}"`,
      );
      const env = { ...process.env, CI: '' };
      const { stdout } = spawnSync('sh', ['-c', `exec 2>&1; ${own}`], {
        cwd: project,
        encoding: 'utf8',
        env,
      });
      expect(maskOutput(stdout), command).toBe(maskOutput(answer));
    }
  });

  it('declares a suite that passes where the router is right, and tells why where it is not', () => {
    const runSuite = (name: string) => run(bin('vitest'), ['run', '--root', project, name]);
    const right = runSuite('right.test.mjs');
    expect(right.stdout).toContain('3 passed');
    expect(right.status).toBe(0);
    const wrong = runSuite('wrong.test.mjs');
    expect(`${wrong.stdout}${wrong.stderr}`).toMatch(/EVENT-1 is violated[\s\S]*should have heard/);
    expect(wrong.status).toBe(1);
  });
});
