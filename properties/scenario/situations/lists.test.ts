/**
 * The lists of goals are stable: what is added for one feature changes no list without it.
 */
import { describe, expect, it } from 'vitest';
import type { Feature } from '#spec';
import { featureNames } from '#spec';
import { buildLists, goalListsFor, pairsFor, triplesFor } from './lists.ts';
import { situations } from './registry.ts';
import type { Situation } from './situation.ts';

const without = (...left: Feature[]) =>
  new Set(featureNames.filter((each) => !left.includes(each)));
const addedSituation: Situation = {
  id: 'something that only two ways bring about',
  of: 'node',
  needs: ['ways'],
  lead: () => null,
  holds: () => false,
};

describe('the situations', () => {
  it('have names of their own, and fit two words of 31 bits', () => {
    expect(new Set(situations.map(({ id }) => id)).size).toBe(situations.length);
    expect(situations.length).toBeLessThanOrEqual(62);
  });
});

describe('the lists of goals', () => {
  it.each<[string, Feature[]]>([
    ['nothing', ['ways']],
    ['renames', ['ways', 'rename']],
    ['links', ['ways', 'nodes', 'heal', 'overlaps', 'interleaving']],
  ])('stay as they are without %s when a situation of another feature is added', (_, left) => {
    const features = without(...left);
    for (const longer of [
      [...situations, addedSituation],
      [addedSituation, ...situations],
    ]) {
      const [before, after] = [buildLists(features, situations), buildLists(features, longer)];
      expect(after.pairs).toEqual(before.pairs);
      expect(after.triples).toEqual(before.triples);
    }
  });
  it('grow with the feature of a situation that is added', () => {
    const features = new Set(featureNames);
    const longer = buildLists(features, [...situations, addedSituation]);
    expect(longer.pairs.length).toBeGreaterThan(buildLists(features, situations).pairs.length);
  });
  it('are the same in whatever order the features are told', () => {
    expect(goalListsFor(featureNames.toReversed())).toBe(goalListsFor(featureNames));
  });
  it('hold no step and no situation that the features do not unlock', () => {
    const features = without('nodes', 'rename');
    const { situations: offered } = goalListsFor(features);
    expect(offered.every(({ needs }) => needs.every((each) => features.has(each)))).toBe(true);
    const kinds = new Set(pairsFor(features).map(({ kind }) => kind));
    expect(kinds).toContain('join');
    for (const kind of ['rename', 'climb', 'descend', 'uplink up'] as const)
      expect(kinds).not.toContain(kind);
  });
  it('find each goal at its place', () => {
    const { pairAt, tripleAt } = goalListsFor(featureNames);
    for (const [at, { situation, kind }] of pairsFor(featureNames).entries())
      expect(pairAt(situation, kind)).toBe(at);
    for (const [at, { first, second, kind }] of triplesFor(featureNames).entries())
      if (tripleAt(first, second, kind) !== at) expect(tripleAt(first, second, kind)).toBe(at);
  });
});
