/**
 * Slow receivers: what the law leaves to a system while a client does not read, what it does not, and that a fault which has nothing
 * to do with a stall is never laid to one.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, networkKind } from '#impl';
import type { ClauseId, NetworkKind, Observation, Step } from '#spec';
import { createIntervalJudge } from '../interval/index.ts';
import { run } from '../lockstep/run.ts';
import { drawScenario, generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';
import { check } from './check.ts';
import { smallest } from './smallestScenario.ts';

const options = { seed: 'stalls', shapes, hostile: 0, shrink: false, now: () => 0 };
const judges = [
  ['lockstep', {}],
  ['the interval law', { judge: createIntervalJudge() }],
] as const;

type Seen = readonly Observation[];

/** Our network, with what it shows of a step altered. A step for which `asks` is false is not done. */
function networkWith(
  alter: (seen: Seen, step: Step) => Seen,
  asks: (step: Step) => boolean = () => true,
): NetworkKind {
  return {
    ...networkKind,
    async create(topology) {
      const inner = await networkKind.create(topology);
      return {
        ...inner,
        apply: async (step, index) =>
          asks(step) ? alter(await inner.apply(step, index), step) : [],
        table: async (node) => (await inner.table?.(node)) as never,
        size: async (node) => (await inner.size?.(node)) as never,
        close: () => inner.close(),
      };
    },
  };
}

const isReceived = ({ kind }: Observation) => kind === 'frame' || kind === 'handled';

describe.each(judges)('by %s', (name, judged) => {
  const findingsOf = async (kind: NetworkKind, runs = 60) =>
    (await check([kind], { ...options, ...judged, runs: byEffort(runs, 4 * runs) })).findings;

  it('EVENT-13, EVENT-14: our network keeps them, and the run puts both to the test', async () => {
    const { findings, clauses } = await check([networkKind], { ...options, ...judged, runs: 100 });
    expect(findings).toEqual([]);
    for (const id of ['EVENT-13', 'EVENT-14'])
      expect(clauses.find((each) => each.id === id)?.verdict, id).toBe('holds');
  });

  it('EVENT-14: what nobody reads may be dropped, all of it or all but the newest', async () => {
    const isDropped = (each: Observation, step: Step) => step.kind === 'resume' && isReceived(each);
    const dropping = networkWith((seen, step) => seen.filter((each) => !isDropped(each, step)));
    expect(await findingsOf(dropping)).toEqual([]);
    const newest = networkWith((seen, step) =>
      step.kind === 'resume' ? seen.filter(({ kind }) => kind === 'frame').slice(-1) : seen,
    );
    expect(await findingsOf(newest)).toEqual([]);
  });

  it.each(
    allMutants
      .filter(({ clause }) => clause === 'EVENT-13' || clause === 'EVENT-14')
      // The interval law knows neither closings nor tables by themselves.
      .filter(({ id }) => name === 'lockstep' || id !== 'closes-who-does-not-read')
      .map(({ id, clause, kind }) => ({ id, clause, kind: kind as NetworkKind })),
  )('$clause is broken by $id', async ({ clause, kind }) => {
    expect((await findingsOf(kind)).map((each) => each.clause)).toContain(clause);
  });

  it('EVENT-1: an event that nobody gets is laid to no stall', async () => {
    const deaf = networkWith((seen, step) =>
      step.kind === 'publish' ? seen.filter((each) => !isReceived(each)) : seen,
    );
    const clauses = (await findingsOf(deaf)).map((each) => each.clause);
    expect(clauses).toContain('EVENT-1');
    expect(clauses).not.toContain('EVENT-13');
    expect(clauses).not.toContain('EVENT-14');
  });
});

it('EVENT-14: an adapter whose clients read on is accused', async () => {
  const reading = networkWith(
    (seen) => seen,
    ({ kind }) => kind !== 'stall' && kind !== 'resume',
  );
  const { findings } = await check([reading], { ...options, runs: 60 });
  expect(findings.map(({ signature }) => signature)).toContain('EVENT-14|frame surplus|publish');
});

const isStall = ({ kind }: Step) => kind === 'stall' || kind === 'resume';

describe('drawing', () => {
  const features = networkKind.features.filter((each) => each !== 'stall');
  const drawn = Array.from({ length: byEffort(80, 400) }, (_, index) => ({
    plain: generate('drawn', index, { features }),
    stalled: drawScenario('drawn', index, { features: networkKind.features }),
  }));
  it('puts stalls, and events for them, between the steps that are drawn without the feature', () => {
    for (const { plain, stalled } of drawn) {
      const { topology, steps } = stalled.scenario;
      expect(topology).toEqual(plain.topology);
      expect(scenarioFaults(stalled.scenario)).toEqual([]);
      expect(stalled.advances).toHaveLength(steps.length);
      let at = 0;
      for (const step of steps)
        if (JSON.stringify(step) === JSON.stringify(plain.steps[at])) at++;
        else expect(['stall', 'resume', 'publish']).toContain(step.kind);
      expect(at).toBe(plain.steps.length);
    }
  });

  it('does so in a fifth of the scenarios or more, and leaves the others as they are', () => {
    const withStall = drawn.filter(({ stalled }) => stalled.scenario.steps.some(isStall));
    expect(withStall.length).toBeGreaterThan(drawn.length / 5);
    for (const { plain, stalled } of drawn)
      if (!stalled.scenario.steps.some(isStall)) expect(stalled.scenario).toEqual(plain);
  });
});

describe('shrinking', () => {
  /** Returns the kinds of step that are left of a scenario with a stall that fails with a wanted clause. */
  async function stepsLeft(id: string, isWanted: (clause: ClauseId) => boolean) {
    const kind = allMutants.find((each) => each.id === id)?.kind as NetworkKind;
    for (let index = 0; index < 300; index++) {
      const scenario = generate('shrunk', index, { features: kind.features });
      if (!scenario.steps.some(isStall)) continue;
      const [finding] = (await run(kind, scenario)).findings;
      if (!finding || !isWanted(finding.clause)) continue;
      const small = await smallest(kind, scenario, finding.signature, {});
      return small.scenario.steps.map((each) => each.kind);
    }
    throw new Error('no scenario fails');
  }

  it('drops a stall, and its end, that the failure does not need', async () => {
    const steps = await stepsLeft('one-handler-a-pattern', (clause) => clause !== 'EVENT-14');
    expect(steps).toContain('subscribe');
    expect(steps.filter((kind) => kind === 'stall' || kind === 'resume')).toEqual([]);
  });

  it('EVENT-14: keeps a stall that it needs', async () => {
    expect(await stepsLeft('the-newest-comes-first', (clause) => clause === 'EVENT-14')).toEqual([
      'subscribe',
      'stall',
      'publish',
      'publish',
    ]);
  });
});
