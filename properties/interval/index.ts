/**
 * The interval judge in the form that `check`, the shrinker and `replay` use: it takes the place of the lockstep run.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { accuseHalf } from '../clauses/accusation.ts';
import { blameStall } from '../clauses/blame.ts';
import type { Divergence } from '../clauses/divergence.ts';
import { maskIntervals } from '../compare/featureMask.ts';
import type { Judge } from '../lockstep/judge.ts';
import type { Outcome } from '../lockstep/outcome.ts';
import { undrivenOutcome } from '../lockstep/outcome.ts';
import type { RunOptions } from '../lockstep/run.ts';
import { isUnsupported, Undriven } from '../network/undriven.ts';
import { coverageOf, heardClauses } from './coverage.ts';
import { divergencesOf } from './findings.ts';
import type { IntervalOptions } from './judge.ts';
import { runAndJudge } from './judge.ts';

export type { Judge } from '../lockstep/judge.ts';
export type { IntervalOptions } from './judge.ts';

/**
 * Returns the judge for a router: the one that was `asked` for, if any. Otherwise the interval judge if the router only
 * acknowledges requests, or null to compare each step with the model.
 */
export function judgeFor(kind: AnyRouterKind, asked?: Judge): Judge | null {
  const acknowledgesOnly = kind.level === 'network' && kind.quiescence === 'acknowledged';
  return asked ?? (acknowledgesOnly ? createIntervalJudge() : null);
}

export function createIntervalJudge(options: IntervalOptions = {}): Judge {
  const { withhold = 0 } = options;
  const share = withhold > 0 ? `, ${withhold} % of them withheld` : '';
  return {
    name: 'interval',
    by: `the interval law, from requests and acknowledgements${share}`,
    clauses: heardClauses,
    run: (kind, scenario, { past } = {}) => runToOutcome(kind, scenario, options, past),
  };
}

async function runToOutcome(
  kind: AnyRouterKind,
  scenario: Scenario,
  options: IntervalOptions,
  past?: RunOptions['past'],
): Promise<Outcome> {
  const features = featuresOf(kind);
  const judge = async (each: Scenario) =>
    maskIntervals(await runAndJudge(kind, each, options), new Set(features), each.topology);
  const passes = async (candidate: Scenario) =>
    divergencesOf(await judge(candidate), features).length === 0;
  let judgement: Awaited<ReturnType<typeof judge>>;
  try {
    judgement = await judge(scenario);
  } catch (error) {
    if (!(error instanceof Undriven) && !isUnsupported(error)) throw error;
    return undrivenOutcome(error);
  }
  const all: Divergence[] = [];
  for (const each of divergencesOf(judgement, features))
    all.push(
      await accuseHalf(scenario, await blameStall(scenario, each, passes), features, passes),
    );
  const divergence = all.find((each) => !past?.(each));
  const passed = all.slice(0, divergence ? all.indexOf(divergence) : all.length);
  const { systemLog } = judgement;
  return {
    findings: divergence ? [{ ...divergence, ...(systemLog ? { log: systemLog } : {}) }] : [],
    ...(past ? { passed } : {}),
    records: [],
    ...coverageOf(judgement, features),
    stepCount: judgement.stepCount,
    error: null,
    ...(judgement.unsupported === null ? {} : { unsupported: judgement.unsupported }),
  };
}
