/**
 * Networks that only acknowledge: the interval law judges them, reports name it, and stored findings can be replayed.
 * The network of these tests is a fabric that holds every frame back and delivers some of them at will.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type {
  Input,
  Network,
  NetworkKind,
  Observation,
  RouterKind,
  RouterOptions,
  Topology,
} from '#spec';
import { check } from '../campaign/check.ts';
import { Fabric } from '../network/fabric.ts';
import { Undriven } from '../network/undriven.ts';
import { textReport } from '../report/text/text.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { oneOf, percent, seeded } from '../scenario/values/chance.ts';
import { runCommandLine } from '../testing/commandLine.ts';
import { byEffort } from '../testing/effort.ts';
import { createIntervalJudge } from './index.ts';

const LEFT_OUT = ['tables', 'size', 'messages', 'overlaps', 'interleaving', 'heal'];

function acknowledgingKind(router: RouterKind): NetworkKind {
  return {
    ...router,
    level: 'network',
    quiescence: 'acknowledged',
    features: router.features.filter((feature) => !LEFT_OUT.includes(feature)),
    create: (topology) => createOverlapping(router, topology),
  };
}

function createOverlapping(router: RouterKind, topology: Topology): Network {
  const fabric = new Fabric(router, topology);
  const chance = seeded(JSON.stringify(topology), 0);
  const { pairs, uplinks } = topology;
  fabric.apply({ kind: 'hold' }, -1);
  const deliverSome = (): Observation[] => {
    const seen: Observation[] = [];
    while (percent(chance, 70)) {
      if (uplinks.length === 0 || percent(chance, 40))
        seen.push(...fabric.apply({ kind: 'arrive', pair: oneOf(chance, pairs).id }, -1));
      else {
        const kind = percent(chance, 50) ? 'climb' : 'descend';
        seen.push(...fabric.apply({ kind, ...oneOf(chance, uplinks) }, -1));
      }
    }
    return seen;
  };
  const deliverAll = () => {
    const seen = fabric.apply({ kind: 'settle' }, -1);
    fabric.apply({ kind: 'hold' }, -1);
    return seen;
  };
  return {
    apply: (step, index) => {
      if (step.kind !== 'rename') return [...fabric.apply(step, index), ...deliverSome()];
      // A client learns whether its name is taken before it continues.
      const seen = [...fabric.apply({ kind: 'settle' }, -1), ...fabric.apply(step, index)];
      fabric.apply({ kind: 'hold' }, -1);
      return seen;
    },
    settled: deliverAll,
    close: () => fabric.close(),
  };
}

const options = {
  seed: 'acknowledged',
  runs: byEffort(25, 60),
  shapes,
  shrink: false,
  now: () => 0,
};

describe('a network that only acknowledges', () => {
  it('is judged by the interval law, which the report names', async () => {
    const report = await check([acknowledgingKind(routerKind)], options);
    expect(report.findings).toEqual([]);
    expect(report.judge?.name).toBe('interval');
    const verdicts = new Map(report.clauses.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts.get('EVENT-1')).toBe('holds');
    expect(verdicts.get('LINE-2')).toBe('holds');
    expect(verdicts.get('LINE-1')).toBe('declined');
    const text = textReport(report, [], {
      version: '0',
      colour: false,
      verbose: true,
      replay: () => '',
    });
    expect(text).toContain('judged by the interval law');
  });

  it.each(['nobody-means-everybody', 'second-hop-not-told'])('shows the mutant %s', async (id) => {
    const mutant = mutants.find((each) => each.id === id);
    if (!mutant) throw new Error(`no mutant ${id}`);
    const report = await check([acknowledgingKind(mutant.kind)], { ...options, bail: 1 });
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]?.reproduced).toBe(true);
  });

  it('is not driven without settled()', async () => {
    const deaf: NetworkKind = {
      ...acknowledgingKind(routerKind),
      create: (topology) => {
        const { apply, close } = createOverlapping(routerKind, topology);
        return { apply, close };
      },
    };
    await expect(check([deaf], options)).rejects.toThrow(/offers no settled\(\)/);
  });
});

describe('a router that the interval law judges', () => {
  const judged = { ...options, runs: 3, judge: createIntervalJudge() };
  const throwing = (error: Error): RouterKind => ({
    ...routerKind,
    create: (given) => ({
      ...routerKind.create(given),
      handle: () => {
        throw error;
      },
    }),
  });

  it('is accused of nothing where it does not support something yet, wherever it says so', async () => {
    const unsupported = Object.assign(new Error('not yet'), { name: 'Unsupported' });
    const never = throwing(unsupported);
    const right = (given: RouterOptions) => routerKind.create(given);
    const mute: RouterKind = {
      ...routerKind,
      create: (given) => ({
        ...right(given),
        table: () => never.create(given).handle({} as never) as never,
      }),
    };
    const silent: RouterKind = {
      ...routerKind,
      create: (given) => {
        const router = right(given);
        const handle = (input: Input) =>
          (input.kind === 'publish' ? never.create(given) : router).handle(input);
        return { ...router, handle };
      },
    };
    for (const kind of [never, mute, silent])
      expect((await check([kind], judged)).findings).toEqual([]);
    const [scenario] = [generate('acknowledged', 0, { features: routerKind.features, shapes })];
    expect((await judged.judge.run(silent, scenario)).unsupported).toBe('not yet');
  });

  it('cannot be driven if it throws before the first step, and has crashed if its table throws', async () => {
    await expect(check([throwing(new Error('no such port'))], judged)).rejects.toThrow(Undriven);
    const blind: RouterKind = {
      ...routerKind,
      create: (given) => ({
        ...routerKind.create(given),
        table: () => {
          throw new Error('lost its table');
        },
      }),
    };
    const { findings } = await check([blind], judged);
    expect(findings[0]).toMatchObject({ clause: 'SAFE-1', reproduced: true });
    expect(findings[0]?.detail).toBe('the router threw: lost its table');
  });

  it('is not accused of a crash when it cannot be driven any more', async () => {
    const gone = { ...acknowledgingKind(routerKind), quiescence: 'fences' } as const;
    const kind: NetworkKind = {
      ...gone,
      create: (topology) => ({
        ...createOverlapping(routerKind, topology),
        apply: () => {
          throw new Undriven('its process did not answer');
        },
      }),
    };
    await expect(check([kind], judged)).rejects.toThrow('its process did not answer');
  });
});

describe('partyline check --judge interval', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'partyline-'));
  afterAll(() => rmSync(cwd, { recursive: true }));

  const ran = (...argv: string[]) => runCommandLine(argv, { cwd });

  it('judges our router, and names the judge', async () => {
    const words = [
      '--judge',
      'interval',
      '--withhold',
      '20',
      '--runs',
      byEffort('15', '40'),
      '--seed',
      'a',
    ];
    const { exit, out } = await ran('check', '--router', 'ours', ...words, '--out', 'out');
    expect(out).toContain('judged by the interval law, from requests and acknowledgements, 20 %');
    expect(exit).not.toBe(1);
    const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
    expect(report.judge.name).toBe('interval');
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(['.partyline-files', 'report.json']);
  });

  it('refuses a judge it does not know, and a share withheld from the model', async () => {
    const unknown = await ran('check', '--router', 'ours', '--judge', 'oracle');
    expect(unknown.exit).toBe(2);
    expect(unknown.err).toContain('Expected one of model, interval');
    const withheld = await ran('check', '--router', 'ours', '--withhold', '20');
    expect(withheld.exit).toBe(2);
    expect(withheld.err).toContain('--judge interval');
  });
});
