/**
 * Goals: seed and index alone choose them, every goal of a list comes once before one comes again, and what is excluded
 * is never met.
 */
import { describe, expect, it } from 'vitest';
import { advance, start } from '#model';
import type { Feature } from '#spec';
import { usualFeatures } from '#spec';
import { byEffort } from '../../testing/effort.ts';
import { drawScenario } from '../draw.ts';
import { dimensions } from '../large.ts';
import { scenarioFaults } from '../legality.ts';
import { needsOf } from '../needs.ts';
import { Reach } from '../reach/reach.ts';
import { exclusions } from '../situations/exclusions.ts';
import { goalListsFor } from '../situations/lists.ts';
import { situations } from '../situations/registry.ts';
import { holdsAll, SituationTracker } from '../situations/tracker.ts';
import { wishedStyles } from '../values/naming.ts';
import { wishFor } from '../wishes.ts';
import { goalFor, placeOf } from './goals.ts';

const features: readonly Feature[] = usualFeatures.filter(
  (each) => each !== 'ways' && each !== 'handlers',
);
const without = (...left: Feature[]) => features.filter((each) => !left.includes(each));
const indexes = Array.from({ length: 120 }, (_, index) => index);
const some = indexes.slice(0, byEffort(40, 120));

describe('the goal of a scenario', () => {
  it.each([1, 7, 60, 1001])('comes from an order in which each of %i comes once', (size) => {
    const places = Array.from({ length: size }, (_, turn) => placeOf('seed', turn, size));
    expect(new Set(places).size).toBe(size);
    expect(Math.min(...places)).toBe(0);
    expect(Math.max(...places)).toBe(size - 1);
  });
  it('is chosen by seed and turn, a pair for one in ten', () => {
    const goals = indexes.map((index) => goalFor('a', index, features));
    expect(goals).toEqual(indexes.map((index) => goalFor('a', index, features.toReversed())));
    expect(goals).not.toEqual(indexes.map((index) => goalFor('b', index, features)));
    expect(goals).not.toContain(null);
    expect(goals.filter((each) => each?.situations.length === 1)).toHaveLength(12);
    const once = goals.map((each) => JSON.stringify(each));
    expect(new Set(once).size).toBe(once.length);
  });
});

describe('the wishes', () => {
  it('are for a goal three times of four, and else for every size and every style of names', () => {
    const wishes = Array.from({ length: 1040 }, (_, turn) => wishFor('w', turn, features));
    const goals = wishes.flatMap(({ goal }) => goal ?? []);
    expect(goals).toHaveLength(780);
    expect(goals.slice(0, 9)).toEqual(indexes.slice(0, 9).map((at) => goalFor('w', at, features)));
    expect(new Set(wishes.flatMap((each) => each.dimension ?? []))).toEqual(new Set(dimensions));
    expect(new Set(wishes.flatMap((each) => each.style ?? []))).toEqual(new Set(wishedStyles));
  });
});

describe('a scenario with a goal', () => {
  it.each<[string, readonly Feature[]]>([
    ['everything', features],
    ['no links', without('nodes')],
    ['no overlaps', without('overlaps', 'interleaving')],
    ['one backend', without('ee', 'both backends')],
    ['no sharing', without('shared pairs')],
    ['no moves', without('moves', 'both backends', 'nested')],
    ['little', ['axon', 'nodes', 'nice']],
  ])('is legal, and needs no more than is declared: %s', (_, declared) => {
    for (const index of some) {
      const { scenario } = drawScenario('legal', index, { features: declared });
      expect(scenarioFaults(scenario)).toEqual([]);
      expect([...needsOf(scenario)].filter((each) => !declared.includes(each))).toEqual([]);
    }
  });
  it('keeps the bounds on nodes, steps and frames held back', () => {
    for (const index of some) {
      const options = { features, nodes: 3, steps: 20, interleave: 0 };
      const { topology, steps } = drawScenario('bounds', index, options).scenario;
      expect(topology.nodes.length).toBeLessThanOrEqual(3);
      expect(steps.length).toBeLessThanOrEqual(20);
      expect(steps.filter(({ kind }) => kind === 'hold')).toEqual([]);
    }
  });
  it('keeps every other bound, with a goal, a size or neither', () => {
    const limits = { orcs: 2, pairs: 1, lines: 2, steps: 12 };
    for (const index of some) {
      const { topology, steps } = drawScenario('bounds', index, {
        features,
        nodes: 3,
        limits,
      }).scenario;
      expect(topology.nodes.length).toBeLessThanOrEqual(3);
      expect(topology.orcs.length).toBeLessThanOrEqual(2);
      for (const { token } of topology.nodes)
        expect(topology.pairs.filter(({ node }) => node === token).length).toBeLessThanOrEqual(1);
      expect(steps.length).toBeLessThanOrEqual(12);
    }
  });
  it('takes turns with those that are drawn where goals are off, in their order', () => {
    const draw = (index: number, goals: boolean) =>
      drawScenario('plain', index, { features, goals }).scenario;
    for (const index of [0, 1, 2, 3]) expect(draw(2 * index, true)).toEqual(draw(index, false));
    expect(draw(1, true)).not.toEqual(draw(1, false));
  });
  it('meets it more often than not', () => {
    const { pairAt, tripleAt } = goalListsFor(features);
    let [met, all] = [0, 0];
    for (const index of indexes) {
      const { goal } = wishFor('met', index, features);
      if (!goal) continue;
      const { scenario, advances } = drawScenario('met', 2 * index + 1, { features });
      const reach = new Reach(features);
      reach.record(scenario, advances, scenario.steps.length);
      const [first = 0, second] = goal.situations;
      all++;
      if (
        second === undefined
          ? reach.pairs.has(pairAt(first, goal.kind))
          : reach.triples.has(tripleAt(first, second, goal.kind))
      )
        met++;
    }
    expect(met / all).toBeGreaterThan(0.5);
  });
});

describe('the exclusions', () => {
  it('name situations of the registry', () => {
    const ids = situations.map(({ id }) => id);
    for (const each of exclusions) for (const id of each.situations) expect(ids).toContain(id);
  });
  it('are met by no step that is drawn', () => {
    const numbered = exclusions.map(({ situations: excluded, kinds }) => ({
      numbers: excluded.map((id) => situations.findIndex((each) => each.id === id)),
      kinds,
    }));
    const met: string[] = [];
    for (const index of some) {
      const { topology, steps } = drawScenario('excluded', index, { features }).scenario;
      const tracker = new SituationTracker(topology, situations);
      let state = start(topology);
      for (const [at, step] of steps.entries()) {
        for (const bits of tracker.viewsOf(state, step))
          for (const { numbers, kinds } of numbered)
            if ((kinds === undefined || kinds.includes(step.kind)) && holdsAll(bits, numbers))
              met.push(`${numbers.map((each) => situations[each]?.id).join(' & ')}: ${step.kind}`);
        const advanced = advance(state, step, at);
        tracker.record(state, step, advanced);
        state = advanced.state;
      }
    }
    expect(met).toEqual([]);
  });
});
