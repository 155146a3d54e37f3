/** Mutants are caught: every planted fault is found within the default budget, under a clause that fits. */

import { describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import { shapes } from './arbitraries/topology.ts';
import { check } from './check.ts';
import { effort } from './effort.ts';

/** Each run once, for both tests of a mutant. */
const runs = new Map<string, ReturnType<typeof check>>();

const caught = (id: string, bail: boolean) => {
  const known = runs.get(`${id} ${bail}`) ?? checked(id, bail);
  runs.set(`${id} ${bail}`, known);
  return known;
};

const checked = (id: string, bail: boolean) => {
  const mutant = mutants.find((each) => each.id === id);
  if (!mutant) throw new Error(`no mutant ${id}`);
  const count = bail || mutant.shownBy ? 800 : 240;
  const stop = { bail: bail ? 1 : 8 };
  return check([mutant.kind], {
    seed: 'zoo',
    runs: count,
    shapes,
    // How small the others get is shown in shrink/minimal.test.ts; overlaps take long, `npm run bench:shrink` shows them.
    shrink: bail && mutant.shownBy === 'heal',
    ...stop,
    now: () => 0,
  });
};

describe('mutants are caught', () => {
  const zoo = mutants.map(({ id, clause, fault }) => [clause, fault, id] as const);

  it.each(zoo)('%s: %s (%s) is found and reproduced', async (_clause, _fault, id) => {
    const { findings } = await caught(id, true);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.reproduced).toBe(true);
    const { shownBy } = mutants.find((each) => each.id === id) ?? {};
    if (shownBy === 'heal') expect(findings[0]?.scenario.steps.length).toBeLessThanOrEqual(6);
  });

  it.each(zoo)('%s names the fault: %s (%s)', async (clause, _fault, id) => {
    const named = async (bail: boolean) =>
      (await caught(id, bail)).findings.flatMap((finding) => [finding.clause, ...finding.also]);
    const first = await named(true);
    // Where the first finding names a close relative, the clause is among those of a longer run.
    expect(first.includes(clause) ? first : await named(false)).toContain(clause);
  });

  const hidden = mutants.flatMap(({ id, kind, shownBy }) =>
    shownBy ? [{ id, kind, shownBy }] : [],
  );

  it.each(hidden)('$id is not seen without the feature $shownBy', async ({ kind, shownBy }) => {
    const features = kind.features.filter((each) => each !== shownBy);
    const options = { seed: 'zoo', runs: effort(24, 120), shapes, shrink: false, now: () => 0 };
    expect((await check([{ ...kind, features }], options)).findings).toEqual([]);
  });
});
