/**
 * One run of one scenario, from its start until all tables are empty again. The run stops at the first step that differs, because
 * later differences would mostly come from the same bug.
 */
import type { AnyRouterKind, Network, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { accuseHalf } from '../clauses/accusation.ts';
import { assignBlame } from '../clauses/blame.ts';
import { closeNetwork } from '../network/closing.ts';
import { liftKind } from '../network/lifting.ts';
import { requireNetwork } from '../network/routerShape.ts';
import { readSystemLog } from '../network/systemLog.ts';
import { Undriven } from '../network/undriven.ts';
import { underLawOf } from '../scenario/needs.ts';
import { planRun } from '../scenario/runPlan.ts';
import type { Outcome } from './outcome.ts';
import { explainEarlyFailure, undrivenOutcome } from './outcome.ts';
import type { RunOptions } from './stepwiseRun.ts';
import { StepwiseRun } from './stepwiseRun.ts';

export type { Divergence } from '../clauses/divergence.ts';
export type { Outcome } from './outcome.ts';
export type { RunOptions } from './stepwiseRun.ts';

/**
 * Runs and judges a scenario. A failure after malformed frames costs a second run without them, to find the cause; so does a
 * wrong hearing where tables cannot be read.
 */
export async function run(
  kind: AnyRouterKind,
  given: Scenario,
  options: RunOptions = {},
): Promise<Outcome> {
  const scenario = underLawOf(kind, given);
  const outcome = await runOnce(kind, scenario, options);
  const [divergence] = outcome.findings;
  if (!divergence) return outcome;
  const passes = async (cleanScenario: Scenario) => {
    const { findings, error } = await runOnce(kind, cleanScenario, {});
    return findings.length === 0 && error === null;
  };
  const blamed = await assignBlame(scenario, divergence, passes);
  const accused = await accuseHalf(scenario, blamed, featuresOf(kind), passes);
  return { ...outcome, findings: [accused] };
}

async function runOnce(
  kind: AnyRouterKind,
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const networkKind = kind.level === 'router' ? liftKind(kind) : kind;
  const features = new Set(featuresOf(kind));
  let drawn = options.advances ?? [];
  const plan = () => {
    const { steps, advances } = planRun(scenario, features, drawn);
    drawn = advances;
    return steps;
  };
  let liveNetwork: Network;
  try {
    liveNetwork = requireNetwork(await networkKind.create(scenario.topology, plan));
  } catch (error) {
    return undrivenOutcome(explainEarlyFailure(kind, error));
  }
  try {
    const stepwise = new StepwiseRun(liveNetwork, features, scenario, options, drawn);
    const outcome = await stepwise.runToEnd();
    const [divergence] = outcome.findings;
    if (!divergence) return outcome;
    return { ...outcome, findings: [{ ...divergence, ...(await readSystemLog(liveNetwork)) }] };
  } catch (error) {
    if (error instanceof Undriven) return undrivenOutcome(error);
    throw error;
  } finally {
    await closeNetwork(kind, liveNetwork);
  }
}
