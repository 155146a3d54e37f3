/**
 * `partyline record` and `partyline trace` as a user runs them: accepted, refused and undecided logs,
 * and files that are no log.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine, silentTerminal } from '../../testing/commandLine.ts';
import { traceProgressOn } from './traceProgress.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const scenario = fileURLToPath(new URL('../../corpus/clauses/EVENT-1.json', import.meta.url));

const runCli = (...argv: string[]) => runCommandLine(argv, { cwd });

async function rows(): Promise<string[]> {
  const { out } = await runCli('record', scenario, '--router', 'ours');
  return out.trimEnd().split('\n');
}

async function traceLines(lines: readonly string[], ...flags: string[]) {
  writeFileSync(join(cwd, 'log.ndjson'), lines.map((line) => `${line}\n`).join(''));
  return runCli('trace', 'log.ndjson', ...flags);
}

/** Returns the lines of a log in which one frame was moved to a wrong pair, and the index of that line. */
async function doctoredRows() {
  const all = await rows();
  const at = all.findIndex((row) => row.includes('"kind":"frame"'));
  return { lines: all.toSpliced(at, 1, all[at]?.replace('"pair":"', '"pair":"not-') ?? ''), at };
}

describe('partyline trace', () => {
  it.each([
    ['LINE-9', 'ours-variants', ['set subscriptions', 'copies per subscription']],
    ['EVENT-12', 'ours-variants', ['set subscriptions', 'copies per subscription']],
    ['EVENT-1', 'ours-variants', ['set subscriptions', 'copies per subscription']],
  ])(
    'accepts %s as recorded of %s, under the law with its variants',
    async (name, router, variants) => {
      const path = fileURLToPath(new URL(`../../corpus/clauses/${name}.json`, import.meta.url));
      const { out } = await runCli('record', path, '--router', router);
      const [header = ''] = out.split('\n');
      expect(JSON.parse(header).topology.variants).toEqual(variants);
      expect((await traceLines(out.trimEnd().split('\n'))).exit).toBe(0);
    },
  );

  it.each([
    ['ours', []],
    ['ours', ['--omit', '33']],
    ['ours-network', ['--tables']],
  ])('accepts what was recorded of %s %s', async (router, flags) => {
    const { exit } = await runCli(
      'record',
      scenario,
      '--router',
      router,
      ...flags,
      '--out',
      'a.ndjson',
      '--force',
    );
    expect(exit).toBe(0);
    const { exit: judged, out } = await runCli('trace', 'a.ndjson');
    expect([judged, out]).toEqual([0, expect.stringContaining('accepted')]);
  });

  it('refuses a line that nobody can have seen, and says what was possible', async () => {
    const { lines, at } = await doctoredRows();
    const { exit, out } = await traceLines(lines);
    expect(exit).toBe(1);
    expect(out).toContain(`refused at line ${at + 1}`);
    expect(out).toContain('EVENT-1 is violated (must)');
    expect(out).toContain('The law would have allowed there:');
    expect(out).toContain('table of');
    const { out: json } = await traceLines(lines, '--json');
    expect(JSON.parse(json)).toMatchObject({
      verdict: 'refused',
      refusal: { line: at + 1, clause: 'EVENT-1', record: { kind: 'frame' } },
    });
  });

  it('is undecided, never refused, where the bound is hit or the law leaves open what is asked', async () => {
    const { lines } = await doctoredRows();
    const bound = await traceLines(lines, '--states', '2');
    expect([bound.exit, bound.out]).toEqual([3, expect.stringContaining('more than 2 states')]);
    const [header = '', first = ''] = lines;
    const leave = JSON.stringify({ kind: 'requested', step: { kind: 'leave', orc: 'p1@n1' } });
    const open = await traceLines([header, leave, first], '--unfinished');
    expect([open.exit, open.out]).toEqual([3, expect.stringContaining('line 2')]);
  });

  it.each([
    ['an empty file', () => [], 'line 1: the log is empty'],
    ['no log', () => ['{"a":1}'], 'line 1: no header of a Partyline log'],
    [
      'another version',
      ([first = '', ...rest]: string[]) => [first.replace('log":1', 'log":9'), ...rest],
      'line 1: version 9',
    ],
    [
      'an unknown topology',
      ([first = '', ...rest]: string[]) => [first.replace('"below":"', '"below":"no-'), ...rest],
      'line 1: topology',
    ],
    ['a malformed line', (all: string[]) => all.toSpliced(2, 0, 'oops'), 'line 3: no JSON'],
    [
      'an unknown kind',
      (all: string[]) => all.toSpliced(2, 0, '{"kind":"rumour"}'),
      'line 3: kind',
    ],
    [
      'an unknown node',
      (all: string[]) => all.toSpliced(2, 0, '{"kind":"emission","node":"nowhere"}'),
      'line 3: node: node "nowhere"',
    ],
    ['a lost line', (all: string[]) => all.toSpliced(2, 1), 'lines are lost'],
    ['no closing record', (all: string[]) => all.slice(0, -1), 'ends without its closing record'],
    [
      'half a line at its end',
      (all: string[]) => [...all.slice(0, 4), all[4]?.slice(0, 20) ?? ''],
      'cut off in the middle',
    ],
  ])('refuses %s with the line', async (_, make, said) => {
    const { exit, err } = await traceLines(make(await rows()));
    expect([exit, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it.each([
    [{ env: { CI: 'true' } }, '20 000 records read, 40 s\n30 of 90 records judged, 80 s\n'],
    [
      { watched: true },
      [
        '20 000 records read, 20 s',
        '20 000 records read, 40 s',
        '20 of 90 records judged, 60 s',
        '30 of 90 records judged, 80 s',
        '',
      ]
        .map((line) => `\r\u001b[2K${line}`)
        .join(''),
    ],
    [{}, ''],
  ])(
    'tells in CI every half minute how far it is, overwrites one line on a terminal, is quiet elsewhere',
    (kind, told) => {
      let [nowMs, err] = [0, ''];
      const now = () => nowMs;
      const out = (text: string) => {
        err += text;
      };
      const progress = traceProgressOn({ ...silentTerminal(cwd), ...kind, now, err: out });
      for (const [at, what, lines, total] of [
        [20_000, 'read', 20_000, null],
        [40_000, 'read', 20_000, null],
        [60_000, 'judged', 20, 90],
        [80_000, 'judged', 30, 90],
      ] as const) {
        nowMs = at;
        progress.tick(what, lines, total);
      }
      progress.end();
      expect(err).toBe(told);
    },
  );

  it('ends with 130 at an interrupt, and refuses what is no file', async () => {
    await traceLines(await rows());
    const interrupted = AbortSignal.abort();
    expect((await runCommandLine('trace log.ndjson', { cwd, interrupted })).exit).toBe(130);
    const { exit, err } = await runCli('trace', '.');
    expect([exit, err]).toEqual([2, expect.stringContaining('it is a folder and not a file')]);
  });

  it('judges what is there of a log that was cut off', async () => {
    const all = await rows();
    const { exit } = await traceLines(all.slice(0, Math.floor(all.length / 2)), '--unfinished');
    expect(exit).toBe(0);
  });
});
