/**
 * A known bug hides no new one. Each router here has two bugs, of which one is declared. The other is found, although
 * the declared one shows before it in every scenario, and its scenario avoids the declared one wherever possible.
 */
import { describe, expect, it } from 'vitest';
import type { Mutant } from '#impl';
import { mutants, routerKind } from '#impl';
import type { ClauseId, Effect, Input, Router, RouterKind, Scenario } from '#spec';
import { routingOf } from '#spec';
import { createIntervalJudge } from '../interval/index.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { run } from '../lockstep/run.ts';
import { trace } from '../lockstep/trace.ts';
import { shapes } from '../scenario/topology.ts';
import { applyDeviations } from '../verdict/deviations.ts';
import { reportOf } from '../verdict/runReport.ts';
import { check } from './check.ts';
import { gather } from './gather.ts';

const mutantOf = (id: string) => {
  const found = mutants.find((each) => each.id === id);
  if (!found) throw new Error(`no mutant ${id}`);
  return found;
};

type Change = (effects: readonly Effect[], input: Input, inner: Router) => readonly Effect[];

/** Adds a second bug to a mutant. */
function addBug({ kind }: Mutant, plant: () => Change): RouterKind {
  return {
    ...kind,
    // Without `moves`, because the law leaves free what an orc hears that is attached at two nodes: an event that is
    // written for such an orc alone would be no difference.
    features: kind.features.filter((each) => each !== 'moves'),
    create(options) {
      const inner = kind.create(options);
      const change = plant();
      return {
        handle: (input) => change(inner.handle(input), input, inner),
        table: () => inner.table?.() as ReturnType<NonNullable<Router['table']>>,
        size: () => inner.size?.() as number,
      };
    },
  };
}

const dropCloses: Change = (effects) => effects.filter(({ kind }) => kind !== 'close');

/** Whether the event is not on a line, or is on a line that somebody holds. */
function hasAudience(
  { topic, forward }: Extract<Input, { kind: 'publish' }>,
  router: Router,
): boolean {
  const routing = routingOf(topic);
  if (routing.kind !== 'line' || forward !== null) return true;
  const routes = router.table?.().routes ?? [];
  return routes.some(({ lines }) => lines.some(({ lineId }) => lineId === routing.lineId));
}

/** A bug: once an event was published on a line that nobody holds, the router closes no pair any more. */
const armedByAnEvent = () => {
  let armed = false;
  return ((effects, input, inner) => {
    armed ||= input.kind === 'publish' && effects.length > 0 && !hasAudience(input, inner);
    return armed ? dropCloses(effects, input, inner) : effects;
  }) satisfies Change;
};

/** The same bug, which here begins once any orc has left. */
const armedByADeparture = () => {
  let armed = false;
  return ((effects, input, inner) => {
    const left = armed ? dropCloses(effects, input, inner) : effects;
    armed ||= effects.some(({ kind }) => kind === 'close');
    return left;
  }) satisfies Change;
};

const options = { seed: 'fence', shapes, shrink: false, interleave: 0, now: () => 0 };
const found = async (kind: RouterKind, known: readonly KnownDeviation[], runs = 30) => {
  const report = await check([kind], { ...options, runs, known });
  const signatures = report.findings.map(({ signature }) => signature);
  const fresh = report.findings.filter(
    ({ signature }) => !known.some((each) => each.signature === signature),
  );
  return { report, signatures, fresh };
};

const CLOSING = 'ROUTE-1|closed missing|leave';

describe('a run with a known deviation', () => {
  const FLOOD = { clause: 'EVENT-2', signature: 'EVENT-2|frame surplus|publish' } as const;
  /** Another symptom of the same mutant. */
  const HALL = { clause: 'LINE-7', signature: 'LINE-7|hearing surplus|publish' } as const;

  it('goes on past its step where it changes no table, and finds what comes later', async () => {
    const kind = addBug(mutantOf('nobody-means-everybody'), armedByAnEvent);
    expect((await found(kind, [])).signatures).not.toContain(CLOSING);
    const { report, signatures, fresh } = await found(kind, [FLOOD]);
    expect(signatures).toContain(FLOOD.signature);
    expect(signatures).toContain(CLOSING);
    expect(report.fence?.past).toBeGreaterThan(20);
    // This finding follows from the declared one, and says so.
    const closing = fresh.find(({ signature }) => signature === CLOSING);
    expect(closing?.after).toEqual([FLOOD.signature]);
    expect(closing?.detail).toContain('declare it too');
    expect(closing?.reproduced).toBe(true);
    // Its trace ends at this finding, not at the known deviation.
    const scenario = closing?.scenario as Scenario;
    const past = ({ signature }: { readonly signature: string }) => signature === FLOOD.signature;
    const { divergence, frames } = await trace(kind, scenario, { past });
    expect(divergence).toMatchObject({ signature: CLOSING, at: closing?.at });
    const flooded = frames.find(({ differences }) => differences.length > 0);
    expect(flooded?.index).toBeLessThan(closing?.at as number);
    expect(flooded?.differences.join()).toContain('surplus frame');
    expect((await trace(kind, scenario)).divergence?.signature).toBe(FLOOD.signature);
  });

  it('is held on to while a later finding is shrunk', async () => {
    const kind = addBug(mutantOf('nobody-means-everybody'), armedByAnEvent);
    const { findings } = await check([kind], {
      ...options,
      shrink: true,
      runs: 30,
      known: [FLOOD],
    });
    const closing = findings.find(({ signature }) => signature === CLOSING);
    expect(closing?.after).toEqual([FLOOD.signature]);
    // A join, an event on a line of nobody, and a leave: that of the epilogue.
    expect(closing?.scenario.steps.map(({ kind: each }) => each)).toEqual(['join', 'publish']);
    expect(closing?.certificate).toBeUndefined();
  });

  it('reports a later finding by a scenario without the known one, where it fails without it too', async () => {
    const kind = addBug(mutantOf('nobody-means-everybody'), armedByADeparture);
    const { fresh } = await found(kind, [FLOOD]);
    const closing = fresh.find(({ signature }) => signature === CLOSING);
    expect(closing?.after).toBeUndefined();
    const [alone] = (await run(kind, closing?.scenario as never)).findings;
    expect(alone?.signature).toBe(CLOSING);
  });

  it('is run again without its step where a table is left wrong', async () => {
    const TAKES: KnownDeviation = { clause: 'ROUTE-2', signature: 'ROUTE-2|route missing|leave' };
    const kind = addBug(mutantOf('departure-takes-all'), armedByADeparture);
    const { report, fresh } = await found(kind, [TAKES], 60);
    expect(report.fence?.around).toBeGreaterThan(5);
    expect(fresh.map(({ signature }) => signature)).toContain(CLOSING);
  });

  it('covers a whole clause that is declared without a signature', async () => {
    const { kind } = mutantOf('nobody-means-everybody');
    const { report } = await found(kind, [{ clause: 'EVENT-2' }, { clause: 'LINE-7' }]);
    expect(report.fence?.past).toBeGreaterThan(20);
    const declared = { clause: 'EVENT-2', reason: 'known' } as const;
    expect(applyDeviations(report, [declared]).deviations[0]?.state).toBe('expected');
  });

  it('gets further than one that stops there: more steps, more clauses witnessed', async () => {
    const { kind } = mutantOf('nobody-means-everybody');
    const bare = (await found(kind, [])).report;
    const bypassed = (await found(kind, [FLOOD, HALL])).report;
    expect(bypassed.totals.steps).toBeGreaterThan(1.5 * bare.totals.steps);
    const witnesses = ({ clauses }: typeof bare) =>
      clauses.reduce((sum, { witness }) => sum + witness, 0);
    expect(witnesses(bypassed)).toBeGreaterThan(1.3 * witnesses(bare));
  });

  it('has no trial of what lay behind an early end: a clause that is violated there is not said to hold', async () => {
    const kind = addBug(mutantOf('nobody-means-everybody'), armedByAnEvent);
    const result = async (known: readonly KnownDeviation[]) => {
      const gathered = await gather([kind], { ...options, runs: 30, known });
      const { evidence, verdict } =
        reportOf(gathered).clauses.find(({ id }) => id === 'ROUTE-1') ?? {};
      return { ...gathered.tallies['ROUTE-1'], evidence, verdict };
    };
    const bare = await result([]);
    expect(bare.trials + bare.early).toBe(30);
    expect(bare.early).toBeGreaterThan(bare.trials);
    expect(bare.scenarios).toBeGreaterThan(bare.wholeScenarios);
    expect(bare.evidence).toMatch(
      `${bare.wholeScenarios} of ${bare.trials} scenarios; witness in ${bare.wholeWitness} `,
    );
    expect(bare.evidence).toContain(
      `; ${bare.early} more ended early, ${bare.scenarios - bare.wholeScenarios} of them after exercising it`,
    );
    expect(bare.verdict).toBe('undecided');
    expect((await result([FLOOD])).verdict).toBe('violated');
  });

  it('counts a scenario that it ends while everyone leaves, but not for clauses about departures or the end', async () => {
    const { kind } = mutantOf('departure-not-passed-on');
    const some = {
      ...options,
      shapes: ['chain'] as const,
      runs: 60,
      known: [{ clause: 'ROUTE-1' }] as const,
    };
    const gathered = await gather([kind], some);
    const { tallies } = gathered;
    const share = (id: ClauseId) => tallies[id].trials / (tallies[id].trials + tallies[id].early);
    // Most of these scenarios end at a departure of their epilogue.
    expect(share('SAFE-3')).toBeLessThan(0.5);
    expect(share('ROUTE-2')).toBe(share('SAFE-3'));
    expect(share('LINE-1')).toBeGreaterThan(0.6);
    const { clauses } = reportOf(gathered);
    const verdictOf = (id: ClauseId) => clauses.find((each) => each.id === id)?.verdict;
    expect(verdictOf('LINE-1')).toBe('holds');
    expect(verdictOf('ROUTE-2')).toBe('undecided');
    expect(verdictOf('ROUTE-1')).toBe('violated');
    expect(verdictOf('SAFE-3')).not.toBe('holds');
  });

  it('runs a correct router as before, and calls the deviation healed', async () => {
    const { report } = await found(routerKind, [FLOOD]);
    expect(report.findings).toEqual([]);
    expect(report.fence).toEqual({ past: 0, around: 0, short: 0 });
    const [state] = applyDeviations(report, [{ ...FLOOD, reason: 'known' }]).deviations;
    expect(state?.state).toBe('healed');
  });

  it('finds a second deviation by the interval law, too', async () => {
    const kind = addBug(
      mutantOf('nobody-means-everybody'),
      () => (effects, input) =>
        input.kind === 'publish' && input.topic.endsWith('.finished')
          ? effects.filter(({ kind: each }) => each !== 'write')
          : effects,
    );
    const heard = await check([kind], {
      ...options,
      runs: 30,
      judge: createIntervalJudge(),
      known: [FLOOD],
    });
    expect(heard.findings.map(({ signature }) => signature)).toContain(
      'EVENT-4|hearing missing|publish',
    );
  });
});
