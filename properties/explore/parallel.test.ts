/**
 * Many parallel runners give the same result as one, whichever finishes first: counts, counterexample, stops,
 * failures.
 */

import { describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { AnyRouterKind } from '#spec';
import { Undriven } from '../network/undriven.ts';
import type { Deviation } from '../verdict/deviations.ts';
import type { Runner } from './scenarios/runner.ts';
import { runBatchOn } from './scenarios/runner.ts';
import { Trials } from './scenarios/trials.ts';
import type { Bounds } from './search/bounds.ts';
import { defaultBounds } from './search/bounds.ts';
import type { Progress, StopReason } from './search/search.ts';
import { worldOf } from './search/world.ts';

const small: Bounds = { ...defaultBounds, nodes: 2, countCap: 7, cuts: true, steps: 2 };

/** Three batches at a time, finished in an order of their own: of three in a row the last first, the first last. */
function createScatteredRunner(
  kind: AnyRouterKind,
  fails: (batch: number) => boolean = () => false,
) {
  const seen = { batches: 0, most: 0, busy: 0 };
  const runner: Runner = {
    atOnce: 3,
    runBatch: async (batch) => {
      const number = seen.batches++;
      seen.most = Math.max(seen.most, ++seen.busy);
      for (let turn = number % 3; turn < 3; turn++)
        await new Promise((resume) => setTimeout(resume, 2));
      const ran = fails(number) ? null : await runBatchOn(kind, batch);
      seen.busy--;
      if (ran === null) throw new Undriven(`batch ${number}`);
      return ran;
    },
  };
  return { seen, runner };
}

interface TrialOptions {
  readonly kind: AnyRouterKind;
  readonly bounds?: Partial<Bounds>;
  readonly declared?: readonly Deviation[];
  readonly runner?: Runner;
  readonly over?: (progress: Progress) => StopReason | null;
}

async function runTrials({ kind, bounds, declared = [], runner, over = () => null }: TrialOptions) {
  const trials = new Trials(worldOf({ ...small, ...bounds }), kind, true, declared, runner);
  const ended = await trials.run(over);
  const { scenarios, progress, exercised, expected, head } = trials;
  return { ended, scenarios, progress, exercised, expected, head, rows: trials.rows() };
}

const mutant = (id: string): AnyRouterKind =>
  mutants.find((each) => each.id === id)?.kind as AnyRouterKind;
const unmergedKind: AnyRouterKind = {
  ...routerKind,
  features: routerKind.features.filter((each) => each !== 'whole tables'),
};
const countingDeviation: Deviation = { clause: 'LINE-2', reason: 'it counts once' };

describe('many runners', () => {
  it.each<[string, TrialOptions]>([
    ['ours', { kind: routerKind }],
    ['ours, where nothing is merged', { kind: unmergedKind, bounds: { lines: 1 } }],
    ['a wrong router', { kind: mutant('count-once') }],
    [
      'a wrong router at three steps',
      { kind: mutant('lines-survive-departure'), bounds: { lines: 1, steps: 3 } },
    ],
    ['declared failures', { kind: mutant('count-once'), declared: [countingDeviation] }],
  ])('SAFE-3: end with the result of one: %s', async (_, asked) => {
    const { seen, runner } = createScatteredRunner(asked.kind);
    expect(await runTrials({ ...asked, runner })).toEqual(await runTrials(asked));
    expect(seen.most).toBeGreaterThan(1);
  });

  it('SAFE-3: do not count what was run beyond the stop', async () => {
    const over = ({ depth }: Progress) => (depth > 0 ? 'time' : null);
    const { seen, runner } = createScatteredRunner(routerKind);
    const many = await runTrials({ kind: routerKind, runner, over });
    expect(many).toEqual(await runTrials({ kind: routerKind, over }));
    expect(many.ended.stopped).toBe('time');
    expect([seen.busy, many.head]).toEqual([0, 1]);
  });

  it('LINE-2: report a router that cannot be driven in its turn, so that it hides no earlier counterexample', async () => {
    const asked = { kind: mutant('count-once'), bounds: { lines: 1, steps: 3 } };
    const one = await runTrials(asked);
    const behind = createScatteredRunner(asked.kind, (batch) => batch === one.head + 1);
    expect(await runTrials({ ...asked, runner: behind.runner })).toEqual(one);
    expect(behind.seen.batches).toBeGreaterThan(one.head + 2);
    const there = createScatteredRunner(asked.kind, (batch) => batch === one.head);
    await expect(runTrials({ ...asked, runner: there.runner })).rejects.toThrow(
      `batch ${one.head}`,
    );
    expect(there.seen.busy).toBe(0);
    const gone = createScatteredRunner(asked.kind, (batch) => batch > one.head);
    const { found } = (await runTrials({ ...asked, runner: gone.runner })).ended;
    expect(found?.signature).toBe(one.ended.found?.signature);
  });
});
