/**
 * The lists of goals are stable: what is added for one feature changes no list without it, and a set of bits comes back
 * from its text.
 */
import { describe, expect, it } from 'vitest';
import type { Feature } from '#spec';
import { featureNames } from '#spec';
import { Bitset } from './bitset.ts';
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

describe('a set of bits', () => {
  const setOf = (size: number, ...members: number[]) => {
    const set = new Bitset(size);
    for (const each of members) set.add(each);
    return set;
  };
  it('comes back from its text', () => {
    const set = setOf(21, 0, 7, 8, 20);
    expect([...Bitset.fromBase64(21, set.toBase64())]).toEqual([0, 7, 8, 20]);
  });
  it('refuses the text of another size, and members that it cannot have', () => {
    const text = setOf(21, 20).toBase64();
    expect(() => Bitset.fromBase64(40, text)).toThrow('5 bytes; came 3');
    expect(() => Bitset.fromBase64(19, text)).toThrow('beyond 18');
  });
  it('counts what a union adds', () => {
    const set = setOf(12, 1, 2);
    expect(set.union(setOf(12, 2, 3, 11))).toBe(2);
    expect([set.count, [...set]]).toEqual([4, [1, 2, 3, 11]]);
    expect([set.add(3), set.add(4)]).toEqual([false, true]);
  });
});
