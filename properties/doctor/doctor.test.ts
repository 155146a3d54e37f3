/**
 * The doctor finds correct adapters well, at both levels, and reports each planted fault of an adapter
 * under its own name, with how to repair it. All adapters of this test are files, as a user's are, so
 * that they can be started anew.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../testing/commandLine.ts';
import { isThorough, sampleOf } from '../testing/effort.ts';

const cwd = mkdtempSync(join(tmpdir(), 'partyline-doctor-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const starter = (name: string) =>
  fileURLToPath(new URL(`../cli/starters/${name}`, import.meta.url));

/** A clock that only slow routers of this test advance, in ms. */
const clock = globalThis as typeof globalThis & { doctorClock?: number };

const runDoctor = (...argv: readonly string[]) =>
  runCommandLine(['doctor', ...argv], { cwd, now: () => clock.doctorClock ?? 0 });

/** Writes a router whose `routes` are the orcs on its pairs; `handle` is code that plants a fault in it. */
function plantRouter(name: string, { before = '', handle = '', features = '"axon"', tail = '' }) {
  const file = `${name}.mjs`;
  writeFileSync(
    join(cwd, file),
    `${before}
    const known = (routes) => [...new Set(routes.values())];
    export default {
      level: 'router', name: '${name}', version: '1.0.0', features: [${features}],
      create: ({ token }) => {
        const routes = typeof kept === 'undefined' ? new Map() : kept;
        return {
          handle(input) {
            const { frame } = input;
            if (frame?.kind === 'command') routes.set(frame.orcName, input.pair);
            if (frame?.kind === ':delete-route') routes.delete(frame.orcName);
            ${handle}
            if (input.kind !== 'publish' || known(routes).length === 0) return [];
            const { topic, id, payload } = input;
            return [{ kind: 'write', event: { topic, id, payload }, pairs: known(routes) }];
          },
          ${tail}
        };
      },
    };`,
  );
  return `./${file}`;
}

const lines = (out: string, mark: string) =>
  out.split('\n').filter((line) => line.startsWith(mark));

describe('an adapter that can be relied on', () => {
  it('is told to be slow, and can be relied on all the same', async () => {
    const handle = 'globalThis.doctorClock = (globalThis.doctorClock ?? 0) + 50;';
    const { exit, out } = await runDoctor('--router', plantRouter('slow', { handle }));
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /slow quick enough 300 scenarios would take about \d+\.\d s.*faster: .*less than 20 times as long as it takes to draw it here.*can be relied on, and is slow/,
    );
    expect(lines(out, 'mend')).toEqual([]);
    expect(exit).toBe(0);
  });

  it('is not told to be slow on a slow machine, which draws as slowly as it runs', async () => {
    const handle = 'globalThis.doctorClock = (globalThis.doctorClock ?? 0) + 50;';
    // Each look at this clock costs a slow machine 10 s; the router is as slow as that of the test before.
    let looks = 0;
    const now = () => (clock.doctorClock ?? 0) + looks++ * 10_000;
    const router = ['--router', plantRouter('onSlowMachine', { handle })];
    const { exit, out } = await runCommandLine(['doctor', ...router], { cwd, now });
    expect(out.replace(/\s+/g, ' ')).toMatch(/well quick enough 300 scenarios would take about/);
    expect(exit).toBe(0);
  });

  it.runIf(isThorough)('passes at both levels', async () => {
    const { exit, out } = await runDoctor('--router', 'ours');
    expect(lines(out, 'mend')).toEqual([]);
    expect(lines(out, 'well')).toHaveLength(12);
    expect(out).toMatch(
      /router level[\s\S]*network level[\s\S]*All well\. Next: \S.* check --router ours\n$/,
    );
    expect(exit).toBe(0);
  });

  it.runIf(isThorough)('passes in a process of its own', async () => {
    const { exit, out } = await runDoctor('--', 'python3', example('router.py'));
    expect(lines(out, 'mend')).toEqual([]);
    expect(lines(out, 'well')).toHaveLength(6);
    expect(exit).toBe(0);
  });

  it('passes though it is wrong: whether it is right is for check', async () => {
    const { exit, out } = await runDoctor('--router', plantRouter('wrong', {}));
    expect(lines(out, 'mend')).toEqual([]);
    expect(exit).toBe(0);
  });

  it('is undecided as long as it supports nothing', async () => {
    const { exit, out } = await runDoctor('--router', starter('router.ts'));
    expect(out).toContain('Nothing could be told yet');
    expect(exit).toBe(3);
  });
});

describe('an adapter that cannot be relied on: exit 1, and what to mend', () => {
  it.each(
    sampleOf<[string, Parameters<typeof plantRouter>[1], RegExp]>(
      [
        [
          'chance',
          { handle: 'if (input.kind === "publish" && Math.random() < 0.5) return [];' },
          /mend deterministic from two new starts the answers part at scenario \d+, step \d+ \(.*to mend: .*no chance/,
        ],
        [
          'memory',
          { before: 'const kept = new Map();' },
          /well deterministic .*mend isolated between resets after other scenarios.*outlives a reset/,
        ],
        [
          'kept-uplinks',
          {
            before: 'const up = Object.create(null);',
            features: '"axon", "nodes"',
            handle: `if (input.kind === 'uplink up') (up[token] ??= new Set()).add(input.uplink);
              if (frame?.kind === 'command')
                return [...(up[token] ?? [])].map((uplink) => ({ kind: 'send', uplink, message: frame }));`,
          },
          /well deterministic .*mend isolated between resets after other scenarios.*outlives a reset/,
        ],
        [
          'silent-feature',
          {
            features: '"axon", "rename"',
            handle:
              'if (frame?.kind === ":rename") throw Object.assign(new Error("renaming"), { name: "Unsupported" });',
          },
          /mend answers its features 1 of 2 declared features were answered; rename: it does not do yet at step .*take it off/,
        ],
        [
          'sizeless',
          {
            features: '"axon", "size"',
            tail: 'size: () => { throw Object.assign(new Error("its size"), { name: "Unsupported" }); },',
          },
          /mend answers its features 0 of 2 declared features were answered; it does not do yet at .*its size.*take it off/,
        ],
        [
          'without-ground',
          { features: '"axon", "interleaving"' },
          /mend answers its features 1 of 2 declared features were answered; no step of interleaving is ever drawn without overlaps .*Declare overlaps as well, or take interleaving off/,
        ],
        [
          'unsorted',
          {
            features: '"axon", "tables"',
            tail: `table: () => ({ node: token, routes: [...routes].reverse().concat([['a@T', 's1']]).map(([orcName, socket]) =>
          ({ backend: 'axon', orcName, token: socket, socket, port: 1, hordes: [], nice: 0, lines: [] })) }),`,
          },
          /mend tables in order axon a@T comes after axon .*UTF-16 unit/,
        ],
      ],
      3,
    ),
  )('%s', async (name, fault, told) => {
    const { exit, out } = await runDoctor('--router', plantRouter(name, fault));
    expect(out.replace(/\s+/g, ' ')).toMatch(told);
    expect(lines(out, 'mend')).toHaveLength(1);
    expect(exit).toBe(1);
  });

  it('a network that answers before it is at rest', async () => {
    const { exit, out } = await runDoctor('--router', hasty('silence', ''));
    expect(out).toMatch(
      /^mend {2}honest about settle +in scenario \d+ an event of an earlier step came with step/m,
    );
    expect(exit).toBe(1);
  });

  it.runIf(isThorough)(
    'a network that only acknowledges passes, but not if it says that it has settled and has not',
    async () => {
      const rest = await runDoctor(
        '--router',
        hasty('acknowledged', 'const last = seen; seen = []; return last;'),
      );
      expect(rest.out).toMatch(/^well {2}honest about settle +nothing came after it had settled/m);
      expect(rest.exit).toBe(0);
      const hurry = await runDoctor('--router', hasty('acknowledged', 'return [];'));
      expect(hurry.out).toMatch(
        /^mend {2}honest about settle +in scenario \d+ an event of an earlier/m,
      );
      expect(hurry.exit).toBe(1);
    },
  );

  let files = 0;
  /** Writes a network that shows the effects of an event too late: with the next answer, or as `settled` says. */
  function hasty(quiescence: string, settled: string) {
    const file = `hasty-${files++}.mjs`;
    writeFileSync(
      join(cwd, file),
      `export default {
        level: 'network', name: 'hasty', version: '1.0.0', features: ['axon'], quiescence: '${quiescence}',
        create: () => {
          const pairs = new Set();
          let seen = [];
          return {
            async apply(step, index) {
              if (step.kind === 'join') pairs.add(step.pair);
              const frames = step.kind !== 'publish' ? [] : [...pairs].map((pair) => ({
                kind: 'frame', node: step.node, pair, event: { topic: step.topic, id: 'e' + index, payload: null } }));
              const answer = seen;
              seen = frames;
              return answer;
            },
            ${settled === '' ? '' : `settled() { ${settled} },`}
            close() {},
          };
        },
      };`,
    );
    return `./${file}`;
  }

  it.runIf(isThorough)('a process that writes after its answer', async () => {
    writeFileSync(
      join(cwd, 'late.py'),
      `import json, sys
for line in sys.stdin:
    request = json.loads(line)
    answer = {'id': request['id'], **({'protocol': 1, 'dialect': 'xcraft-1', 'level': 'router', 'name': 'late', 'version': '1',
      'quiescence': 'exact', 'batch': False, 'features': ['axon']} if request['kind'] == 'hello' else {'effects': []} if request['kind'] == 'step' else {})}
    print(json.dumps(answer), flush=True)
    if request['kind'] == 'step': print(json.dumps(answer), flush=True)
`,
    );
    const { exit, out } = await runDoctor('--', 'python3', 'late.py');
    expect(out).toMatch(/^mend {2}honest about settle[\s\S]*wrote something after its answer/m);
    expect(exit).toBe(1);
  });

  it('an adapter that does not start cannot be driven: exit 4', async () => {
    const { exit, err } = await runDoctor('--', 'no-such-program-here');
    expect(err).toMatch(/could not be driven.*cannot be started/s);
    expect(exit).toBe(4);
  });
});
