/** The interval judge as a run: what `check`, the shrinker and `replay` ask instead of the run that looks at everything. */
import type { NetworkKind, RouterKind, Scenario } from '#spec';
import { judgedIntervals } from '../compare/declared.ts';
import type { Judge } from '../lockstep/judge.ts';
import type { Outcome } from '../lockstep/outcome.ts';
import { untold } from '../lockstep/outcome.ts';
import type { RunOptions } from '../lockstep/run.ts';
import { isUnsupported, Undriven } from '../network/undriven.ts';
import { divergencesOf, heardClauses, spoken } from './findings.ts';
import type { IntervalOptions } from './judge.ts';
import { intervalRun } from './judge.ts';

export type { Judge } from '../lockstep/judge.ts';
export type { IntervalOptions } from './judge.ts';

/** The judge of a kind: the one asked for; of a kind that only acknowledges always this one; null for model, tables and messages. */
export function judgeFor(kind: RouterKind | NetworkKind, asked?: Judge): Judge | null {
  const only = kind.level === 'network' && kind.quiescence === 'acknowledged';
  return asked ?? (only ? intervalJudge() : null);
}

export function intervalJudge(options: IntervalOptions = {}): Judge {
  const { withhold = 0 } = options;
  const share = withhold > 0 ? `, ${withhold} % of them withheld` : '';
  return {
    name: 'interval',
    by: `the interval law, from requests and acknowledgements${share}`,
    clauses: heardClauses,
    run: (kind, scenario, { past } = {}) => run(kind, scenario, options, past),
  };
}

async function run(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  options: IntervalOptions,
  past?: RunOptions['past'],
): Promise<Outcome> {
  let came: Awaited<ReturnType<typeof intervalRun>>;
  try {
    came = judgedIntervals(await intervalRun(kind, scenario, options), new Set(kind.features));
  } catch (error) {
    if (!(error instanceof Undriven) && !isUnsupported(error)) throw error;
    return untold(error);
  }
  const all = divergencesOf(came);
  const divergence = all.find((each) => !past?.(each));
  const passed = all.slice(0, divergence ? all.indexOf(divergence) : all.length);
  return {
    findings: divergence ? [divergence] : [],
    ...(past ? { passed } : {}),
    records: [],
    ...spoken(came),
    stepCount: came.stepCount,
    error: null,
    ...(came.unsupported === null ? {} : { unsupported: came.unsupported }),
  };
}
