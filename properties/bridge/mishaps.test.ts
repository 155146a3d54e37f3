/**
 * Bad adapters: each kind has its own message and exit code, none holds the harness longer than its
 * time-out, and none leaves a process behind.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../cli/program/terminal.ts';
import { isRunning } from '../testing/badAdapter/runningProcess.ts';
import { runCommandLine } from '../testing/commandLine.ts';
import { isThorough, sampleOf } from '../testing/effort.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import type { Mishap } from './mishaps.ts';
import { mishaps } from './mishaps.ts';
import { splitLines } from './textLines.ts';

const adapter = fileURLToPath(new URL('../testing/badAdapter/adapter.mjs', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'partyline-bad-'));
afterAll(() => rmSync(cwd, { recursive: true }));
writeFileSync(join(cwd, 'scenario.json'), JSON.stringify(exampleScenario));

const replayOn = (command: readonly string[], env: Terminal['env'] = {}) =>
  runCommandLine(['replay', 'scenario.json', '--', ...command], { cwd, env });

async function runAdapter(way: string, env?: Terminal['env']) {
  const file = join(cwd, `${way}.pids`);
  const said = await replayOn([process.execPath, adapter, way, file], env);
  const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  // A process that has just been killed may take a moment to end.
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 5000 });
  return said;
}

const impatient = { PARTYLINE_TIMEOUT: '3500ms' };

/**
 * For each kind of bad adapter: the mishap that is reported, and what else the message says. The exit code is always 4.
 */
const undriven: readonly [string, Mishap, RegExp, Terminal['env']?][] = [
  ['start', 'ended at once', /exit code 3/],
  ['silence', 'silence', /waited 3\.5 s.*asked was: hello/s, impatient],
  ['hang', 'silence', /asked was: run with 1 scenario.*it answered when .* one by one/s, impatient],
  [
    'hang at a line',
    'silence',
    /asked was: \{"kind":"step","node":"T",.*, question 4 in scenario 1 of 1 \(id/,
    impatient,
  ],
  ['print', 'no json', /it wrote: "starting \.\.\."/],
  ['print later', 'no json', /it wrote: "routing \.\.\.".*asked was: run/s],
  ['broken json', 'broken json', /it wrote: "\{\\"id\\":1,\\"protocol\\":"/],
  ['no id', 'no id', /it wrote: .*the number it is/s],
  ['unknown id', 'unknown id', /"\{\\"id\\":100,/],
  ['late', 'late', /it wrote: "\{\\"id\\":2,/],
  ['after idle', 'late', /it wrote: "\{\\"id\\":2\}"/],
  ['protocol', 'protocol', /protocol: .*expected 1/],
  ['dialect', 'protocol', /dialect: .*xcraft-1/],
  ['feature', 'hello', /features\.1: "warp" is no feature; expected one of ee, axon, /],
  ['hello', 'hello', /level: .*"router"/],
  [
    'shape',
    'shape',
    / {2}effects: .*expected array.*it answered: \{"effects":"none"\}\n {2}asked was: \{"kind":"step",.*, question 1 in scenario 1 of 1\n/s,
  ],
  ['count', 'shape', /expected a list of 1 list/],
  ['endless line', 'endless line', /it begins: "xxx/],
  ['stdout closed', 'stdout closed', /asked was: hello/],
];

// These mostly wait for processes and time-outs: run a few at a time.
describe.concurrent('an adapter that cannot be driven: exit 4', () => {
  it.each(sampleOf(undriven, 3))('%s', async (way, mishap, more, env) => {
    const { exit, err } = await runAdapter(way, env);
    const { what, likely, read } = mishaps[mishap];
    expect(err).toContain(` ${what}.\n`);
    expect(err).toMatch(more);
    expect(err).toContain(`  likely: ${likely}\n  read: docs/PROTOCOL.md#${read}\n`);
    expect(err).toContain(`    this is the way of ${way}`);
    expect(err).not.toMatch(/^ {4}at /m);
    expect(exit).toBe(4);
  });

  it('is a program that does not exist', async () => {
    const { exit, err } = await replayOn(['no-such-program', '--fast']);
    expect(err).toMatch(/no-such-program --fast cannot be started\.\n {2}spawn .*ENOENT/);
    expect(exit).toBe(4);
  });
});

describe.concurrent('an adapter that can be driven', () => {
  it('crashes in a scenario: a finding, with its exit code and last words', async () => {
    const { exit, out } = await runAdapter('crash');
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /exit code 7; its last words: this is the way of crash/,
    );
    expect(exit).toBe(1);
  });

  it('says itself that its router threw: a finding', async () => {
    const { exit, out } = await runAdapter('threw');
    expect(out).toContain('the router threw: KeyError: p1@T');
    expect(exit).toBe(1);
  });

  it('writes a byte order mark first: it is read over', async () => {
    const { exit, err } = await runAdapter('byte order mark');
    expect(err).not.toContain('error');
    expect(exit).toBe(1);
  });

  it('answers that it does not support this yet: undecided', async () => {
    const { exit, out } = await runAdapter('unsupported');
    expect(out).toContain('bad at router level: undecided, it does not do this yet: not yet');
    expect(exit).toBe(3);
  });

  it('ends when all is asked in one message, and not when asked one by one: a warning', async () => {
    const { exit, err } = await runAdapter('crash together');
    expect(err).toContain(`warning: `);
    expect(err).toMatch(/not when it was asked the same again one by one.*\n.*\d\n.*exit code 9\n/);
    expect(exit).toBe(1);
  });

  it.runIf(isThorough)('does not end after bye: a warning, and it is killed', async () => {
    const { exit, err } = await runAdapter('bye');
    expect(err).toContain(`warning: `);
    expect(err).toContain(mishaps['stayed on'].what);
    expect(exit).toBe(1);
  });

  it('takes questions one by one only: the same finding', async () => {
    expect((await runAdapter('single')).exit).toBe(1);
  });
});

describe('the command after --', () => {
  it.each([
    [['check', '--'], /Nothing stands after --/],
    [['check', '--router', "cmd:'x"], /A quote does not end/],
    [['check', '--router', 'cmd: '], /names no command/],
  ])('%j is refused', async (argv, message) => {
    const { exit, err } = await runCommandLine(argv, { cwd });
    expect(err).toMatch(message);
    expect(exit).toBe(2);
  });
});

describe('lines of text from a pipe', () => {
  it('are split wherever the chunks end, and one that never ends is reported by its beginning', () => {
    const heard: string[] = [];
    const piece = splitLines(
      { line: (text) => heard.push(text), overlong: (head) => heard.push(`! ${head}`) },
      8,
    );
    for (const text of ['ab', 'c\n\nd\ne', 'fghijklm', 'n\n']) piece(text);
    expect(heard).toEqual(['abc', 'd', '! efghijklm', 'n']);
  });
});
