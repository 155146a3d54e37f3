/**
 * Halves: where tables cannot be read, seven clauses are judged by who hears what. Each half has a router that breaks it and shows
 * it by hearing alone; the smallest scenario passes without the steps of which the half speaks.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, routerKind } from '#impl';
import type { ClauseId, Feature, RouterKind } from '#spec';
import { check } from '../../campaign/check.ts';
import { createIntervalJudge } from '../../interval/index.ts';
import { run } from '../../lockstep/run.ts';
import { shapes } from '../../scenario/topology.ts';
import { sampleOf } from '../../testing/effort.ts';
import { standingOf } from './standing.ts';

const SEEN: readonly Feature[] = ['axon', 'nodes', 'shared pairs', 'cuts', 'heal'];

/** A router of which only hearing can be seen: no tables, no messages, no refusals, no links. */
function heardOnly(name: string): RouterKind {
  const { create, ...kind } = allMutants.find(({ id }) => id === name)?.kind ?? routerKind;
  return {
    ...(kind as RouterKind),
    contract: 2,
    features: SEEN,
    create: (options) => ({ handle: (create as RouterKind['create'])(options).handle }),
  };
}

const halves = [
  ['LINE-2', 'count-lost-on-unsubscribe', ['unsubscribe']],
  ['LINE-8', 'unsubscribe-takes-all-lines', ['unsubscribe']],
  ['ROUTE-2', 'departure-takes-all', ['leave']],
  ['ROUTE-4', 'lost-lines-come-back', ['cut']],
  ['ROUTE-6', 'lines-survive-departure', ['leave']],
  ['HEAL-1', 'missed-deletes-sent-late', ['uplink down']],
  ['HEAL-2', 'returns-without-lines', ['restart']],
] as const satisfies readonly (readonly [ClauseId, string, readonly string[]])[];

const options = { seed: 'halves', shapes, hostile: 0, now: () => 0 };

describe('a router of which only hearing can be seen', () => {
  it.each(sampleOf(halves, 2))(
    '%s: is broken by %s, found and shrunk',
    async (clause, name, kinds) => {
      const kind = heardOnly(name);
      const { findings } = await check([kind], {
        ...options,
        runs: 150,
        only: [clause],
        shrink: true,
      });
      const found = findings.find((each) => each.clause === clause);
      expect(found?.signature).toMatch(new RegExp(`^${clause}\\|(hearing|frame) `));
      expect(found?.also).not.toContain('EVENT-1');
      if (!found) throw new Error(`${clause} was not found`);
      const { steps, ...rest } = found.scenario;
      expect(steps.map((step) => step.kind)).toEqual(expect.arrayContaining([...kinds]));
      const without = {
        ...rest,
        steps: steps.filter(({ kind: each }) => !(kinds as readonly string[]).includes(each)),
      };
      const [left] = (await run(kind, without)).findings;
      expect(left?.signature).not.toBe(found.signature);
    },
  );

  it('EVENT-1: is accused where no half is to blame', async () => {
    const { findings } = await check([heardOnly('second-line-not-kept')], {
      ...options,
      runs: 100,
      shrink: true,
    });
    expect(findings.map(({ clause }) => clause)).toEqual(['EVENT-1']);
  });

  it.each([
    ['lockstep', {}],
    ['the interval law', { judge: createIntervalJudge() }],
  ])('conforms by %s, and each half holds', async (_, judged) => {
    const report = await check([heardOnly('')], {
      ...options,
      ...judged,
      runs: 300,
      shrink: false,
    });
    expect(report.findings).toEqual([]);
    const told = (id: ClauseId) => report.clauses.find((each) => each.id === id);
    for (const [clause] of halves)
      expect(told(clause)).toMatchObject({ verdict: 'holds', byHearing: true });
  });

  it.each(halves)('%s: is judged wholly again where tables can be read', (clause) => {
    expect(standingOf(clause, SEEN)).toBe('by hearing');
    expect(standingOf(clause, [...SEEN, 'tables'])).toBe('whole');
  });
});
