/**
 * Same result: failures of one signature shrink to the same scenario, byte for byte, whatever their seed; fast-check's
 * own search also ends in a scenario without a failing neighbour.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import { failureOf, smallest } from '../campaign/smallestScenario.ts';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { byEffort } from '../testing/effort.ts';
import { neighbours } from './neighbours.ts';
import { scenario } from './scenarioArbitrary.ts';

const fast = [
  'count-once',
  'greathall-announced',
  'departure-not-passed-on',
  'results-broadcast',
  'lines-in-a-plain-object',
  'nice-not-passed',
];
const sampled = mutants
  .filter(({ id }) => fast.includes(id))
  .map(({ clause, fault, id, kind }) => [clause, fault, id, kind] as const);

const seeds = byEffort(['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e', 'f']);

describe('the shrinker ends in the same scenario', () => {
  it.each(sampled)('%s: %s (%s), from several seeds', async (_clause, _fault, _id, kind) => {
    const finals = new Map<string, Set<string>>();
    let twice = 0;
    for (const seed of seeds)
      for (let index = 0; ; index++) {
        const found = generate(`same final ${seed}`, index, { features: kind.features });
        const failure =
          found.steps.length < 12 || found.steps.length > 24 ? null : await failureOf(kind, found);
        if (!failure) continue;
        const { scenario: final, certificate } = await smallest(kind, found, failure.signature);
        expect(certificate).not.toBeNull();
        const texts = finals.get(failure.signature) ?? new Set();
        if (texts.size > 0) twice++;
        finals.set(failure.signature, texts.add(JSON.stringify(final)));
        break;
      }
    for (const [signature, texts] of finals) expect([...texts], signature).toHaveLength(1);
    // Guards against comparing nothing.
    expect(twice).toBeGreaterThanOrEqual(byEffort(1, 2));
  });
});

describe('fast-check by its own search', () => {
  it.each(sampled)(
    '%s: %s (%s) ends where no neighbour fails',
    async (_clause, _fault, _id, kind) => {
      const details = await fc.check(
        fc.asyncProperty(
          scenario({ features: kind.features }),
          async (each) => (await run(kind, each)).findings.length === 0,
        ),
        { seed: 42, numRuns: 300 },
      );
      expect(details.failed).toBe(true);
      const [final] = details.counterexample ?? [];
      if (!final) throw new Error('there is no counterexample');
      expect(details.numShrinks).toBeGreaterThan(0);
      expect(final.steps.length).toBeLessThanOrEqual(5);
      expect(await failureOf(kind, final)).not.toBeNull();
      for (const { edit, scenario: each } of neighbours(final, new Set(kind.features)))
        expect(await failureOf(kind, each), edit).toBeNull();
    },
  );
});
