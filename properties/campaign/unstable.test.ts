/**
 * A failure that does not come again is told apart as unstable. It accuses a router whose answers are exact, and decides nothing
 * where time decides what is seen.
 */
import { describe, expect, it } from 'vitest';
import { networkKind } from '#impl';
import type { Network, NetworkKind, Observation, Quiescence } from '#spec';
import { exitOf } from '../cli/program/exits.ts';
import { Undriven } from '../network/undriven.ts';
import { reportDocument } from '../report/forms/json.ts';
import { textReport } from '../report/text/text.ts';
import { shapes } from '../scenario/topology.ts';
import { exampleFinding, exampleScenario } from '../testing/exampleReport.ts';
import type { PlacedFinding } from '../verdict/campaignResult.ts';
import { chooseFinding } from '../verdict/campaignResult.ts';
import { applyDeviations } from '../verdict/deviations.ts';
import { isFailing } from '../verdict/verdict.ts';
import type { CheckOptions } from './check.ts';
import { check } from './check.ts';

const hears = ({ kind }: Observation) => kind === 'frame' || kind === 'emission';

/** A network that loses what its orcs should hear in each run for which `loses` returns true. */
const losing = (quiescence: Quiescence, loses: (run: number) => boolean): NetworkKind => {
  let runs = 0;
  return {
    ...networkKind,
    quiescence,
    features: ['axon'],
    create: async (...given) => {
      const network = await networkKind.create(...given);
      const isLosing = loses(runs++);
      const apply: Network['apply'] = async (step, index) => {
        const seen = await network.apply(step, index);
        return isLosing ? seen.filter((each) => !hears(each)) : seen;
      };
      return {
        apply,
        close: () => network.close(),
      };
    },
  };
};

const judge = async (kind: NetworkKind, more: Partial<CheckOptions> = {}) => {
  const report = await check([kind], {
    seed: 'unstable',
    runs: 3,
    hostile: 0,
    shrink: false,
    corpus: [exampleScenario],
    shapes,
    now: () => 0,
    ...more,
  });
  const judgement = applyDeviations(report, []);
  const text = textReport(report, [], { version: '1', colour: false, replay: () => '' });
  return { report, exit: exitOf(judgement), text: text.replace(/\s+/g, ' ') };
};

describe('a failure that does not come again', () => {
  it('where answers are exact: unstable, and exit 1', async () => {
    const { report, exit, text } = await judge(losing('exact', (run) => run === 0));
    expect(report.findings.map(({ reproduced }) => reproduced)).toEqual([false]);
    expect(reportDocument(report, [], '1').findings[0]?.reproduced).toBe(false);
    expect(text).toContain(
      'unstable: it did not come again when its scenario was run once more, though',
    );
    expect(exit).toBe(1);
  });

  it('where time decides: unstable and undecided, exit 3, and it does not count for --bail', async () => {
    const { report, exit, text } = await judge(losing('silence', (run) => run === 0));
    const [finding] = report.findings;
    expect(finding).toMatchObject({ reproduced: false, timed: true });
    expect(report.clauses.find(({ id }) => id === finding?.clause)).toMatchObject({
      verdict: 'undecided',
      undecided: expect.stringContaining('time decides'),
    });
    expect(text).toContain(`${finding?.clause} seemed violated once`);
    expect(report.clauses.map(({ verdict }) => verdict)).not.toContain('violated');
    expect(finding && isFailing(finding)).toBe(false);
    expect(exit).toBe(3);
  });

  it('comes again where time decides: exit 1, also if it came by chance before', async () => {
    const { report, exit } = await judge(losing('silence', (run) => run !== 1));
    expect(report.findings.some(({ reproduced }) => reproduced)).toBe(true);
    expect(exit).toBe(1);
  });

  it('is replaced by one of the same signature that comes again, though this is longer', () => {
    const finding = exampleFinding('LINE-1');
    const place = [2, 0, 0] as const;
    const stable: PlacedFinding = { finding, of: 0, place, steps: 9, first: place, scenarios: 0 };
    const unstable = { ...stable, finding: { ...finding, reproduced: false }, steps: 3 };
    expect(chooseFinding(unstable, stable).finding.reproduced).toBe(true);
    expect(chooseFinding(stable, unstable).finding.reproduced).toBe(true);
  });
});

describe('a failure that depends on earlier scenarios', () => {
  /** Starts the network anew, which then loses in these of its runs. */
  const startingAnew = (quiescence: Quiescence, loses: (run: number) => boolean) => ({
    shrink: true,
    startAnew: async () => ({ kind: losing(quiescence, loses), close: async () => {} }),
  });
  const later = (run: number) => run > 0;

  it('where answers are exact: told as that, not shrunk, exit 1', async () => {
    const { report, exit, text } = await judge(
      losing('exact', later),
      startingAnew('exact', later),
    );
    expect(report.findings.length).toBeGreaterThan(0);
    for (const { certificate, ...finding } of report.findings) {
      expect(finding).toMatchObject({ reproduced: false, dependsOnEarlier: true });
      expect(certificate).toBe(undefined);
    }
    expect(reportDocument(report, [], '1').findings[0]?.dependsOnEarlier).toBe(true);
    expect(text).toContain(
      'depends on earlier scenarios: from a fresh start of the router its scenario ends otherwise',
    );
    expect(exit).toBe(1);
  });

  it('where time decides: undecided, exit 3', async () => {
    const { exit, report } = await judge(losing('silence', later), startingAnew('silence', later));
    expect(report.findings.every(({ dependsOnEarlier }) => dependsOnEarlier)).toBe(true);
    expect(exit).toBe(3);
  });

  it('is none that comes from a fresh start too', async () => {
    const always = () => true;
    const { report } = await judge(losing('exact', always), startingAnew('exact', always));
    expect(report.findings.some(({ dependsOnEarlier }) => dependsOnEarlier)).toBe(false);
    expect(report.findings.some(({ certificate }) => certificate)).toBe(true);
  });

  it('stays what it was found to be where the router cannot be started anew, which is tried once', async () => {
    let tries = 0;
    const startAnew = async () => {
      tries++;
      throw new Undriven('no more licences');
    };
    const { report } = await judge(losing('exact', later), { startAnew });
    expect(report.findings.length).toBeGreaterThan(1);
    expect(report.findings.some(({ dependsOnEarlier }) => dependsOnEarlier)).toBe(false);
    expect(tries).toBe(1);
  });

  it('comes once and never again: it depends on them if fresh starts agree, and else on chance', async () => {
    const once = (run: number) => run === 0;
    const never = startingAnew('exact', () => false);
    const { report } = await judge(losing('exact', once), never);
    expect(report.findings).toMatchObject([{ reproduced: false, dependsOnEarlier: true }]);
    let starts = 0;
    const atTimes = {
      startAnew: async () => ({
        kind: losing('exact', () => starts++ % 2 === 0),
        close: async () => {},
      }),
    };
    const byChance = await judge(losing('exact', once), atTimes);
    expect(byChance.report.findings.map(({ dependsOnEarlier }) => dependsOnEarlier)).toEqual([
      undefined,
    ]);
  });
});
