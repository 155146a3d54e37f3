/** What ends a campaign early, and what is said of a router that offers little, or of one that got no time. */
import { describe, expect, it } from 'vitest';
import { networkKind, routerKind } from '#impl';
import type { AnyRouterKind, ClauseId, Feature } from '#spec';
import { exitOf } from '../cli/program/exits.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort, sampleOf } from '../testing/effort.ts';
import { exampleFinding, exampleReport, exampleScenario } from '../testing/exampleReport.ts';
import { applyDeviations } from '../verdict/deviations.ts';
import { check } from './check.ts';
import { CampaignLedger } from './ledger.ts';

const options = {
  seed: process.env.PARTYLINE_SEED ?? 'partyline',
  hostile: 0,
  shapes,
  shrink: false,
  now: () => 0,
};

describe('--bail', () => {
  const bailsAt = (signature: string, also: readonly ClauseId[] = []) => {
    const ledger = new CampaignLedger([routerKind], 1);
    const clause = signature.split('|')[0] as ClauseId;
    const sightings = [{ ...exampleFinding(clause, signature), also }];
    ledger.enter({ entries: [{ kind: 'document', place: [0, 0, 0], sightings }] });
    expect(ledger.found).toHaveLength(1);
    return ledger.isFull;
  };

  it('EVENT-6: a finding that breaks only a should is kept, and the run goes on', () =>
    expect(bailsAt('EVENT-6|frame surplus|publish')).toBe(false));

  it.each<[string, string, ClauseId[]]>([
    ['EVENT-2: one that breaks a must', 'EVENT-2|frame surplus|publish', []],
    ['EVENT-6: one that breaks a must as well', 'EVENT-6|frame surplus|publish', ['EVENT-2']],
    ['EVENT-6: a crash', 'EVENT-6|crash|publish', []],
  ])('%s ends it', (_, signature, also) => expect(bailsAt(signature, also)).toBe(true));
});

describe('--time', () => {
  it('counts from the first generated scenario, so that a slow router gets one all the same', async () => {
    let clock = 0;
    const slow = {
      ...routerKind,
      create: (...given: Parameters<typeof routerKind.create>) => {
        clock += 1000;
        return routerKind.create(...given);
      },
    };
    const corpus = [exampleScenario, exampleScenario];
    const limits = { runs: 50, timeMs: 500, corpus, now: () => clock };
    const { totals } = await check([slow], { ...options, ...limits });
    expect(totals.scenarios).toBe(1);
  });

  it('accuses nobody where no scenario was run: undecided, and no deviation is out of date', () => {
    const report = exampleReport({ 'LINE-1': 'undecided', 'ARP-1': 'holds' });
    const empty = { ...report, totals: { scenarios: 0, steps: 0, seconds: 1 } };
    const known = (['LINE-1', 'ARP-1'] as const).map((clause) => ({ clause, reason: 'known' }));
    const judgement = applyDeviations(empty, known);
    expect(judgement.deviations.map(({ state }) => state)).toEqual(['not judged', 'not judged']);
    expect(exitOf(judgement)).toBe(3);
  });
});

describe('a router that declares one feature', () => {
  const offering = (kind: AnyRouterKind, features: readonly Feature[], runs = 150) =>
    check([{ ...kind, features }], { ...options, runs });
  const isDeclined = (report: Awaited<ReturnType<typeof offering>>) =>
    Object.fromEntries(
      report.clauses.flatMap(({ id, verdict, evidence }) =>
        verdict === 'declined' && evidence.includes('witness') ? [[id, evidence]] : [],
      ),
    );

  const offers = [
    ['axon', routerKind],
    ['axon', networkKind],
    ['ee', networkKind],
    ['ee', routerKind],
  ] as const;
  it.each(sampleOf(offers, 2))(
    '%s (%#) can be as expected: what needs a second one is declined',
    async (feature, kind) => {
      const report = await offering(kind, [feature]);
      expect(report.clauses.filter(({ verdict }) => verdict === 'undecided')).toEqual([]);
      expect(exitOf({ report, deviations: [] })).toBe(0);
      expect(isDeclined(report)).toEqual({
        'EVENT-5': `needs ${feature === 'ee' ? 'axon, ' : ''}shared pairs for its witness (two receivers behind one event socket)`,
        ...(feature === 'ee'
          ? {
              'EVENT-3':
                'needs axon or nodes or shared pairs or greathall for its witness (a broadcast to three)',
            }
          : {}),
      });
    },
  );

  it('EVENT-5, ROUTE-7: with the second one they are judged', async () => {
    const runs = byEffort(75, 150);
    const pairs = await offering(routerKind, ['axon', 'shared pairs'], runs);
    const ends = await offering(
      routerKind,
      ['axon', 'ee', 'tables', 'both backends', 'cuts'],
      runs,
    );
    const verdictOf = ({ clauses }: typeof pairs, id: ClauseId) =>
      clauses.find((each) => each.id === id)?.verdict;
    expect(verdictOf(pairs, 'EVENT-5')).toBe('holds');
    expect(verdictOf(ends, 'ROUTE-7')).not.toBe('declined');
  });
});
