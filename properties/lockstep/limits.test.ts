/**
 * A router that keeps no more than some is small, and not wrong: what it refuses with `LIMIT` is no difference, in no judge's eyes.
 */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { RouterKind } from '#spec';
import { parseTracelog, readMessage } from '#spec';
import { createIntervalJudge } from '../interval/index.ts';
import { generate } from '../scenario/draw.ts';
import { judgeLog } from '../tracelog/judgement.ts';
import { formatTracelog, recordScenario } from '../tracelog/recorder.ts';
import { run } from './run.ts';

/** Our router, which takes no third line of any orc. What it refuses it does not do. */
const small = (fault: 'LIMIT' | 'NOT_YOURS'): RouterKind => ({
  ...routerKind,
  create: (options) => {
    const right = routerKind.create(options);
    const lines = new Set<string>();
    return {
      ...right,
      handle: (input) => {
        const message = input.kind === 'frame' ? readMessage(input.frame) : '';
        if (typeof message === 'string' || message.kind !== ':conn-line')
          return right.handle(input);
        if (lines.size >= 2 && !lines.has(message.lineId))
          return [{ kind: 'refuse', fault, detail: '2 lines at most' }];
        lines.add(message.lineId);
        return right.handle(input);
      },
    };
  },
});

const scenarios = Array.from({ length: 24 }, (_, index) => generate('limits', index));

it('SAFE-3: a refusal with LIMIT ends the scenario without a finding', async () => {
  const outcomes = [];
  for (const scenario of scenarios) outcomes.push(await run(small('LIMIT'), scenario));
  expect(outcomes.flatMap(({ findings }) => findings)).toEqual([]);
  const ended = outcomes.filter(({ unsupported }) => unsupported !== undefined);
  expect(ended.length).toBeGreaterThan(3);
  expect(ended[0]?.unsupported).toMatch(/^\S+ keeps no more \(LIMIT\): 2 lines at most$/);
});

it('LINE-1: the same refusals with a fault of the law are findings', async () => {
  const outcomes = [];
  for (const scenario of scenarios) outcomes.push(await run(small('NOT_YOURS'), scenario));
  expect(outcomes.filter(({ findings }) => findings.length > 0).length).toBeGreaterThan(3);
});

it('SAFE-3: nor does the interval judge hold it against the router', async () => {
  const judge = createIntervalJudge();
  const outcomes = [];
  for (const scenario of scenarios) outcomes.push(await judge.run(small('LIMIT'), scenario));
  expect(outcomes.flatMap(({ findings }) => findings)).toEqual([]);
  expect(outcomes.filter(({ unsupported }) => unsupported !== undefined).length).toBeGreaterThan(3);
});

it('SAFE-3: a log is undecided from such a refusal on', async () => {
  const verdicts = new Map<string, string | null>();
  for (const scenario of scenarios.slice(0, 12)) {
    const log = parseTracelog(formatTracelog(await recordScenario(small('LIMIT'), scenario)));
    if (!('lines' in log)) throw new Error(log.join('\n'));
    const { verdict, why } = judgeLog(log);
    verdicts.set(verdict, why);
  }
  expect(verdicts.has('refused')).toBe(false);
  expect(verdicts.get('undecided')).toMatch(/leaves open: what a router that keeps no more/);
});
