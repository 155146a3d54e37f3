/**
 * Ends: a signal ends every command within two seconds, with what was found so far said and written, whatever the router does;
 * and no process is left, however the program ended.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { isRunning } from '../testing/badAdapter/runningProcess.ts';
import { notedProcesses, withAdapter } from '../testing/badAdapter/startedAdapter.ts';
import { threeJoins } from '../testing/badAdapter/threeJoins.ts';
import { byEffort, isThorough } from '../testing/effort.ts';
import type { StartedProgram } from '../testing/startedProgram.ts';
import { startProgram } from '../testing/startedProgram.ts';

const SIGNALS = byEffort(['SIGTERM'], ['SIGTERM', 'SIGINT', 'SIGHUP']) as readonly NodeJS.Signals[];
/** Two seconds are promised; the rest is for a machine that is busy with other tests. */
const MOST_MS = 4000;
/** How a process ends whose thread is blocked. It is killed where node does not end the thread in time, as on a busy machine. */
const FORCED = [130, 'SIGKILL'];

/** A folder of its own for each test, with a scenario that fails, and the programs that are started in it. */
interface Home {
  readonly cwd: string;
  readonly start: (...argv: string[]) => StartedProgram;
}

const test = it.extend<{ home: Home }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed.
  home: async ({}, use) => {
    const cwd = mkdtempSync(join(tmpdir(), 'partyline-ends-'));
    writeFileSync(join(cwd, 'failing.json'), JSON.stringify(threeJoins));
    const started: StartedProgram[] = [];
    const start = (...argv: string[]) => {
      const program = startProgram(argv, cwd);
      started.push(program);
      return program;
    };
    await use({ cwd, start });
    for (const { child } of started) child.kill('SIGKILL');
    for (const pid of notedProcesses(cwd)) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(cwd, { recursive: true, force: true });
  },
});

/** A router that answers `calls` calls wrongly, then writes the file `blocked` and never returns. */
function blockingRouter(cwd: string, calls: number): string {
  writeFileSync(
    join(cwd, 'blocking.mjs'),
    `import { writeFileSync } from 'node:fs';
     let calls = 0;
     const answer = () => {
       if (calls++ < ${calls}) return [];
       writeFileSync(${JSON.stringify(join(cwd, 'blocked'))}, '');
       for (;;);
     };
     export default {
       level: 'router', name: 'blocking', version: '1', features: ['axon'],
       create: () => ({ receive: answer, handle: answer, table: answer }),
     };`,
  );
  return './blocking.mjs';
}

/** Waits for a file, and fails at once if the program ended before. */
async function waitForFile(path: string, program: StartedProgram): Promise<void> {
  const appeared = vi.waitFor(() => expect(existsSync(path), program.err()).toBe(true), {
    timeout: 60_000,
    interval: 20,
  });
  const isEarly = program.ended.then((exit) => {
    if (!existsSync(path)) throw new Error(`it ended before, by ${exit}: ${program.err()}`);
  });
  await Promise.race([appeared, isEarly]);
}

async function endBy(signal: NodeJS.Signals, program: StartedProgram) {
  const startMs = performance.now();
  program.child.kill(signal);
  const exit = await program.ended;
  expect(performance.now() - startMs, program.err()).toBeLessThan(MOST_MS);
  return exit;
}

// These mostly wait, and promise no exit code of their own: some run at a time. The others below would be too slow for theirs.
describe.concurrent('a router that never returns', () => {
  test.for(SIGNALS)(
    'is ended by %s, and the report of the check is written',
    async (signal, { home: { cwd, start } }) => {
      const program = start('check', '--router', blockingRouter(cwd, 400), '--out', 'out');
      await waitForFile(join(cwd, 'blocked'), program);
      expect(FORCED).toContain(await endBy(signal, program));
      expect(program.err()).toMatch(
        new RegExp(
          `Ended by ${signal}\\..*\nSo far: [\\d ]+ scenarios?, .* [1-9]\\d* findings?\\.`,
        ),
      );
      const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
      expect(report).toMatchObject({ interrupted: true, router: { name: 'blocking' } });
      expect(report.findings.length).toBeGreaterThan(0);
      for (const { scenario } of report.findings)
        expect(JSON.parse(readFileSync(join(cwd, 'out', scenario), 'utf8'))).toHaveProperty(
          'steps',
        );
    },
  );

  const commands: readonly (readonly [string, number, string[]])[] = [
    ['shrink', 8, ['failing.json']],
    ['hunt', 400, ['--corpus', 'hunted']],
    ['explore', 0, ['--nodes', '1', '--no-cuts']],
    ['check', 400, ['--jobs', '2']],
    ['replay', 0, ['failing.json']],
    ['emit', 0, ['failing.json', '--as', 'mermaid']],
    ['record', 0, ['failing.json']],
    ['doctor', 0, []],
  ];
  test.runIf(isThorough).for(commands)(
    'is ended by SIGTERM during %s',
    async ([command, calls, words], { home: { cwd, start } }) => {
      const program = start(command, ...words, '--router', blockingRouter(cwd, calls));
      await waitForFile(join(cwd, 'blocked'), program);
      expect(FORCED).toContain(await endBy('SIGTERM', program));
      if (command === 'shrink') {
        const best: typeof threeJoins = JSON.parse(program.out());
        expect(best.steps.length).toBeLessThan(threeJoins.steps.length);
        expect(program.err()).toMatch(/^From 3 steps, .* so far: not proved to be minimal/m);
      }
      if (command === 'hunt') {
        const stored = readdirSync(join(cwd, 'hunted')).filter((name) => name.endsWith('.json'));
        expect(stored.length).toBeGreaterThan(0);
      }
    },
  );

  test.runIf(isThorough)(
    'is ended by SIGHUP while it is loaded',
    async ({ home: { cwd, start } }) => {
      writeFileSync(
        join(cwd, 'loading.mjs'),
        `import { writeFileSync } from 'node:fs'; writeFileSync('blocked', ''); for (;;);`,
      );
      const program = start('doctor', '--router', './loading.mjs');
      await waitForFile(join(cwd, 'blocked'), program);
      expect(FORCED).toContain(await endBy('SIGHUP', program));
    },
  );

  test('is ended although a call of the system blocks it', async ({ home: { cwd, start } }) => {
    writeFileSync(
      join(cwd, 'waiting.mjs'),
      `import { writeFileSync } from 'node:fs'; writeFileSync('blocked', '');
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    );
    const program = start('doctor', '--router', './waiting.mjs');
    await waitForFile(join(cwd, 'blocked'), program);
    expect(FORCED).toContain(await endBy('SIGINT', program));
  });

  test.runIf(isThorough)(
    'that ends its thread is told, with exit code 4',
    async ({ home: { cwd, start } }) => {
      writeFileSync(join(cwd, 'ending.mjs'), 'process.exit(0);');
      const program = start('check', '--router', './ending.mjs');
      expect(await program.ended).toBe(4);
      expect(program.err()).toMatch(/ended the thread in which it ran, with exit code 0/);
    },
  );
});

describe('a command that can end by itself', () => {
  /** The last is what the command prints when it has begun. */
  const commands: readonly (readonly [string, string[], RegExp])[] = [
    [
      'check',
      [
        '--router',
        'ours',
        '--runs',
        '1000000',
        '--out',
        'out',
        '--report',
        'text,json,junit,html,markdown',
      ],
      /^seed/m,
    ],
    [
      'explore',
      ['--router', 'ours', '--orcs', '4', '--lines', '3', '--steps', '20', '--out', 'explored'],
      /(?:)/,
    ],
    ['hunt', ['--router', 'ours', '--corpus', 'hunted', '--time', '1h'], /^seed/m],
    ['differ', ['ours', 'model', '--runs', '1000000', '--out', 'differences'], /^seed/m],
    ['mutants', ['--json'], /(?:)/],
    ['serve', ['--node', 'T', '--publish'], /listens/],
    ['serve-stdio', [], /(?:)/],
  ];
  test.for(isThorough ? commands : commands.slice(0, 1))(
    '%s ends by SIGTERM, with what was found so far',
    // Only the clock tells whether a command ended by itself, and a busy machine may be too slow once.
    { retry: 2 },
    async ([command, words, begun], { home: { cwd, start } }) => {
      const program = start(command, ...words);
      const said = () => program.err() + program.out();
      await vi.waitFor(() => expect(said()).toMatch(begun), { timeout: 60_000 });
      // What prints nothing at its beginning is given the time to load on a busy machine.
      await delay(begun.test('') ? 6000 : 1000);
      const exit = await endBy('SIGTERM', program);
      expect(exit).toBe({ serve: 0, 'serve-stdio': 'SIGTERM' }[command] ?? 130);
      expect(program.err()).not.toMatch(/did not end by itself/);
      const names = readdirSync(cwd, { recursive: true, encoding: 'utf8' });
      const expected = {
        check: ['out/report.json', 'out/report.html', 'out/junit.xml', 'out/summary.md'],
        explore: ['explored/checkpoint.json', 'explored/explored.json'],
      }[command];
      expect(names).toEqual(expect.arrayContaining(expected ?? []));
      if (command === 'mutants')
        expect(JSON.parse(program.out())).toMatchObject({ interrupted: true });
    },
  );
});

describe('an adapter that ignores signals and the end of its stdin', () => {
  const ways = [
    ['SIGKILL', 'stubborn'],
    ['SIGTERM', 'stubborn hang'],
    ['SIGKILL', 'stubborn hang'],
    ['SIGHUP', 'stubborn'],
  ] as const;
  test.for(isThorough ? ways : ways.slice(1, 2))(
    'is gone after %s to the program (%s)',
    async ([signal, way], { home: { cwd, start } }) => {
      const isGone = () => expect(notedProcesses(cwd).filter(isRunning)).toEqual([]);
      const program = start('check', '--runs', '100000', '--out', 'out', ...withAdapter(way));
      await waitForFile(join(cwd, 'pids'), program);
      await vi.waitFor(() => expect(program.err()).toMatch(/^seed/m), { timeout: 60_000 });
      const exit = await endBy(signal, program);
      expect(exit).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 130);
      expect(notedProcesses(cwd).length).toBeGreaterThanOrEqual(2);
      await vi.waitFor(isGone, { timeout: 10_000, interval: 50 });
      // A check that waits for an answer writes all the same.
      if (signal !== 'SIGKILL') expect(existsSync(join(cwd, 'out', 'report.json'))).toBe(true);
    },
  );
});
