/**
 * A hunt is determined by its seed and its number of runs. It keeps only legal scenarios and finds the fault of a
 * mutant. It begins by dropping stored scenarios that reach nothing of their own.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, routerKind } from '#impl';
import type { RouterKind, Scenario } from '#spec';
import { featureNames, parseScenario } from '#spec';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { byEffort, isThorough } from '../testing/effort.ts';
import { hunt } from './hunt.ts';
import type { HuntOptions } from './huntOptions.ts';

const poor: RouterKind = {
  ...routerKind,
  features: featureNames.filter((each) => ['axon', 'tables', 'nodes'].includes(each)),
};

async function huntOn(kind: RouterKind, options: Partial<HuntOptions> = {}) {
  const kept: Scenario[] = [];
  const dropped: Scenario[] = [];
  const result = await hunt(kind, {
    seed: 'hunt test',
    runs: 48,
    now: () => 0,
    onKept: (scenario) => void kept.push(scenario),
    onDropped: (scenario) => void dropped.push(scenario),
    ...options,
  });
  return { result, kept, dropped };
}

describe('a hunt', () => {
  it('is the same again with the same seed and count of runs, and another with another seed', async () => {
    const runs = byEffort(24, 48);
    const first = await huntOn(routerKind, { runs });
    expect(await huntOn(routerKind, { runs })).toEqual(first);
    expect(first.result).toMatchObject({ runs, found: [], interrupted: false });
    expect(first.kept.length).toBe(first.result.kept);
    expect((await huntOn(routerKind, { runs, seed: 'another' })).kept).not.toEqual(first.kept);
  });

  it.each([
    ['our router', routerKind],
    ['a router of few features', poor],
  ])('keeps of %s only legal scenarios that it offers, each as a document', async (_, kind) => {
    const { kept } = await huntOn(kind, { runs: byEffort(60, 120) });
    expect(kept.length).toBeGreaterThan(byEffort(20, 40));
    for (const scenario of kept) {
      expect(scenarioFaults(scenario)).toEqual([]);
      expect(missingForScenario(scenario, kind)).toEqual([]);
      const text = JSON.stringify(scenario);
      expect(JSON.stringify(parseScenario(JSON.parse(text)))).toHaveLength(text.length);
    }
  });

  it('LINE-2: shrinks what a mutant does wrong, tells it once, and keeps none that fails', async () => {
    const { kind } = allMutants.find(({ id }) => id === 'count-once') as { kind: RouterKind };
    const told: string[] = [];
    const { result, kept } = await huntOn(kind, {
      bail: 2,
      onFinding: ({ signature }) => void told.push(signature),
    });
    expect(told).toEqual([...new Set(told)]);
    expect(result.found.some(({ clause, also }) => [clause, ...also].includes('LINE-2'))).toBe(
      true,
    );
    expect(result.found.every(({ reproduced, certificate }) => reproduced && certificate)).toBe(
      true,
    );
    const again = await huntOn(kind, {
      runs: 0,
      stored: kept.map((scenario) => ({ scenario, isKept: true })),
    });
    expect(again.result.found).toEqual([]);
  });

  it('does not tell a known deviation, and goes on past it', async () => {
    const { kind } = allMutants.find(({ id }) => id === 'count-once') as { kind: RouterKind };
    const { result } = await huntOn(kind, { shrink: false });
    const known = result.found.map(({ clause }) => ({ clause }));
    const fenced = await huntOn(kind, { shrink: false, known });
    for (const { clause } of fenced.result.found) expect(known).not.toContainEqual({ clause });
    expect(fenced.result.kept).toBeGreaterThan(result.kept);
  });

  it('ends after as many findings as it was given, in the time it was given, or when it is interrupted', async () => {
    const { kind } = allMutants.find(({ id }) => id === 'count-once') as { kind: RouterKind };
    expect((await huntOn(kind, { bail: 1, runs: 500 })).result.found).toHaveLength(1);
    let clock = 0;
    const timed = await huntOn(routerKind, { runs: 5000, timeMs: 100, now: () => clock++ });
    expect(timed.result.runs).toBeLessThan(200);
    const signal = AbortSignal.abort();
    const ended = await huntOn(routerKind, {
      signal,
      stored: [{ scenario: generate('x', 0), isKept: true }],
    });
    expect(ended).toMatchObject({ result: { runs: 0, interrupted: true }, dropped: [] });
  });
});

describe('stored scenarios', () => {
  it('that an earlier hunt kept are dropped when they reach nothing alone; those of others are not', async () => {
    const { kept } = await huntOn(routerKind, { runs: 8 });
    const [one] = kept as [Scenario];
    const prefix = { ...one, steps: one.steps.slice(0, -1) };
    const twin = { ...one };
    const { dropped, result } = await huntOn(routerKind, {
      runs: 0,
      stored: [
        { scenario: one, isKept: true },
        { scenario: twin, isKept: true },
        { scenario: { ...one }, isKept: false },
        { scenario: prefix, isKept: false },
      ],
    });
    expect(dropped).toEqual([twin]);
    expect(dropped[0]).toBe(twin);
    expect(result).toMatchObject({ kept: 1, dropped: 1 });
  });

  it.runIf(isThorough)(
    'give the next hunt what they reach, so that it keeps less of the same',
    async () => {
      const first = await huntOn(routerKind, { runs: 100 });
      const stored = first.kept.map((scenario) => ({ scenario, isKept: true }));
      const resumed = await huntOn(routerKind, { runs: 0, stored });
      expect(resumed.result.reached).toEqual(first.result.reached);
      const again = await huntOn(routerKind, { runs: 100, stored, seed: 'more' });
      expect(again.kept.length).toBeLessThan(first.kept.length);
      expect(again.result.reached.triples).toBeGreaterThan(first.result.reached.triples);
    },
  );

  it('that need what the router does not offer are neither run nor dropped', async () => {
    const stored = Array.from({ length: 20 }, (_, index) => ({
      scenario: generate('rich', index),
      isKept: true,
    })).filter(({ scenario }) => missingForScenario(scenario, poor).length > 0);
    expect(stored.length).toBeGreaterThan(10);
    const { dropped, result } = await huntOn(poor, { runs: 0, stored });
    expect(dropped).toEqual([]);
    expect(result).toMatchObject({ kept: 0, reached: { triples: 0 } });
  });
});
