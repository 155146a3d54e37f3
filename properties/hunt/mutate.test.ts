/** Whatever is made of a scenario is legal by the model and needs only what the router offers; every way changes something. */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Feature, Scenario } from '#spec';
import { featureNames } from '#spec';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { needsOf } from '../scenario/needs.ts';
import { seeded } from '../scenario/values/chance.ts';
import { mutate, mutationNames } from './mutate.ts';

const all = new Set<Feature>(routerKind.features);
const few = new Set<Feature>(featureNames.filter((each) => ['axon', 'ee', 'nodes'].includes(each)));

const made = (name: (typeof mutationNames)[number], features: ReadonlySet<Feature>) =>
  Array.from({ length: 16 }, (_, index) => {
    const draw = (seed: string) => generate(seed, index, { features: [...features] });
    const [parent, partner] = [draw('parent'), draw('partner')];
    const drawn = mutate(seeded(name, index), name, parent, partner, { features, carries: {} });
    return { parent, partner, drawn };
  }).flatMap(({ drawn, ...rest }) => (drawn ? [{ ...rest, ...drawn }] : []));

const textOf = (scenario: Scenario) => JSON.stringify(scenario);

describe.each(mutationNames.map((name) => [name] as const))('%s', (name) => {
  it('gives legal scenarios, with one advance a step, within all features and within few', () => {
    for (const features of [all, few])
      for (const { scenario, advances } of made(name, features)) {
        expect(scenarioFaults(scenario)).toEqual([]);
        expect(advances).toHaveLength(scenario.steps.length);
        const missing = [...needsOf(scenario)].filter((each) => !features.has(each));
        expect(missing).toEqual([]);
      }
  });

  it('mostly changes the scenario, and by chance alone', () => {
    const changed = made(name, all).filter(
      ({ parent, scenario }) => textOf(parent) !== textOf(scenario),
    );
    expect(changed.length).toBeGreaterThan(5);
    expect(made(name, all)).toEqual(made(name, all));
  });
});

it('a splice has steps of both', () => {
  const kindsOf = ({ steps }: Scenario) => steps.map((step) => textOf({ ...step } as never));
  const both = made('splice', all).filter(({ parent, scenario }) => {
    const own = new Set(kindsOf(parent));
    const [first, others] = [
      kindsOf(scenario).filter((each) => own.has(each)),
      kindsOf(scenario).filter((each) => !own.has(each)),
    ];
    return first.length > 0 && others.length > 0;
  });
  expect(both.length).toBeGreaterThan(5);
});
