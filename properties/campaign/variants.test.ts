/**
 * Variants: where the law allows two ways, a system that declares the other one is judged by that. Our router, our network and the
 * model keep each variant, and a router that declares one and does as usual is accused.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, networkKindWith, routerKind, routerKindWith } from '#impl';
import { modelKindWith } from '#model';
import type { ClauseId, Feature, RouterKind, Scenario } from '#spec';
import { clauseIds, clauses, variantFeatures, withVariants } from '#spec';
import { Trials } from '../explore/scenarios/trials.ts';
import { defaultBounds } from '../explore/search/bounds.ts';
import { worldOf } from '../explore/search/world.ts';
import { createIntervalJudge } from '../interval/index.ts';
import { generate } from '../scenario/draw.ts';
import { missingForScenario, underLawOf } from '../scenario/needs.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';
import { check } from './check.ts';

const options = { seed: 'variants', shapes, hostile: 0, shrink: false, now: () => 0 };

/** For each variant, the clause that states it and the one that it stands in place of. */
const stated = [
  ['set subscriptions', 'LINE-9', 'LINE-2'],
  ['copies per subscription', 'EVENT-12', 'EVENT-5'],
] as const satisfies readonly (readonly [(typeof variantFeatures)[number], ClauseId, ClauseId])[];

/** A router of which only hearing can be seen. */
function heardOnly(kind: RouterKind, variant: Feature): RouterKind {
  const features: readonly Feature[] = ['axon', 'nodes', 'shared pairs', 'cuts', 'heal', variant];
  return {
    ...kind,
    contract: 2,
    features,
    create: (given) => ({ handle: kind.create(given).handle }),
  };
}

describe.each(stated)('%s', (variant, clause, usual) => {
  const kinds = [routerKindWith([variant]), networkKindWith([variant]), modelKindWith([variant])];

  it.each([
    ['model and audience law', {}],
    ['the interval law', { judge: createIntervalJudge() }],
  ])('is kept by our router, our network and the model, by %s', async (_, judged) => {
    for (const kind of kinds) {
      const report = await check([kind], { ...options, ...judged, runs: byEffort(10, 300) });
      expect(report.findings).toEqual([]);
    }
  });

  it.each([
    ['lockstep', {}],
    ['the interval law', { judge: createIntervalJudge() }],
  ])(`${clause}: holds by hearing in place of ${usual}, by %s`, async (_, judged) => {
    const kind = heardOnly(routerKindWith([variant]), variant);
    const report = await check([kind], { ...options, ...judged, runs: byEffort(60, 300) });
    const told = (id: ClauseId) => report.clauses.find((each) => each.id === id);
    expect(told(clause)?.verdict).toBe('holds');
    expect(told(usual)?.evidence).toBe(`another clause says it where \`${variant}\` is declared`);
    expect(told(usual)?.verdict).toBe('declined');
  });

  it(`${clause}: is broken by a router that does as usual, and says so by hearing too`, async () => {
    const usualRouter = { ...routerKind, features: kinds[0]?.features ?? [] };
    for (const kind of [usualRouter, heardOnly(usualRouter, variant)]) {
      const { findings } = await check([kind], { ...options, runs: 40 });
      expect(findings.map((each) => each.clause)).toContain(clause);
    }
  });

  it('is explored: every scenario of four steps', async () => {
    const bounds = { ...defaultBounds, nodes: 2, orcs: 1, lines: 1, steps: 4 };
    const explore = (kind: RouterKind) =>
      new Trials(worldOf(bounds, kind.features), kind, true).run(() => null);
    expect((await explore(routerKindWith([variant]))).found).toBeNull();
    const wrong = allMutants.find((each) => each.clause === clause)?.kind as RouterKind;
    expect((await explore(wrong)).found?.clause).toBe(clause);
  });

  it('is named by what is drawn for whom declares it, and needed to run that', () => {
    const kind = routerKindWith([variant]);
    const scenario = generate('variants', 1, { features: kind.features });
    expect(scenario.topology.variants).toEqual([variant]);
    expect(missingForScenario(scenario, kind)).toEqual([]);
    expect(missingForScenario(scenario, routerKind)).toEqual([variant]);
    expect(underLawOf(kind, scenario)).toBe(scenario);
    const plain: Scenario = underLawOf(routerKind, scenario);
    expect(plain.topology).not.toHaveProperty('variants');
    expect(withVariants(plain.topology, [variant])).toEqual(scenario.topology);
  });
});

it('every variant has a clause that states it; `ways` has clauses of its own', () => {
  expect([...stated.map(([variant]) => variant), 'ways']).toEqual(variantFeatures);
  expect(clauseIds.filter((id) => clauses[id].needs.includes('ways'))).toHaveLength(10);
});
