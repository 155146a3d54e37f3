/**
 * Growth: what a router remembers beside its tables shows in its size alone, when everyone has left. Seen by lockstep and by the
 * interval law alike; never asked of a router that does not declare `size`.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allMutants, networkKind, routerKind } from '#impl';
import { modelKind } from '#model';
import type { AnyRouterKind, RouterKind, Scenario } from '#spec';
import { featuresOf, parseScenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { trace } from '../lockstep/trace.ts';
import { divergencesOf } from './findings.ts';
import { runAndJudge } from './judge.ts';

const url = new URL('../corpus/clauses/SAFE-3-growth.json', import.meta.url);
const scenario = parseScenario(JSON.parse(readFileSync(url, 'utf8')).scenario) as Scenario;
const mutant = (wanted: string) => allMutants.find(({ id }) => id === wanted)?.kind as RouterKind;
const leaky = mutant('departed-names-kept');

const withSize = (size: () => number): RouterKind => ({
  ...routerKind,
  create: (options) => ({ ...routerKind.create(options), size }),
});

describe('a router that remembers more when everyone has left', () => {
  it('SAFE-3: is found by lockstep, and what grew is told with the last step', async () => {
    const { divergence, frames } = await trace(leaky, scenario);
    expect(divergence).toMatchObject({
      clause: 'SAFE-3',
      signature: 'SAFE-3|growth|leave',
      detail:
        'n1 remembers 6 things when everyone has left, and remembered 4 at the start; n2 remembers 7 things when everyone has left, and remembered 5 at the start',
    });
    expect(frames.at(-1)?.facts).toMatchObject([{ kind: 'growth', node: 'n1' }, { node: 'n2' }]);
  });

  it('SAFE-3: is found by the interval law', async () => {
    const found = divergencesOf(await runAndJudge(leaky, scenario), featuresOf(leaky));
    expect(found.map(({ signature }) => signature)).toEqual(['SAFE-3|growth|leave']);
  });

  it('SAFE-3: is not asked where it does not declare it', async () => {
    const kind = { ...leaky, features: leaky.features.filter((each) => each !== 'size') };
    expect((await run(kind, scenario)).findings).toEqual([]);
    expect(divergencesOf(await runAndJudge(kind, scenario), featuresOf(kind))).toEqual([]);
  });

  it.each<[string, AnyRouterKind]>([
    ['our router', routerKind],
    ['our network', networkKind],
    ['the model', modelKind],
  ])('SAFE-3: %s remembers no more', async (_name, kind) => {
    expect((await run(kind, scenario)).findings).toEqual([]);
    expect(divergencesOf(await runAndJudge(kind, scenario), featuresOf(kind))).toEqual([]);
  });

  it('SAFE-3: is not asked for more where a client’s pair stays open', async () => {
    const features = leaky.features.filter((each) => each !== 'cuts');
    const command = { kind: 'command', orc: 'p2@n1', pair: 's1' } as Scenario['steps'][number];
    const open = { ...scenario, steps: [command] };
    expect((await run({ ...routerKind, features }, open)).findings).toEqual([]);
  });
});

describe('a size', () => {
  it('that is no number, or is refused at the start, drives nothing', async () => {
    const { error } = await run(
      withSize(() => Number.NaN),
      scenario,
    );
    expect(error).toBe('it declares the feature "size", and the size of n1 is no number');
    const refused = withSize(() => {
      throw new Error('not today');
    });
    expect((await run(refused, scenario)).error).toMatch(/or was asked for its size: not today$/);
  });

  it('SAFE-1: that throws at the end is a crash', async () => {
    let asked = 0;
    const kind = withSize(() => {
      if (asked++ < 2) return 1;
      throw new Error('out of memory');
    });
    const [finding] = (await run(kind, scenario)).findings;
    expect(finding).toMatchObject({ clause: 'SAFE-1', signature: 'SAFE-1|crash|leave' });
  });
});
