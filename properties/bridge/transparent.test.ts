/**
 * The bridge is transparent: what is found out about a router through the pipe is the same as in
 * process, verdict by verdict and observation by observation; for a correct router and for mutants.
 */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { mutants, networkKind, routerKind } from '#impl';
import { serveStdio } from '#impl-stdio';
import { modelKind } from '#model';
import type { AnyRouterKind, Input, RouterKind, Scenario } from '#spec';
import { check } from '../campaign/check.ts';
import { smallest } from '../campaign/smallestScenario.ts';
import { createIntervalJudge } from '../interval/index.ts';
import { run } from '../lockstep/run.ts';
import { trace } from '../lockstep/trace.ts';
import { reportDocument } from '../report/forms/json.ts';
import { textReport } from '../report/text/text.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort, isThorough } from '../testing/effort.ts';
import type { RunReport } from '../verdict/verdict.ts';
import { connect } from './connection.ts';
import type { Opening } from './pipe.ts';
import { splitLines } from './textLines.ts';

/** Opens a pipe without a process. Everything still crosses it as text. */
function openInProcess(kind: AnyRouterKind, asked: (line: string) => void = () => {}): Opening {
  return (listener) => {
    const input = new PassThrough();
    const hear = splitLines(listener);
    const served = serveStdio(kind, { input, write: hear, log: () => {} });
    return {
      send: (line) => {
        asked(line);
        input.write(`${line}\n`);
      },
      lastWords: () => [],
      kill: () => input.end(),
      close: async () => {
        input.end();
        await served;
        return true;
      },
    };
  };
}

async function driveThrough<T>(
  kind: AnyRouterKind,
  use: (kind: AnyRouterKind) => Promise<T>,
  asked?: (line: string) => void,
): Promise<T> {
  const bridge = await connect(openInProcess(kind, asked), { command: 'within', harness: 'test' });
  try {
    return await use(bridge.kind);
  } finally {
    expect(await bridge.close()).toBeNull();
  }
}

const options = { seed: 'bridge', runs: byEffort(8, 80), shapes, shrink: false, now: () => 0 };
const dropSeconds = ({ totals, ...report }: RunReport) => ({ ...report, steps: totals.steps });

const mutant = (id: string) => {
  const found = mutants.find((each) => each.id === id);
  if (!found) throw new Error(`no mutant is called ${id}`);
  return found.kind;
};

describe('a router behind a pipe', () => {
  it.each([
    ['our router', routerKind],
    ['our network', networkKind],
    ['the model', modelKind],
    ['a router that takes others along when one leaves', mutant(mutants[0]?.id ?? '')],
  ])('%s gets the same report, clause by clause', async (_, kind) => {
    const near = await check([kind], options);
    const far = await driveThrough(kind, (bridged) => check([bridged], options));
    expect(dropSeconds(far)).toEqual(dropSeconds(near));
  });

  it('SAFE-1: survives hostile frames, and a router that deletes an orc named in one does not', async () => {
    const wrong: RouterKind = {
      ...routerKind,
      create: (options) => {
        const right = routerKind.create(options);
        return {
          ...right,
          handle: (input) => {
            const effects = right.handle(input);
            const { orcName: named } = Object(input.kind === 'frame' ? input.frame : {});
            if (effects[0]?.kind !== 'refuse' || typeof named !== 'string') return effects;
            const frame = { kind: ':delete-route', orcName: named };
            return [...effects, ...right.handle({ ...input, frame } as Input)];
          },
        };
      },
    };
    const fuzzing = { ...options, runs: 1, hostile: 400, only: ['SAFE-1' as const] };
    const fuzz = async (kind: AnyRouterKind) => (await check([kind], fuzzing)).hostile;
    expect(await driveThrough(routerKind, fuzz)).toMatchObject({ frames: 400, breaches: 0 });
    expect((await driveThrough(wrong, fuzz))?.breaches).toBeGreaterThan(0);
  });

  it('is judged by the interval law as one in this process is', async () => {
    const judged = { ...options, judge: createIntervalJudge({ withhold: 20 }) };
    for (const kind of [
      mutant(mutants[0]?.id ?? ''),
      ...(isThorough ? [routerKind, networkKind] : []),
    ]) {
      const near = await check([kind], judged);
      const far = await driveThrough(kind, (bridged) => check([bridged], judged));
      expect(dropSeconds(far)).toEqual(dropSeconds(near));
    }
  });

  it.each([routerKind, networkKind])(
    '$name at $level level leaves the same trace',
    async (kind) => {
      const scenario = generate('bridge', 3, { features: kind.features, shapes });
      const near = await trace(kind, scenario);
      expect(near.frames.length).toBeGreaterThan(3);
      expect(await driveThrough(kind, (bridged) => trace(bridged, scenario))).toEqual(near);
    },
  );

  it('mutants get the finding that they get in this process, in the first scenario that shows it', async () => {
    // A sample of them, and a larger one in the thorough run.
    for (const { kind } of mutants.filter((_, at) => at % byEffort(40, 3) === 0)) {
      const [shown, near] = (await firstFailing(kind)) ?? [];
      if (!shown) continue;
      const far = await driveThrough(kind, (bridged) => run(bridged, shown));
      // Where it threw, only an adapter that sends it can tell.
      const told = near?.map(({ stack: _, ...rest }) => rest);
      expect(far.findings, kind.name).toEqual(told);
    }
  });

  it('a table that cannot be read is the same crash as in this process, and is asked for once', async () => {
    const mute = (words: Error): RouterKind => ({
      ...routerKind,
      create: (options) => ({
        ...routerKind.create(options),
        table: () => {
          throw words;
        },
      }),
    });
    const scenario = generate('bridge', 3, { features: routerKind.features, shapes });
    for (const name of ['Error', 'Unsupported']) {
      const kind = mute(Object.assign(new Error('it is being rebuilt'), { name }));
      const near = await run(kind, scenario);
      let asked = 0;
      const far = await driveThrough(
        kind,
        (bridged) => run(bridged, scenario),
        () => {
          // The pipe of this test has no time-out, so the number of requests is limited instead.
          if (++asked > 20) throw new Error('it is asked again and again');
        },
      );
      expect([far.findings, far.unsupported]).toEqual([near.findings, near.unsupported]);
      expect(asked).toBeLessThanOrEqual(6);
    }
  });

  it('a router whose create throws gives the same outcome, though no step is asked of it', async () => {
    const { topology } = generate('bridge', 3, { features: ['axon'], shapes: ['single'] });
    const empty: Scenario = { version: 1, topology, steps: [] };
    for (const name of ['Error', 'Unsupported'])
      for (const kind of [{ ...routerKind, features: ['axon'] as const }, networkKind]) {
        const create = () => {
          throw Object.assign(new Error('the port is taken'), { name });
        };
        const told = async (asked: AnyRouterKind) => {
          const { findings, error, unsupported } = await run(asked, empty);
          return { findings, error, unsupported };
        };
        const absent = { ...kind, create };
        const near = await told(absent);
        expect(near.error ?? near.unsupported).toContain('the port is taken');
        expect(await driveThrough(absent, told)).toEqual(near);
      }
  });

  it('is asked little in the first message, as its pace is not known yet', async () => {
    const counts: number[] = [];
    await driveThrough(
      routerKind,
      (bridged) => check([bridged], { ...options, runs: 32 }),
      (line) => {
        const { scripts = [] }: { scripts?: { questions: unknown[] }[] } = JSON.parse(line);
        counts.push(scripts.reduce((sum, { questions }) => sum + questions.length, 0));
      },
    );
    const [first = 0, ...more] = counts.filter((count) => count > 0);
    expect(first).toBeLessThanOrEqual(200);
    expect(Math.max(...more)).toBeGreaterThan(400);
  });

  it('is told what the router can carry, keeps to it, and the report says so', async () => {
    const carries = { alphabet: 'word', nameUnits: 40, payloads: ['null', 'string'] } as const;
    const report = await driveThrough({ ...routerKind, carries }, async (bridged) => {
      expect(bridged.carries).toEqual(carries);
      return await check([bridged], options);
    });
    expect(report.carries).toEqual(carries);
    expect(report.coverage?.dimensions['length of a name'].largest).toBeLessThanOrEqual(40);
    const drawn = Object.keys(report.coverage?.payloads ?? {});
    expect(drawn).toEqual(expect.arrayContaining(['none', 'null', 'string']));
    for (const kind of drawn) expect(['none', 'null', 'string', 'empty string']).toContain(kind);
    const text = textReport(report, [], {
      version: '',
      colour: false,
      verbose: true,
      replay: () => '',
    });
    expect(text).toContain('names of 40 units at most; payloads: null, string');
    expect(reportDocument(report, [], '').carries).toEqual(carries);
  });

  it('a whole scenario costs one message and its answer', async () => {
    const asked: string[] = [];
    const scenario = generate('bridge', 2, { features: routerKind.features, shapes });
    await driveThrough(
      routerKind,
      (bridged) => run(bridged, scenario),
      (line) => asked.push(line),
    );
    expect(asked.map((line) => JSON.parse(line).kind)).toEqual(['hello', 'run', 'bye']);
  });
});

async function firstFailing(kind: RouterKind) {
  for (let index = 0; index < 60; index++) {
    const scenario: Scenario = generate('bridge', index, { features: kind.features, shapes });
    const { findings } = await run(kind, scenario);
    if (findings.length > 0) return [scenario, findings] as const;
  }
  return null;
}

describe('shrinking through the pipe', () => {
  it('ends in the same scenario, with far fewer messages than candidates', async () => {
    const kind = mutant(mutants[0]?.id ?? '');
    const [scenario, findings] = (await firstFailing(kind)) ?? [];
    const signature = findings?.[0]?.signature;
    if (!scenario || signature === undefined) throw new Error('the mutant shows nothing');
    const near = await smallest(kind, scenario, signature);
    const asked: string[] = [];
    const far = await driveThrough(
      kind,
      (bridged) => smallest(bridged, scenario, signature),
      (line) => asked.push(line),
    );
    expect(far.scenario).toEqual(near.scenario);
    expect(far.certificate).toEqual(near.certificate);
    const { search, certificate } = far.calls;
    expect(asked.length).toBeLessThan((search + certificate) / 2);
  });
});
