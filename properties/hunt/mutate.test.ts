/** Every mutation gives legal scenarios that need only what the router offers, and does what its name says. */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Feature, Scenario } from '#spec';
import { featureNames } from '#spec';
import type { DrawnScenario } from '../scenario/draw.ts';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { needsOf } from '../scenario/needs.ts';
import { seeded } from '../scenario/values/chance.ts';
import { byEffort } from '../testing/effort.ts';
import type { MutationName } from './mutate.ts';
import { mutate, mutationNames } from './mutate.ts';

const all: ReadonlySet<Feature> = new Set(routerKind.features);
const few: ReadonlySet<Feature> = new Set(
  featureNames.filter((each) => ['axon', 'ee', 'nodes'].includes(each)),
);

const DRAWS = byEffort(20, 32);
const draw = (seed: string, features: ReadonlySet<Feature>) =>
  Array.from({ length: DRAWS }, (_, index) => generate(seed, index, { features: [...features] }));
const families = new Map(
  [all, few].map((each) => [each, [draw('parent', each), draw('partner', each)] as const]),
);

interface Made extends DrawnScenario {
  readonly parent: Scenario;
}

function made(name: MutationName, features: ReadonlySet<Feature>): Made[] {
  const [parents, partners] = families.get(features) as [Scenario[], Scenario[]];
  return parents.flatMap((parent, index) => {
    const partner = partners[index] as Scenario;
    const drawn = mutate(seeded(name, index), name, parent, partner, { features, carries: {} });
    return drawn ? [{ parent, ...drawn }] : [];
  });
}

const textsOf = ({ steps }: Scenario) => steps.map((step) => JSON.stringify(step));
const kindsOf = ({ steps }: Scenario) => steps.map(({ kind }) => kind).join();
const sizeOf = ({ topology }: Scenario) =>
  topology.orcs.length + topology.pairs.length + topology.nodes.length;

/** Returns how many steps of the mutant the parent does not have. */
function newCountOf({ parent, scenario }: Made): number {
  const old = new Set(textsOf(parent));
  return textsOf(scenario).filter((text) => !old.has(text)).length;
}

/** Returns the texts of the steps that occur only once in the scenario. */
const singlesOf = (scenario: Scenario) => {
  const all = textsOf(scenario);
  return all.filter((text, at) => all.indexOf(text) === at && all.lastIndexOf(text) === at);
};

/**
 * For each mutation, whether its effect shows in the mutant. No other mutation has this effect, nor has the one value
 * that is changed in some mutants. The effect may still be missing where illegal steps were removed or the same name
 * was drawn again.
 */
const effects: Readonly<Record<MutationName, (made: Made) => boolean>> = {
  insert: ({ parent, scenario }) => scenario.steps.length > parent.steps.length,
  extend: ({ parent, scenario }) => scenario.steps.length > parent.steps.length + 4,
  repeat: (made) => made.scenario.steps.length > made.parent.steps.length && newCountOf(made) < 2,
  drop: (made) => made.scenario.steps.length < made.parent.steps.length && newCountOf(made) < 2,
  move: ({ parent, scenario }) => {
    const [old, now] = [singlesOf(parent), singlesOf(scenario)];
    const places = now.filter((each) => old.includes(each)).map((each) => old.indexOf(each));
    return places.some((place, at) => place < (places[at - 1] ?? 0));
  },
  change: ({ parent, scenario }) => textsOf(scenario).join() !== textsOf(parent).join(),
  rename: (made) => newCountOf(made) > 2 && kindsOf(made.scenario) === kindsOf(made.parent),
  grow: ({ parent, scenario }) => sizeOf(scenario) > sizeOf(parent),
  splice: (made) => newCountOf(made) > 1 && newCountOf(made) < made.scenario.steps.length,
};

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

  it('does what it is named after in more than half of the draws, and by chance alone', () => {
    const some = made(name, all);
    expect(some.filter(effects[name]).length).toBeGreaterThan(DRAWS / 2);
    expect(made(name, all)).toEqual(some);
  });
});
