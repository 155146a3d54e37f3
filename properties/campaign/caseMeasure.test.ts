/** A scenario is measured only up to where its run ended. The sums do not depend on how the cases are grouped. */
import { describe, expect, it } from 'vitest';
import type { Scenario, Step } from '#spec';
import { orcName, pairId } from '#spec';
import { drawnFeatures, generate } from '../scenario/draw.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import type { KindCoverage } from '../verdict/coverage.ts';
import { dimensions, joinCoverage, spreadOf } from '../verdict/coverage.ts';
import { CaseMeter } from './caseMeasure.ts';
import { CoverageLedger } from './coverageLedger.ts';

const [orc, pair] = [orcName('p1@T'), pairId('a1')];
const LINE = 'wh::<späth>.changed';
const scenario: Scenario = {
  ...exampleScenario,
  steps: [
    ...exampleScenario.steps.slice(0, 2),
    { kind: 'subscribe', orc, pair, topic: LINE },
    { kind: 'subscribe', orc, pair, topic: LINE },
    ...[1, {}, ''].map(
      (payload): Step => ({
        kind: 'publish',
        node: exampleScenario.topology.nodes[0]?.token as never,
        topic: LINE,
        payload,
      }),
    ),
  ],
};
const measure = (ran: number) => {
  const { sizes, ...rest } = new CaseMeter(drawnFeatures).measure(scenario, ran, []);
  return { ...rest, size: Object.fromEntries(dimensions.map((each, at) => [each, sizes[at]])) };
};

describe('the measure of a scenario', () => {
  it('is the largest of each dimension, and what was carried', () => {
    const { size, payloads, alphabets } = measure(scenario.steps.length);
    expect(size).toMatchObject({
      nodes: 1,
      depth: 1,
      orcs: 1,
      'orcs of a pair': 1,
      'carriers of a line at a node': 1,
      lines: 2,
      'lines of an orc': 2,
      'count of a line': 2,
      'length of a name': 5,
      'length of a topic': LINE.length,
      steps: 7,
      'publishes at a node': 3,
      'returns of an uplink': 0,
    });
    expect(payloads).toEqual(['number', 'empty object', 'empty string']);
    expect(alphabets).toEqual(['letters and digits', 'other BMP']);
  });
  it('ends where the run ended', () => {
    const { size, payloads, alphabets, reach } = measure(2);
    expect(size).toMatchObject({ lines: 1, steps: 2, 'publishes at a node': 0 });
    expect([payloads, alphabets]).toEqual([[], ['letters and digits']]);
    expect(reach.situations.length).toBeLessThan(measure(7).reach.situations.length);
  });
});

it('the coverage of all cases is that of their parts, joined', () => {
  const cover = (indexes: readonly number[]) => {
    const meter = new CaseMeter(drawnFeatures);
    const ledger = new CoverageLedger(drawnFeatures);
    for (const index of indexes)
      ledger.enter(meter.measure(generate('coverage', index), 1000, []), ['LINE-1']);
    return ledger.coverage as KindCoverage;
  };
  const [left, right] = [cover([0, 2, 4]), cover([1, 3])];
  expect(joinCoverage(left, right)).toEqual(cover([0, 1, 2, 3, 4]));
  expect(left).not.toEqual(cover([0, 1, 2, 3, 4]));
});

it('a spread tells the sizes that a quarter, half and three quarters of the scenarios do not exceed', () => {
  expect(spreadOf({ 1: 2, 3: 5, 40: 1 })).toEqual({ quartiles: [1, 3, 3], largest: 40 });
  expect(spreadOf({ 2: 1, 10: 1 })).toEqual({ quartiles: [2, 2, 10], largest: 10 });
});
