/**
 * Mutants are caught: for each planted fault, the scenario that the baseline records still makes a finding name the
 * clause that the fault breaks. The baseline contains all mutants. `partyline mutants` measures all of them anew.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allMutants, networkKindWith, routerKindWith } from '#impl';
import type { Scenario } from '#spec';
import { variantFeatures } from '#spec';
import type { Outcome } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { byEffort } from '../testing/effort.ts';
import { mergeResults, readBaseline } from './baseline.ts';
import { findKill, ScenarioCache } from './killRecord.ts';
import type { MutantResult } from './mutantResult.ts';
import { findFlaws, findGaps, mutantResultOf } from './mutantResult.ts';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { seed, mutants: baseline } = readBaseline(textOf('baseline.json'));

/** The scenarios of each seed, shared by all mutants. */
const drawn = [1, 2, 3, 4, 5].map((number) => new ScenarioCache(`${seed} ${number}`));

type Wrong = (typeof allMutants)[number];

/** Returns the seed for which the baseline records the fewest scenarios, and that number. */
function quickest({ id }: Wrong): { readonly kill: number; readonly drawn: ScenarioCache } {
  const kills = baseline.find((each) => each.id === id)?.kills ?? [];
  const kill = Math.min(...kills.map((each) => each ?? Infinity));
  const of = drawn[kills.indexOf(kill)];
  if (!of) throw new Error(`no kill of ${id} is in the baseline; update it`);
  return { kill, drawn: of };
}

const names = ({ clause }: Wrong, { findings }: Outcome) =>
  findings.some((finding) => [finding.clause, ...finding.also].includes(clause));

/**
 * Returns the scenario that kills the mutant after the fewest scenarios by the baseline. If it does not kill the mutant
 * any more, runs that seed again and returns the scenario that does.
 */
async function tellingScenario(mutant: Wrong): Promise<Scenario> {
  const { kill, drawn } = quickest(mutant);
  const known = drawn.scenarioAt(mutant.kind, kill - 1);
  if (names(mutant, await run(mutant.kind, known))) return known;
  const again = await findKill(mutant, drawn);
  if (again.kill === null) throw new Error(`${mutant.clause} does not name ${mutant.id} any more`);
  return drawn.scenarioAt(mutant.kind, again.kill - 1);
}

describe('the mutants', () => {
  it('are at least 60, each with a name of its own, and all in the baseline', () => {
    expect(allMutants.length).toBeGreaterThanOrEqual(60);
    const told = (each: { readonly id: string; readonly clause: string }) => [each.id, each.clause];
    expect(baseline.map(told)).toEqual(allMutants.map(told));
    expect(new Set(allMutants.map(({ id }) => id)).size).toBe(allMutants.length);
  });

  it('have for each must one that no other clause catches, or the reason why not', () => {
    expect(findFlaws(baseline, null)).toEqual([]);
    expect(findGaps(baseline)).toEqual([]);
  });
});

describe('mutants are caught', () => {
  it.each(allMutants)('$clause: $fault ($id)', async (mutant) => {
    const scenario = await tellingScenario(mutant);
    const variants = variantFeatures.filter((each) => mutant.kind.features.includes(each));
    const right =
      mutant.kind.level === 'router' ? routerKindWith(variants) : networkKindWith(variants);
    expect((await run(right, scenario)).findings).toEqual([]);
  });

  const hidden = allMutants.flatMap((mutant) =>
    'shownBy' in mutant && mutant.shownBy.length > 0
      ? [{ ...mutant, shownBy: mutant.shownBy, named: mutant.shownBy.join(' and ') }]
      : [],
  );

  it.each(hidden)('$id is not seen without $named', async ({ kind, shownBy }) => {
    const without = { ...kind, features: kind.features.filter((each) => !shownBy.includes(each)) };
    for (let index = 0; index < byEffort(12, 120); index++) {
      const scenario = drawn[0]?.scenarioAt(without, index);
      if (scenario) expect((await run(without, scenario)).findings).toEqual([]);
    }
  });
});

describe('the search for a kill', () => {
  it('ends soon after the kill and says which other clauses object; it ends alike when repeated', async () => {
    const mutant = allMutants.find(({ id }) => id === 'nobody-means-everybody') as Wrong;
    const once = await findKill(mutant, drawn[0] as ScenarioCache);
    expect(once).toMatchObject({ first: 'EVENT-2', others: ['PRUNE-2'] });
    expect(once.kill).toBeGreaterThan(0);
    expect(once.findings).toBeGreaterThan(1);
    // What is broadcast to nobody also crosses links for nothing, where there are any.
    expect(once.alone).toBeLessThan(once.findings);
    expect(await findKill(mutant, new ScenarioCache(`${seed} 1`))).toEqual(once);
  });
});

const LINE_2 = { id: 'made-up', clause: 'LINE-2' } as const;
const recordsOf = (...kills: (number | null)[]) =>
  kills.map((kill) => ({ kill, first: null, findings: 2, alone: 1, others: [] }));

describe('the mutation results', () => {
  it.each([
    [[3, 1, 200, 2, 9], 3],
    [[null, 1, 200, 2, 9], 9],
    [[null, null, 1, 2, 9], 9],
    [[null, null, null, 2, 9], null],
  ])('of kills %j has the median %j', (kills, medianScenarios) => {
    const killed = medianScenarios !== null;
    expect(mutantResultOf(LINE_2, recordsOf(...kills))).toMatchObject({ medianScenarios, killed });
  });

  it.each([
    [1, 2, 0],
    [1, 5, 0],
    [1, 6, 1],
    [10, 20, 0],
    [10, 21, 1],
    [100, 200, 0],
    [100, 201, 1],
  ])('a kill that took %i scenarios and takes %i is worse: %i', (before, now, count) => {
    expect(
      findFlaws(
        [mutantResultOf(LINE_2, recordsOf(now))],
        [mutantResultOf(LINE_2, recordsOf(before))],
      ),
    ).toHaveLength(count);
  });

  it('report a survivor with its clause', () => {
    expect(findFlaws([mutantResultOf(LINE_2, recordsOf(null, null, 4))], null)).toEqual([
      'made-up survives: LINE-2 names it under 1 of 3 seeds only; look for what hides it',
    ]);
  });

  it('report a clause without a mutant, one without a reason, and a reason that is stale', () => {
    const rest = baseline.filter(({ clause }) => clause !== 'LINE-2');
    expect(findGaps(rest)).toEqual(['LINE-2 has no mutant; plant a fault that it must name']);
    const common = mutantResultOf(LINE_2, recordsOf(1));
    expect(findGaps([...rest, common])[0]).toMatch(
      /^LINE-2 has no mutant that no other clause catches/,
    );
    const own = { ...common, alone: 2 };
    expect(findGaps([...rest, own])).toEqual([]);
    const excused = findGaps([...rest, common], { 'LINE-2': 'why not' });
    expect(excused.filter((each) => each.startsWith('LINE-2'))).toEqual([]);
    expect(findGaps(baseline, { 'LINE-2': 'why not' }).join()).toContain('take its reason out');
  });

  it('renew a part of a baseline, in the order of the mutants, without those that are gone', () => {
    const [one, two, three] = baseline as [MutantResult, MutantResult, MutantResult];
    const anew = { ...two, findings: two.findings + 1 };
    const added = mutantResultOf(LINE_2, recordsOf(1));
    const ids = [added.id, two.id, three.id];
    expect(mergeResults([one, two, three], [anew, added], ids)).toEqual([added, anew, three]);
  });

  it('are not compared with a malformed baseline: the error names the place', () => {
    expect(() => readBaseline('{"seed":"zoo","mutants":[{"id":1}]}')).toThrow(/mutants\.0\.id/);
  });
});
