/** `partyline explore` as a user meets it: certificates, counterexamples, interruptions, and invalid flags. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseExplored } from '../../explore/explored.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { exampleReport } from '../../testing/exampleReport.ts';
import { explorationLine } from '../exploring/explorationProgress.ts';
import type { Terminal } from '../program/terminal.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-explore-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const runCli = (line: string, surroundings: Partial<Terminal> = {}) =>
  runCommandLine(['explore', ...line.split(' ').filter(Boolean)], { cwd, ...surroundings });
/** Runs `check` with a made-up result. */
const checked = (line: string) =>
  runCommandLine(`check --router ours ${line}`, { cwd }, () => ({
    check: async () => ({
      ...exampleReport({ 'LINE-1': 'holds' }),
      router: { name: 'partyline', version: '0.1.0' },
    }),
  }));

const read = (path: string) => JSON.parse(readFileSync(join(cwd, path), 'utf8'));

/** A clock that advances by a second at each reading. */
function makeClock(): () => number {
  let nowMs = 0;
  return () => {
    nowMs += 1000;
    return nowMs;
  };
}

describe('partyline explore', () => {
  it('LINE-2: gives a certificate as JSON, with its bounds and its counts', async () => {
    const { exit, out } = await runCli('--shape chain --orcs 3 --no-symmetry --settled --json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      states: 1000,
      transitions: 12_200,
      depth: 15,
      seconds: 0,
      complete: true,
      bounds: { shape: 'chain', nodes: 3, orcs: 3, lines: 2, countCap: 2, steps: null },
    });
    expect(parseExplored(JSON.parse(out))).toMatchObject({ complete: true });
  });

  it('LINE-1: prints a certificate in words, with what the reductions left out', async () => {
    const { exit, out, err } = await runCli(
      '--interleaved --nodes 2 --lines 1 --count-cap 1 --queue-cap 1',
    );
    expect(exit).toBe(0);
    expect(err).toBe('No --router is given: the model is searched, and no router is run.\n');
    expect(out).toContain('Certificate: all of it was gone through on the model');
    expect(out).toContain('2 namings are one; orders that come to the same are one');
  });

  it('SAFE-3: runs every scenario on a router, and says how many', async () => {
    const { exit, out } = await runCli('--router ours --nodes 2 --steps 2 --json --no-cuts');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      router: { name: 'partyline', level: 'router' },
      bounds: { steps: 2, countCap: 2, cuts: false },
      scenarios: 21,
    });
  });

  it('ARP-2: the counterexample is a document that replay takes', async () => {
    writeFileSync(
      join(cwd, 'mute.mjs'),
      `export default { level: 'router', name: 'mute', version: '1', features: ['axon', 'nodes'],
        create: () => ({ handle: () => [] }) };`,
    );
    const { exit, out } = await runCli('--router ./mute.mjs --no-cuts --out found');
    expect(exit).toBe(1);
    expect(out).toContain('no scenario with fewer steps fails');
    expect(out).toContain('partyline.mjs replay found/counterexample.json --router ./mute.mjs');
    expect(read('found/counterexample.json').steps).toHaveLength(1);
    expect(parseExplored(read('found/explored.json'))).toEqual([
      expect.stringContaining('proves nothing'),
    ]);
  });

  it.each([
    ['--orcs 4', 10_000],
    ['--interleaved --nodes 2 --lines 1 --no-partial-order', 9179],
  ])(
    'LINE-2: a search of "%s" that is stopped proves nothing, and goes on to the same end',
    async (flags, states) => {
      const stopped = await runCli(`${flags} --no-symmetry --time 5s --out stopped --json`, {
        now: makeClock(),
      });
      expect(stopped.exit).toBe(3);
      expect(JSON.parse(stopped.out)).toMatchObject({ complete: false, stopped: 'time' });
      expect(stopped.err).toContain('this proves nothing');
      const resumed = await runCli('--resume stopped --json');
      expect(resumed.exit).toBe(0);
      expect(JSON.parse(resumed.out)).toMatchObject({ states, complete: true });
      expect((await runCli('--resume stopped')).exit).toBe(2);
    },
  );

  it('SAFE-3: a search on a router that is stopped proves nothing, and goes on to the same end', async () => {
    const flags = '--router ours --nodes 2 --lines 1 --steps 3 --json';
    const whole = JSON.parse((await runCli(flags)).out);
    let asked = 0;
    const now = () => (asked++ < 6 ? 0 : 60_000);
    expect((await runCli(`${flags} --time 5s --out halfway`, { now })).exit).toBe(3);
    const resumed = JSON.parse((await runCli('--resume halfway --json')).out);
    const { states, transitions, scenarios, checks } = whole;
    expect(resumed).toMatchObject({ states, transitions, scenarios, checks, complete: true });
  });

  it('SAFE-3: the certificate stands beside the evidence of a check of the same router', async () => {
    await runCli('--router ours --nodes 2 --lines 1 --steps 2 --out whole');
    const { exit, out } = await checked('--explored whole/explored.json --report json');
    expect(exit).not.toBe(2);
    const { clauses } = JSON.parse(out);
    const { evidence } = clauses.find(({ id }: { id: string }) => id === 'LINE-1');
    expect(evidence).toMatch(/; exhaustive up to chain of 2 nodes, .* \(17 scenarios\)$/);
    await runCli('--out alone');
    const foreign = await checked('--explored alone/explored.json');
    expect(foreign.exit).toBe(2);
    expect(foreign.err).toContain('is of the model alone');
    // For shards, the certificate is given when they are merged.
    await checked('--shard 1/1 --runs 1 --hostile 0 --only LINE-1 --out parts');
    const merged = (more: string) => runCommandLine(`merge parts ${more}`, { cwd });
    const joined = JSON.parse((await merged('--explored whole/explored.json --report json')).out);
    expect(joined.clauses[0].evidence).toMatch(/; exhaustive up to chain of 2 nodes, /);
    expect(await merged('--explored alone/explored.json')).toMatchObject({ exit: 2 });
  });

  it.runIf(isThorough)(
    'LINE-2: two jobs find what one finds, and each thread has a router of its own',
    async () => {
      // The router is a file outside of the clone, as a user's is; it fails if it runs in the main thread.
      const implUrl = new URL('../../../impl/index.ts', import.meta.url).href;
      writeFileSync(
        join(cwd, 'wrong.mjs'),
        `import { isMainThread } from 'node:worker_threads';
      import { mutants } from '${implUrl}';
      const { kind } = mutants.find(({ id }) => id === 'count-once');
      const create = (...given) => {
        if (isMainThread) throw new Error('the wrong thread');
        return kind.create(...given);
      };
      export default { ...kind, create };`,
      );
      const flags = '--router ./wrong.mjs --nodes 2 --steps 2 --json --out';
      const two = await runCli(`${flags} two --jobs 2`);
      writeFileSync(
        join(cwd, 'as-it-is.mjs'),
        `import { mutants } from '${implUrl}';
      export default mutants.find(({ id }) => id === 'count-once').kind;`,
      );
      const one = await runCli(`${flags.replace('wrong', 'as-it-is')} one`);
      expect([one.exit, two.exit]).toEqual([1, 1]);
      expect(JSON.parse(two.out)).toEqual(JSON.parse(one.out));
      expect(read('two/counterexample.json')).toEqual(read('one/counterexample.json'));
    },
  );

  it('SAFE-3: a router that cannot be driven ends it with 4 and a sentence', async () => {
    writeFileSync(
      join(cwd, 'shut.mjs'),
      `export default { level: 'router', name: 'shut', version: '1', features: ['axon', 'nodes'],
        create: () => { throw new Error('no port is free'); } };`,
    );
    const { exit, err } = await runCli('--router ./shut.mjs --no-cuts');
    expect(exit).toBe(4);
    expect(err).toMatch(
      /could not be driven: shut 1 threw before the first step, .*: no port is free/,
    );
  });

  it('LINE-2: memory is bounded, an interrupt ends it', async () => {
    const flags = '--shape tree --nodes 4 --orcs 4 --lines 3 --no-symmetry';
    expect((await runCli(`${flags} --memory 64K`)).exit).toBe(3);
    expect((await runCli(flags, { interrupted: AbortSignal.abort() })).exit).toBe(130);
  });

  it.each([
    ['--shape ring', 'Expected one of chain, tree, roots'],
    ['--nodes 9', 'expected a whole number from 1 to 8'],
    ['--shape tree --nodes 2', 'needs 3 at least'],
    ['--lines 4 --count-cap 7', 'bits and has 32'],
    ['--orcs 7 --lines 1 --interleaved', '--no-symmetry'],
    ['--settled --interleaved', 'cannot be used with'],
    ['--memory much', 'such as 512M or 2G'],
    ['--router ours-network --interleaved', 'does not offer the feature "interleaving"'],
    ['--jobs 2', 'or give --router, whose scenarios are run in so many threads'],
    ['--router ours --jobs 0', 'from 1 to 64, or auto'],
    ['--resume nowhere', 'nothing to go on with'],
  ])('%s is refused with a sentence', async (flags, sentence) => {
    const { exit, err } = await runCli(flags);
    expect(exit).toBe(2);
    expect(err).toContain(sentence);
  });

  it('LINE-2: other bounds beside --resume are refused', async () => {
    await runCli('--time 1s --out other', { now: makeClock() });
    const { exit, err } = await runCli('--resume other --orcs 3');
    expect(exit).toBe(2);
    expect(err).toContain('orcs was "not given", here it is 3');
  });

  it('LINE-2: progress is shown on a terminal', async () => {
    const { err } = await runCli('--no-symmetry', { watched: true, now: makeClock() });
    expect(err).toContain('1 states, depth 0, 1 waiting');
    expect(
      explorationLine({ states: 12_345, transitions: 0, depth: 3, waiting: 70 }, 6, 2400),
    ).toBe('12 345 states, depth 3 of 6, 70 waiting, 2 s');
  });
});
