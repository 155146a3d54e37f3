/**
 * Every scenario within bounds on a router: ours passes, wrong ones fail at their shortest scenario, and merging
 * changes no result.
 */

import { describe, expect, it } from 'vitest';
import { allMutants, mutants, networkKind, routerKind } from '#impl';
import { modelKind } from '#model';
import type { AnyRouterKind, Feature } from '#spec';
import { run } from '../../lockstep/run.ts';
import { scenarioFaults } from '../../scenario/legality.ts';
import type { Bounds } from '../search/bounds.ts';
import { defaultBounds } from '../search/bounds.ts';
import { worldOf } from '../search/world.ts';
import { missingCapabilities } from './capabilities.ts';
import { Trials } from './trials.ts';

const small: Bounds = { ...defaultBounds, nodes: 2, countCap: 7, cuts: true, steps: 2 };
const withoutFeature = (kind: AnyRouterKind, feature: Feature): AnyRouterKind => ({
  ...kind,
  features: kind.features.filter((each) => each !== feature),
});

async function runTrials(kind: AnyRouterKind, bounds: Partial<Bounds>, symmetry = true) {
  const trials = new Trials(worldOf({ ...small, ...bounds }), kind, symmetry);
  return { trials, ...(await trials.run(() => null)) };
}

describe('all scenarios within bounds', () => {
  it.each([
    { kind: routerKind, bounds: { steps: 3 }, scenarios: 87, states: 16 },
    { kind: modelKind, bounds: { steps: 2 }, scenarios: 23, states: 9 },
    { kind: networkKind, bounds: { lines: 1, steps: 2 }, scenarios: 17, states: 7 },
    { kind: networkKind, bounds: { lines: 1, steps: 3, stalls: true }, scenarios: 75, states: 17 },
    {
      kind: routerKind,
      bounds: { shape: 'tree', nodes: 3, lines: 1, steps: 2 },
      scenarios: 17,
      states: 7,
    },
    {
      kind: routerKind,
      bounds: { orcs: 1, lines: 1, steps: 2, interleaved: true },
      scenarios: 19,
      states: 13,
    },
  ] as const)(
    'SAFE-3: $kind.name passes them within $bounds: $scenarios, ending in $states states',
    async ({ kind, bounds, scenarios, states }) => {
      const { trials, found, error, stopped } = await runTrials(kind, bounds);
      expect([found, error, stopped]).toEqual([null, null, null]);
      expect({ scenarios: trials.scenarios, states: trials.progress.states }).toEqual({
        scenarios,
        states,
      });
    },
  );

  it.each([
    ['handed-to-all-or-to-none', 'EVENT-13'],
    ['kept-events-come-twice', 'EVENT-14'],
  ])('%s is found where clients may stop reading, and not before', async (id, clause) => {
    const { kind } = allMutants.find((each) => each.id === id) as (typeof allMutants)[number];
    const bounds = { nodes: 1, lines: 1, steps: 3 };
    expect((await runTrials(kind, bounds)).found).toBeNull();
    expect((await runTrials(kind, { ...bounds, stalls: true })).found?.clause).toBe(clause);
  });

  it('SAFE-3: without whole tables every row of steps is continued, one of each up to renaming', async () => {
    const blind = withoutFeature(routerKind, 'whole tables');
    const { trials } = await runTrials(blind, {});
    const { trials: all } = await runTrials(blind, {}, false);
    expect(trials.progress.states - 1).toBe(trials.scenarios);
    expect(all.scenarios).toBeGreaterThan(3 * trials.scenarios);
    expect(trials.exercised).toEqual(all.exercised);
  });
});

describe('wrong routers', () => {
  it.each([
    ['departure-not-passed-on', 1],
    ['departure-takes-all', 2],
    ['count-once', 2],
    ['unsubscribe-takes-all-lines', 3],
    ['lines-survive-departure', 3],
  ])('%s fails at %i steps', async (id, steps) => {
    const mutant = mutants.find((each) => each.id === id);
    if (!mutant) throw new RangeError(`no mutant is called ${id}`);
    const { found } = await runTrials(mutant.kind, { steps: 3 });
    expect(found?.clause).toBe(mutant.clause);
    expect(found?.scenario.steps).toHaveLength(steps);
    if (!found) return;
    expect(scenarioFaults(found.scenario)).toEqual([]);
    const [again] = (await run(mutant.kind, found.scenario)).findings;
    expect(again?.signature).toBe(found.signature);
  });

  it.runIf(process.env.PARTYLINE_THOROUGH)(
    'EVENT-2: an event that comes too late is found where frames are held back',
    async () => {
      const mutant = mutants.find(({ id }) => id === 'late-events-emitted');
      const bounds = { orcs: 1, lines: 1, countCap: 1, queueCap: 1, cuts: false, steps: 7 };
      const { found } = await runTrials(mutant?.kind as AnyRouterKind, {
        ...bounds,
        interleaved: true,
      });
      expect(found?.clause).toBe('EVENT-2');
    },
  );

  it('SAFE-3: what a router does not offer is told before it is asked', () => {
    expect(missingCapabilities(small, routerKind)).toEqual([]);
    expect(missingCapabilities({ ...small, stalls: true }, routerKind)[0]).toContain('--stalls');
    expect(missingCapabilities({ ...small, interleaved: true }, networkKind)[0]).toContain(
      '--settled',
    );
    expect(missingCapabilities(small, withoutFeature(routerKind, 'cuts'))[0]).toContain(
      '--no-cuts',
    );
  });
});
