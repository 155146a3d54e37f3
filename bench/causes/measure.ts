/**
 * How bugs are told: whether one planted bug is one cause, and whether two at once are both told. A bug counts as told only by a cause
 * whose scenario fails on a router with this bug alone and passes on one with the other alone.
 */
import fc from 'fast-check';
import type { Mutant } from '#impl';
import { combineMutants, mutants } from '#impl';
import { askOf, check, embeds, failureOf, generate, shrink } from '#properties';
import type { RouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';

export interface ToldPair {
  readonly ids: readonly [string, string];
  /** Which of the two were told. */
  readonly told: readonly string[];
  readonly causes: number;
}

const SEED = 'partyline';
const SCENARIOS_PER_TRIGGER = 200;

/** Checks the router and returns the scenario that each cause is told with. */
export async function causesOf(kind: RouterKind, runs: number): Promise<readonly Scenario[]> {
  const { findings, causes } = await check([kind], {
    seed: SEED,
    runs,
    shapes: ['chain', 'tree', 'roots'],
    shrink: true,
    now: () => performance.now(),
  });
  return causes.flatMap(({ id }) =>
    findings.filter((each) => each.id === id).map((each) => each.scenario),
  );
}

export async function tellPair([one, other]: Pair, runs: number): Promise<ToldPair> {
  const scenarios = await causesOf(combineMutants(one, other), runs);
  const told = new Set<string>();
  for (const scenario of scenarios) {
    const [first, second] = await Promise.all(
      [one, other].map(({ kind }) => failureOf(kind, scenario)),
    );
    if (first && !second) told.add(one.id);
    if (second && !first) told.add(other.id);
  }
  return { ids: [one.id, other.id], told: [...told], causes: scenarios.length };
}

type Pair = readonly [Mutant, Mutant];

/**
 * Draws pairs of mutants by a number; the same number gives the same pairs. Of the first `nested` pairs, the trigger of the one is
 * part of the other's.
 */
export async function drawPairs(seed: number, count: number, nested: number): Promise<Pair[]> {
  const draws = fc.sample(fc.tuple(fc.nat(mutants.length - 1), fc.nat(mutants.length - 1)), {
    seed,
    numRuns: 100 * count,
  });
  const pairs: Pair[] = [];
  const triggers = new Map<Mutant, Promise<Scenario | null>>();
  const triggerOf = (mutant: Mutant) => {
    const trigger = triggers.get(mutant) ?? findTrigger(mutant);
    triggers.set(mutant, trigger);
    return trigger;
  };
  for (const [first, second] of draws) {
    if (pairs.length === count) break;
    const [one, other] = [mutants[first] as Mutant, mutants[second] as Mutant];
    if (one === other) continue;
    if (pairs.length < nested) {
      const [part, whole] = [await triggerOf(one), await triggerOf(other)];
      if (!part || !whole || !embeds(whole, part)) continue;
    }
    pairs.push([one, other]);
  }
  return pairs;
}

/** Returns the smallest scenario on which the mutant fails; null if none of the first ones that are drawn shows it. */
async function findTrigger({ kind }: Mutant): Promise<Scenario | null> {
  const ask = askOf(kind);
  for (let index = 0; index < SCENARIOS_PER_TRIGGER; index++) {
    const scenario = generate(SEED, index, { features: featuresOf(kind) });
    const [failure] = await ask([scenario]);
    if (!failure) continue;
    return (await shrink(scenario, failure.signature, ask, { features: featuresOf(kind) }))
      .scenario;
  }
  return null;
}
