/**
 * The implementation agrees with the model, and both with the audience law, on scenarios drawn from one printed seed.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutants, networkKind, routerKind } from '#impl';
import { modelKind } from '#model';
import type { RouterKind } from '#spec';
import { check } from '../campaign/check.ts';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { shapes } from '../scenario/topology.ts';
import { scenario } from '../shrink/scenarioArbitrary.ts';
import { byEffort } from '../testing/effort.ts';
import { run } from './run.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';

describe('agreement of router and model', () => {
  it.each([
    ['our router', routerKind, byEffort(60, 250)],
    ['our network', networkKind, byEffort(20, 80)],
    ['the model dressed as a router', modelKind, byEffort(20, 80)],
  ] as const)(
    'SAFE-3: %s goes through every scenario without a difference',
    async (_name, kind, runs) => {
      const report = await check([kind], { seed, runs, shapes, shrink: true, now: () => 0 });
      expect(report.findings).toEqual([]);
      expect(report.totals.scenarios).toBe(runs);
    },
  );

  it('EVENT-1: can be asserted with fast-check alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario({ steps: 20 }),
        async (each) => (await run(routerKind, each)).findings.length === 0,
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it('is asked on legal scenarios only, the same ones for the same seed', () => {
    for (let index = 0; index < 50; index++) {
      const drawn = generate(seed, index);
      expect(scenarioFaults(drawn)).toEqual([]);
      expect(generate(seed, index)).toEqual(drawn);
    }
  });

  it('LINE-2: without tables the half of a clause is judged that shows in who hears what; others are declined', async () => {
    const features = routerKind.features.filter((each) => each !== 'tables');
    const blind = { ...routerKind, features };
    const { clauses } = await check([blind], {
      seed,
      runs: 60,
      shapes,
      shrink: false,
      now: () => 0,
    });
    const resultOf = (id: string) => clauses.find((each) => each.id === id);
    const verdict = (id: string) => resultOf(id)?.verdict;
    expect(resultOf('LINE-2')).toMatchObject({ verdict: 'holds', byHearing: true });
    expect(resultOf('ROUTE-5')).toMatchObject({
      verdict: 'declined',
      evidence: 'needs tables to be told apart from other clauses',
    });
    expect(verdict('ROUTE-1')).toBe('declined');
    expect(verdict('EVENT-2')).toBe('holds');
  });

  it('a router of one node, with tables or without, is decided on all that it declares', async () => {
    const few = [
      'axon',
      'ee',
      'both backends',
      'shared pairs',
      'nice',
      'rename',
      'cuts',
      'messages',
      'raw',
    ];
    for (const features of [few, [...few, 'tables']]) {
      const offered = routerKind.features.filter((each) => features.includes(each));
      const small = { ...routerKind, features: offered };
      const options = { seed, runs: byEffort(250, 400), shapes, shrink: false, now: () => 0 };
      const { clauses } = await check([small], options);
      const undecided = clauses.filter(({ verdict }) => verdict === 'undecided');
      expect(undecided.map(({ id, evidence }) => `${id}: ${evidence}`)).toEqual([]);
      expect(clauses.filter(({ verdict }) => verdict === 'holds').length).toBeGreaterThan(10);
    }
  });

  it('ARP-1: a scenario is judged alike whether it was just drawn or read from a file', async () => {
    const kind = mutants.find(({ id }) => id === 'lower-nodes-entered')?.kind as RouterKind;
    let [found, atOnce] = [0, 0];
    for (let index = 0; index < byEffort(40, 80); index++) {
      const drawn = generate(seed, index, { features: kind.features });
      const read = structuredClone(drawn);
      const [[one], [other]] = [
        (await run(kind, drawn)).findings,
        (await run(kind, read)).findings,
      ];
      expect([other?.signature, other?.at]).toEqual([one?.signature, one?.at]);
      if (one) found++;
      if (one?.at === 0) atOnce++;
    }
    expect(found).toBeGreaterThan(20);
    expect(atOnce).toBeGreaterThan(5);
  });
});
