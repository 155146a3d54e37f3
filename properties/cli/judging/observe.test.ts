/**
 * `check --observe`: every line fits the published schema, whichever process or thread ran the scenario, and no
 * existing file is lost. The schema is that of Hypothesis (hypothesis-python/docs/reference/schema_observations.json,
 * commit 1929aca0940f), its form `test_case` written out in full: no other field is allowed, and none may be missing.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';

const observation = z.strictObject({
  type: z.literal('test_case'),
  status: z.enum(['passed', 'failed', 'gave_up']),
  status_reason: z.string(),
  representation: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  how_generated: z.string().nullable(),
  features: z.record(z.string(), z.unknown()),
  coverage: z.record(z.string(), z.array(z.int().min(1))).nullable(),
  timing: z.record(z.string(), z.number().min(0)),
  metadata: z.record(z.string(), z.unknown()),
  property: z.string(),
  run_start: z.number(),
});
type Line = z.infer<typeof observation>;

const cwd = mkdtempSync(join(tmpdir(), 'partyline-observe-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const runCli = (line: string) => runCommandLine(line, { cwd });
const RUN = 'check --router ours --runs 25 --hostile 0 --seed observed';

const linesOf = (file: string): Line[] => {
  const text = readFileSync(join(cwd, file), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => observation.parse(JSON.parse(line)));
};
/** Returns the line without the fields that differ from run to run. */
const withoutTimes = ({ run_start: _, timing: __, ...rest }: Line) => rest;
const drawn = (lines: readonly Line[]) =>
  lines.filter(({ how_generated }) => how_generated?.startsWith('drawn'));

describe('check --observe', () => {
  it('has a line for each scenario, of the corpus too, in one run of one property a level', async () => {
    const { exit } = await runCli(`${RUN} --observe plain.jsonl`);
    expect(exit).not.toBe(2);
    const lines = linesOf('plain.jsonl');
    expect(drawn(lines)).toHaveLength(25);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.map(({ status }) => status)).not.toContain('failed');
    expect(new Set(lines.map(({ run_start }) => run_start)).size).toBe(1);
    expect(new Set(lines.map(({ property }) => property)).size).toBe(2);
    for (const { features } of lines) {
      expect(features.steps).toBeGreaterThan(0);
      expect(Object.values(features)).toContain('not met');
    }
  });

  it.runIf(isThorough)(
    'has the same lines in the same order with --jobs, and over shards',
    async () => {
      await runCli(`${RUN} --observe jobs.jsonl --jobs 2`);
      const whole = linesOf('plain.jsonl').map(withoutTimes);
      expect(linesOf('jobs.jsonl').map(withoutTimes)).toEqual(whole);
      for (const shard of [1, 2])
        await runCli(`${RUN} --shard ${shard}/2 --out shards --observe shard-${shard}.jsonl`);
      const parts = [1, 2].flatMap((shard) => linesOf(`shard-${shard}.jsonl`).map(withoutTimes));
      const sorted = (lines: readonly unknown[]) =>
        lines.map((line) => JSON.stringify(line)).sort();
      expect(sorted(parts)).toEqual(sorted(whole));
    },
    120_000,
  );

  it('tells a finding as failed, under its clause', async () => {
    const { exit } = await runCli(
      'check --router ./wrong.mjs --runs 5 --hostile 0 --no-shrink --observe wrong.jsonl',
    );
    expect(exit).toBe(1);
    const failed = linesOf('wrong.jsonl').filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { status_reason, metadata } of failed) {
      const [first] = metadata.findings as { clause: string }[];
      expect(status_reason.startsWith(`${first?.clause}: `)).toBe(true);
    }
  });
  const ours = new URL('../../../impl/index.ts', import.meta.url).href;
  writeFileSync(
    join(cwd, 'wrong.mjs'),
    `import { mutants } from '${ours}';
     export default mutants.find(({ id }) => id === 'count-once').kind;`,
  );
});

describe('the file of --observe', () => {
  writeFileSync(join(cwd, 'mine.txt'), 'mine');
  mkdirSync(join(cwd, 'folder'));
  it.each([
    ['mine.txt', 'it is there already'],
    ['folder', 'it is a folder'],
    ['nowhere/runs.jsonl', 'its folder is not there'],
    ['mine.txt/runs.jsonl', 'a file is in the way'],
  ])('%s: refused, as %s', async (file, reason) => {
    const { exit, err } = await runCli(`${RUN} --observe ${file}`);
    expect([exit, err.includes(reason)]).toEqual([2, true]);
    expect(readFileSync(join(cwd, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('is replaced when that is asked for, and not if the folder is meant', async () => {
    writeFileSync(join(cwd, 'old.jsonl'), 'old');
    await runCli('check --router ours --runs 2 --hostile 0 --observe old.jsonl --overwrite');
    expect(drawn(linesOf('old.jsonl')).length).toBeGreaterThan(0);
    const { exit, err } = await runCli(`${RUN} --observe folder --overwrite`);
    expect([exit, err.includes('it is a folder')]).toEqual([2, true]);
  });

  it('--force and --overwrite are one flag, and refused where they say nothing', async () => {
    for (const flag of ['--force', '--overwrite'])
      expect((await runCli(`${RUN} ${flag}`)).exit).toBe(2);
  });

  it.runIf(existsSync('/dev/full'))('on a full disk is left, and the run goes on', async () => {
    const { exit, out, err } = await runCli(
      'check --router ours --runs 2 --hostile 0 --observe /dev/full',
    );
    expect(exit).toBe(5);
    expect(err.match(/^error: .*$/gm)).toEqual([
      'error: The file "/dev/full" cannot be written on: the disk is full. Make room, or give another one with --observe. The run goes on without it.',
    ]);
    expect(out).toMatch(/^\d+ clauses: /m);
  });
});
