/**
 * Killed at once (`kill -9`), at moments drawn by a seed: no torn file, nothing lost of what an earlier run wrote, and no process
 * left, though the adapter ignores signals and the end of its stdin.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seeded } from '../scenario/values/chance.ts';
import { isRunning } from '../testing/badAdapter/runningProcess.ts';
import { notedProcesses, withAdapter } from '../testing/badAdapter/startedAdapter.ts';
import { threeJoins } from '../testing/badAdapter/threeJoins.ts';
import { isThorough } from '../testing/effort.ts';
import { startProgram } from '../testing/startedProgram.ts';

const SEED = process.env.PARTYLINE_SEED ?? 'partyline';
const MOMENTS = 5;
/** Within this time every command below has come to writing, on a machine that is not busy. */
const LAST_MOMENT_MS = 3000;

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'partyline-killed-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const adapter = withAdapter('stubborn');
const commands: Readonly<Record<string, readonly string[]>> = {
  check: [
    'check',
    '--runs',
    '40',
    '--out',
    'out',
    '--report',
    'text,json,junit,markdown',
    ...adapter,
  ],
  explore: [
    'explore',
    '--nodes',
    '1',
    '--no-cuts',
    '--steps',
    '2',
    '--out',
    'explored',
    ...adapter,
  ],
  shrink: ['shrink', 'failing.json', '--out', 'shrunk', ...adapter],
  hunt: ['hunt', '--runs', '60', '--corpus', 'hunted', ...adapter],
};

/** The files below a folder, with what is in them; files that are being written aside are left out. */
function filesBelow(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.part'));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

function expectWhole(files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    if (name.endsWith('.json')) expect(() => JSON.parse(text), name).not.toThrow();
    if (name.endsWith('.xml')) expect(text, name).toMatch(/<\/testsuites>\n?$/);
  }
}

// These tests mostly wait, so that they run at the same time.
describe.runIf(isThorough).concurrent('killed at any moment', () => {
  it.each(Object.keys(commands))(
    '%s leaves no torn file, what there was, and no process',
    async (name) => {
      const home = join(base, name);
      const ready = join(base, `${name}-ready`);
      const argv = commands[name] as readonly string[];
      mkdirSync(ready);
      writeFileSync(join(ready, 'pids'), '');
      writeFileSync(join(ready, 'failing.json'), JSON.stringify(threeJoins));
      // An earlier run, whose results must not get lost.
      const earlier = startProgram(argv, ready);
      await earlier.ended;
      const before = filesBelow(ready);
      expectWhole(before);
      const chance = seeded(`${SEED}/killed/${name}`, 0);
      for (let at = 0; at < MOMENTS; at++) {
        const moment = chance.below(LAST_MOMENT_MS);
        rmSync(home, { recursive: true, force: true });
        cpSync(ready, home, { recursive: true });
        writeFileSync(join(home, 'pids'), '');
        const program = startProgram(argv, home);
        await Promise.race([delay(moment), program.ended]);
        program.child.kill('SIGKILL');
        await program.ended;
        const told = `${name}, seed ${SEED}, killed after ${moment} ms`;
        await vi.waitFor(() => expect(notedProcesses(home).filter(isRunning), told).toEqual([]), {
          timeout: 10_000,
          interval: 50,
        });
        const after = filesBelow(home);
        expectWhole(after);
        // What a run writes anew has the same name. A hunt may drop a scenario that it kept, once another makes it needless.
        const lost = [...before.keys()].filter(
          (each) => !after.has(each) && !each.startsWith('hunted/kept/'),
        );
        expect(lost, told).toEqual([]);
      }
    },
    600_000,
  );
});
