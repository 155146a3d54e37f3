/** Shrinking: what is left still fails, is legal, and holds nothing that could go. */

import { describe, expect, it } from 'vitest';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { generate } from './arbitraries/scenario.ts';
import { scenarioFaults } from './legal.ts';
import { shrink, smaller } from './shrink.ts';

const has = (scenario: Scenario, kind: string) => scenario.steps.some((step) => step.kind === kind);

describe('shrinking', () => {
  it('offers only legal scenarios that are smaller', () => {
    const drawn = generate('shrink', 3, { steps: 12 });
    const size = (each: Scenario) =>
      each.steps.length +
      each.topology.nodes.length +
      each.topology.orcs.length +
      each.topology.pairs.length;
    for (const each of smaller(drawn)) {
      expect(scenarioFaults(each)).toEqual([]);
      expect(Array.isArray(parseScenario(each))).toBe(false);
      expect(size(each)).toBeLessThan(size(drawn));
    }
  });

  it('ends where one step, one orc, one pair and one node are enough', async () => {
    const drawn = Array.from({ length: 40 }, (_, index) => generate('shrink', index)).find((each) =>
      has(each, 'join'),
    ) as Scenario;
    const smallest = await shrink(drawn, async (each) => has(each, 'join'));
    expect(smallest.steps.map((step) => step.kind)).toEqual(['join']);
    expect(smallest.topology.nodes).toHaveLength(1);
    expect(smallest.topology.orcs).toHaveLength(1);
    expect(smallest.topology.pairs).toHaveLength(1);
  });

  it('keeps what a step cannot do without', async () => {
    const drawn = Array.from({ length: 80 }, (_, index) => generate('shrink', index)).find((each) =>
      has(each, 'leave'),
    ) as Scenario;
    const smallest = await shrink(drawn, async (each) => has(each, 'leave'));
    expect(smallest.steps).toHaveLength(2);
    expect(smallest.steps[1]?.kind).toBe('leave');
  });

  it('asks no more often than it may', async () => {
    let asked = 0;
    await shrink(generate('shrink', 5), async () => ++asked > 1_000_000, 25);
    expect(asked).toBeLessThanOrEqual(25);
  });
});
