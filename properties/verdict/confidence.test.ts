/** Confidence: the bound on the rate is the exact one, and is rounded so that it stays a bound. */
import { describe, expect, it } from 'vitest';
import { networkKind } from '#impl';
import { check } from '../campaign/check.ts';
import { reportDocument } from '../report/forms/json.ts';
import { textReport } from '../report/text/text.ts';
import { formatConfidence, rateBelow, sampledConfidence } from './confidence.ts';

describe('the rate of failures where none was seen', () => {
  // Published values of the exact one-sided Clopper-Pearson bound for no failures.
  it.each([
    [1, 0.95, 0.95],
    [10, 0.95, 0.2589],
    [20, 0.95, 0.1391],
    [50, 0.95, 0.0582],
    [100, 0.95, 0.0295],
    [1000, 0.95, 0.002991],
    [10, 0.99, 0.369],
  ])('after %i trials is bounded, at confidence %f, by %f', (trials, confidence, bound) => {
    expect(rateBelow(trials, confidence)).toBeCloseTo(bound, 4);
  });

  it('is the rate at which seeing none has just the probability that confidence leaves', () => {
    for (const trials of [1, 7, 300, 100_000])
      expect((1 - rateBelow(trials)) ** trials).toBeCloseTo(0.05, 9);
  });

  it('approaches the rule of three for many trials, from below', () => {
    for (const trials of [100, 2600, 1_000_000]) {
      expect(rateBelow(trials)).toBeLessThan(3 / trials);
      expect(rateBelow(trials) * trials).toBeGreaterThan(2.9);
    }
  });

  it('is no bound without a trial', () => expect(rateBelow(0)).toBe(1));
});

describe('the confidence in a clause', () => {
  it.each([
    [sampledConfidence(2600, 'exact'), ['0 of 2 600, rate below 0.12 % at 95 %']],
    [sampledConfidence(40, 'silence'), ['0 of 40 by timed silence, rate below 7.3 % at 95 %']],
    [sampledConfidence(1, 'fences'), ['0 of 1, rate below 95 % at 95 %']],
    [sampledConfidence(0, 'exact'), []],
    [
      [{ kind: 'exhaustive' as const, bounds: '6 steps, chain of 3', scenarios: 12_000 }],
      ['all 12 000 scenarios up to 6 steps, chain of 3'],
    ],
  ])('is put into words: %j', (grounds, told) =>
    expect(grounds.map(formatConfidence)).toEqual(told),
  );
});

describe('a report', () => {
  it('states the confidence in each clause that nothing broke, as text and as data', async () => {
    const silent = { ...networkKind, quiescence: 'silence' as const };
    const options = { seed: 'grounds', runs: 12, shapes: ['chain'] as const, shrink: false };
    for (const [kind, ground] of [
      [networkKind, 'statistical'],
      [silent, 'timed'],
    ] as const) {
      const report = await check([kind], { ...options, now: () => 0 });
      const { clauses } = reportDocument(report, [], '0');
      const join = clauses.find(({ id }) => id === 'ARP-2');
      expect(join?.grounds).toMatchObject([{ kind: ground, scenarios: join?.scenarios }]);
      const text = textReport(report, [], {
        version: '0',
        colour: false,
        verbose: true,
        width: 200,
        replay: () => '',
      });
      expect(text.replace(/\s+/g, ' ')).toMatch(
        new RegExp(`when a step is over: .* \\(${kind.quiescence}\\)`),
      );
      expect(text).toMatch(/ARP-2 .*0 of \d+.*, rate below \d+ % at 95 %/);
    }
  });
});
