/** Nearest names: who misspelt a name is told the one that he meant, and nobody is told a name that he cannot have meant. */
import { describe, expect, it } from 'vitest';
import { clauseIds, featureNames } from '#spec';
import { kindFaults } from '../network/kindFaults.ts';
import { nearestName, suggestName } from './nearest.ts';

describe('the nearest name', () => {
  it.each([
    ['hoplines', 'hop lines'],
    ['hop-lines', 'hop lines'],
    ['Hop Lines', 'hop lines'],
    ['greathal', 'greathall'],
    ['reatachment', 'reattachment'],
    ['raw link', 'raw links'],
    ['strayframes', 'stray frames'],
    ['axno', 'axon'],
    ['copies_per_subscription', 'copies per subscription'],
  ])('of %s is %s', (given, meant) => {
    expect(nearestName(given, featureNames)).toBe(meant);
  });

  it.each(['persistence', 'x', '', 'quality of service'])('%j is near to no feature', (given) => {
    expect(nearestName(given, featureNames)).toBeNull();
    expect(suggestName(given, featureNames)).toBe('');
  });

  it('each feature and each clause is nearest to itself', () => {
    for (const known of [featureNames, clauseIds] as const)
      for (const name of known) expect(nearestName(name, known)).toBe(name);
  });
});

describe('a kind with a misspelt word', () => {
  const kind = { level: 'router', name: 'a', version: '1', features: ['axon'], create() {} };

  it('is told the feature that was meant', () => {
    expect(kindFaults({ ...kind, features: ['axon', 'hoplines'] })).toEqual([
      'features.1: "hoplines" is no feature; did you mean "hop lines"?',
    ]);
  });

  it('is told all features where none is near', () => {
    const [fault] = kindFaults({ ...kind, features: ['persistence'] });
    expect(fault).toMatch(/^features\.0: "persistence" is no feature; expected one of ee, axon, /);
  });

  it('is told the quiescence that was meant', () => {
    expect(kindFaults({ ...kind, level: 'network', quiescence: 'exat' })).toEqual([
      'quiescence: "exat" is none of them; did you mean "exact"?',
    ]);
  });

  it('is told of a feature that is no text what was expected', () => {
    expect(kindFaults({ ...kind, features: [3] })[0]).toMatch(/^features\.0: .*expected one of/);
  });
});
