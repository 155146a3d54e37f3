/**
 * Where the disk is full, the result is told nevertheless: the verdict on stdout, each file whole or not at all, and an exit code of its
 * own. The disk is a stand-in that takes so many bytes and no more.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/commandLine.ts';
import { sampleOf } from '../../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../../testing/exampleReport.ts';
import { PROGRAM } from '../../testing/startedProgram.ts';
import type { Coverage } from '../../verdict/coverage.ts';
import { dimensions } from '../../verdict/coverage.ts';

const disk = { free: Number.POSITIVE_INFINITY };
const someFile = await open(fileURLToPath(import.meta.url));
await someFile.close();
const fileHandle: FileHandle = Object.getPrototypeOf(someFile);
const { writeFile } = fileHandle;
fileHandle.writeFile = async function (content, ...options) {
  const bytes = Buffer.from(content as string | Uint8Array as Uint8Array);
  const taken = bytes.subarray(0, Math.min(bytes.length, disk.free));
  disk.free -= taken.length;
  await writeFile.call(this, taken, ...options);
  if (taken.length < bytes.length)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};
afterAll(() => {
  fileHandle.writeFile = writeFile;
});

let cwd = '';
beforeEach(() => {
  disk.free = Number.POSITIVE_INFINITY;
  cwd = mkdtempSync(join(tmpdir(), 'partyline-full-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const finding = exampleFinding('LINE-1', 'LINE-1|hearing missing|publish');
const violated = exampleReport({ 'LINE-1': 'violated' }, [finding]);
const runCli = (line: string, options: { readonly now?: () => number } = {}) =>
  runCommandLine(line, { cwd, ...options }, () => ({ check: async () => violated }));
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');
const names = (folder: string) =>
  readdirSync(join(cwd, folder), { recursive: true, encoding: 'utf8' }).sort();
const errorsIn = (err: string) => err.match(/^error: .*$/gm) ?? [];

describe('a check on a full disk', () => {
  const line = 'check --router ours --out out --report text,html,junit';

  it('keeps the report when the page does not fit', async () => {
    disk.free = 20_000;
    const { exit, out, err } = await runCli(line);
    expect(exit).toBe(5);
    expect(out).toContain('LINE-1 is violated');
    expect(JSON.parse(read('out/report.json')).findings).toHaveLength(1);
    expect(JSON.parse(read(`out/findings/${finding.id}.json`))).toEqual(exampleScenario);
    expect(read('out/junit.xml')).toMatch(/<\/testsuites>\n$/);
    expect(names('out').filter((name) => /html|part$/.test(name))).toEqual([]);
    expect(errorsIn(err)[0]).toBe(
      'error: The file "out/report.html" cannot be written: the disk is full. Make room, or give another folder with --out.',
    );
    expect(err).not.toContain('bug');
  });

  it.each(sampleOf([0, 1, 100, 300, 1000, 2000], 3))(
    'prints the verdict, and leaves no torn file, where %i bytes fit',
    async (bytes) => {
      disk.free = bytes;
      const { exit, out, err } = await runCli(line);
      expect(exit).toBe(5);
      expect(out).toContain('LINE-1 is violated');
      expect(errorsIn(err).length).toBeGreaterThan(0);
      expect(err).not.toContain('bug');
      for (const name of names('out').filter((each) => each.endsWith('.json')))
        expect(() => JSON.parse(read(join('out', name)))).not.toThrow();
      expect(names('out').filter((each) => each.endsWith('part'))).toEqual([]);
      // With room again the next run takes the folder for its own.
      disk.free = Number.POSITIVE_INFINITY;
      expect((await runCli(line)).exit).toBe(1);
    },
  );

  it('keeps the report of the run before where nothing fits', async () => {
    await runCli(line);
    const before = read('out/report.json');
    disk.free = 0;
    expect((await runCli(line)).exit).toBe(5);
    expect(read('out/report.json')).toBe(before);
  });

  it('prints the finding that the corpus does not take', async () => {
    disk.free = 10;
    const { exit, out, err } = await runCli('check --router ours --keep');
    expect([exit, errorsIn(err).length]).toEqual([5, 1]);
    expect(out).toContain('LINE-1 is violated');
    expect(names('partyline-corpus')).toEqual([]);
  });
});

it('a page that cannot be made takes nothing else with it', async () => {
  const none = { situations: 0, pairs: 0, triples: 0 };
  const quartiles = [0, 0, 0] as const;
  const coverage: Coverage = {
    dimensions: Object.fromEntries(
      dimensions.map((each) => [each, { quartiles, largest: 0 }]),
    ) as unknown as Coverage['dimensions'],
    payloads: {},
    alphabets: {},
    reach: [
      {
        level: 'router',
        reached: none,
        reachable: none,
        // Only the page looks it up.
        situations: [{ id: 'a situation that nobody knows', scenarios: 1 }],
        exercised: {},
      },
    ],
  };
  const { exit, out, err } = await runCommandLine(
    'check --router ours --out out --report text,html,markdown',
    { cwd },
    () => ({ check: async () => ({ ...violated, coverage }) }),
  );
  expect(exit).toBe(5);
  expect(out).toContain('LINE-1 is violated');
  expect(names('out')).toEqual(
    expect.arrayContaining(['report.json', 'summary.md', `findings/${finding.id}.json`]),
  );
  expect(names('out')).not.toContain('report.html');
  expect(err).toMatch(/^error: report\.html could not be made, which is a bug of Partyline/m);
});

describe('other commands on a full disk', () => {
  beforeEach(() => {
    writeFileSync(join(cwd, 'scenario.json'), JSON.stringify(exampleScenario));
    writeFileSync(
      join(cwd, 'mute.mjs'),
      `export default { level: 'router', name: 'mute', version: '1', features: ['axon', 'nodes'],
         create: () => ({ handle: () => [] }) };`,
    );
  });

  it.each([
    ['init --lang python', 'router.py'],
    ['emit scenario.json --as json --out new.json', 'new.json'],
    ['record scenario.json --router ours --out new.ndjson', 'new.ndjson'],
  ])('%s: is told, exit code 5, and leaves no empty file', async (line, file) => {
    disk.free = 10;
    const { exit, err } = await runCli(line);
    expect(exit).toBe(5);
    expect(errorsIn(err)).toEqual([
      `error: The file "${file}" cannot be written: the disk is full. Make room, or give another one with --out.`,
    ]);
    expect(names('.')).toEqual(['mute.mjs', 'scenario.json']);
  });

  it('a smallest scenario that the folder does not take is printed', async () => {
    await runCli('explore --router ./mute.mjs --no-cuts');
    disk.free = 10;
    const line = 'shrink partyline-counterexample.json --router ./mute.mjs --out out';
    const { exit, out } = await runCli(line);
    expect(exit).toBe(5);
    expect(JSON.parse(out).steps).toHaveLength(1);
  });

  it('a counterexample that cannot be written is told with its clause', async () => {
    disk.free = 10;
    const { exit, out } = await runCli('explore --router ./mute.mjs --no-cuts --out out');
    expect(exit).toBe(5);
    expect(out).toContain('no scenario with fewer steps fails');
  });

  it('a hunt goes on, and prints what it finds', async () => {
    disk.free = 10;
    const line = 'hunt --corpus mine --router ./mute.mjs --runs 5 --bail 1';
    const { exit, out, err } = await runCli(line);
    expect(exit).toBe(5);
    expect(out).toMatch(/is violated/);
    expect(errorsIn(err).length).toBeGreaterThan(0);
    expect(names('mine').filter((name) => name.includes('.'))).toEqual([]);
  });
});

describe('the checkpoint of an exploration', () => {
  const bounds = '--orcs 4 --no-symmetry';
  /** A clock that goes on by so many ms each time it is read. */
  const clock = (stepMs: number) => {
    let nowMs = 0;
    return () => {
      nowMs += stepMs;
      return nowMs;
    };
  };
  const stop = (line: string) => runCli(`explore ${bounds} ${line}`, { now: clock(1000) });

  it('stays as it is until the next is whole, and then is resumed to the same end', async () => {
    expect((await stop('--time 5s --out x')).exit).toBe(3);
    const before = read('x/checkpoint.json');
    for (const free of [0, 200, 5000]) {
      disk.free = free;
      expect(
        (await runCli('explore --resume x --out x --time 5s', { now: clock(1000) })).exit,
      ).toBe(5);
      expect(read('x/checkpoint.json')).toBe(before);
    }
    disk.free = Number.POSITIVE_INFINITY;
    const { exit, out } = await runCli('explore --resume x --out x --json');
    expect([exit, JSON.parse(out).states]).toEqual([0, 10_000]);
    expect(names('x')).toEqual(['.partyline-files', 'explored.json']);
  });

  it('is written while the search goes on, always whole, in two files in turn', async () => {
    const seen = new Set<string>();
    const isThere = (name: string) => existsSync(join(cwd, 'x', name));
    const time = clock(61_000);
    const now = () => {
      if (isThere('checkpoint.json')) {
        const { bytes, checkpoint } = JSON.parse(read('x/checkpoint.json'));
        seen.add(bytes);
        expect(statSync(join(cwd, 'x', bytes)).size % checkpoint.states).toBe(0);
      }
      return time();
    };
    expect((await runCli(`explore --orcs 5 --no-symmetry --out x`, { now })).exit).toBe(0);
    expect([...seen].sort()).toEqual(['checkpoint-2.bin', 'checkpoint.bin']);
    expect(names('x')).toEqual(['.partyline-files', 'explored.json']);
  });

  it('of an exploration of a router is written now and then, and goes on to the same end', async () => {
    const time = clock(61_000);
    const seen = new Set<number>();
    const now = () => {
      if (existsSync(join(cwd, 'x/checkpoint.json'))) {
        seen.add(JSON.parse(read('x/checkpoint.json')).checkpoint.scenarios);
        // As if the process was killed here.
        if (!existsSync(join(cwd, 'killed')))
          cpSync(join(cwd, 'x'), join(cwd, 'killed'), { recursive: true });
      }
      return time();
    };
    const line = 'explore --router ours --nodes 2 --lines 1 --steps 5 --out x --json';
    const whole = await runCli(line, { now });
    expect([whole.exit, seen.size > 1]).toEqual([0, true]);
    expect(names('x')).toEqual(['.partyline-files', 'explored.json']);
    const { states, scenarios, checks } = JSON.parse(whole.out);
    const resumed = await runCli('explore --resume killed --json');
    expect(JSON.parse(resumed.out)).toMatchObject({ states, scenarios, checks, complete: true });
  });
});

describe('stdout', () => {
  it.runIf(existsSync('/dev/full'))('that is full is told, with exit code 5', () => {
    const told = execFileSync(
      'sh',
      ['-c', '"$0" "$1" clauses 2>&1 >/dev/full; echo "exit $?"', process.execPath, PROGRAM],
      { cwd, encoding: 'utf8' },
    );
    expect(told).toBe('error: stdout cannot be written: the disk is full.\nexit 5\n');
  });

  it('that is closed early changes no exit code', async () => {
    writeFileSync(join(cwd, 'bad.json'), '[]');
    for (const [words, code] of sampleOf(
      [
        [['clauses'], 0],
        [['check', '--router', 'ours', '--runs', '1', '--hostile', '0'], 3],
      ] as const,
      1,
    )) {
      const child = spawn(process.execPath, [PROGRAM, ...words], {
        cwd,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child.stdout.destroy();
      const exit = await new Promise((resolve) => child.once('exit', resolve));
      expect([words, exit]).toEqual([words, code]);
    }
  });
});
