/**
 * Silence: what a router keeps beside its tables shows when everyone has left and the canaries come once more. Seen by
 * lockstep and by the interval law alike, with tables and without.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allMutants, routerKind } from '#impl';
import type { Feature, RouterKind, Scenario } from '#spec';
import { featuresOf, parseScenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { divergencesOf } from './findings.ts';
import { runAndJudge } from './judge.ts';

const url = new URL('../corpus/clauses/SAFE-3-silence.json', import.meta.url);
const scenario = parseScenario(JSON.parse(readFileSync(url, 'utf8')).scenario) as Scenario;
const cached = allMutants.find(({ id }) => id === 'line-cache-outlives-orcs')?.kind as RouterKind;

const without = (kind: RouterKind, gone: readonly Feature[]): RouterKind => ({
  ...kind,
  features: kind.features.filter((feature) => !gone.includes(feature)),
});
/** Without tables no table may be asked for, so nothing else than the event can show the fault. */
const blind = ({ create, ...kind }: RouterKind): RouterKind => ({
  ...without(kind as RouterKind, ['tables', 'whole tables', 'size']),
  create: (options) => ({ handle: create(options).handle }),
});

it.each([
  ['SAFE-3', 'with tables', (kind: RouterKind) => kind],
  // Without tables a router that remembers someone looks like one that sends everything everywhere.
  ['PRUNE-2', 'without tables', blind],
])(
  '%s: what is still sent when everyone has left is a finding of lockstep, %s',
  async (clause, _, as) => {
    const { findings, exercised } = await run(as(routerKind), scenario);
    expect(findings).toEqual([]);
    expect(exercised).toContain('SAFE-3');
    const [finding] = (await run(as(cached), scenario)).findings;
    expect(finding?.signature).toBe(`${clause}|frame surplus|publish`);
    expect(finding?.at).toBeGreaterThan(scenario.steps.length);
  },
);

it('SAFE-3: so it is by the interval law', async () => {
  expect(divergencesOf(await runAndJudge(routerKind, scenario), featuresOf(routerKind))).toEqual(
    [],
  );
  const found = divergencesOf(await runAndJudge(cached, scenario), featuresOf(cached));
  expect(found.map(({ signature }) => signature)).toEqual(['SAFE-3|frame surplus|publish']);
});

it('SAFE-3: where nobody has to leave, the canaries come once', async () => {
  const { steps, ...rest } = scenario;
  const gone = ['p1@n1', 'p3@n1'].map(
    (orc) => ({ kind: 'leave', orc }) as Scenario['steps'][number],
  );
  const { records } = await run(
    routerKind,
    { ...rest, steps: [...steps, ...gone] },
    { keep: true },
  );
  const after = records.filter(({ epilogue }) => epilogue).map(({ step }) => step.kind);
  expect(after).toEqual(['publish']);
});
