/**
 * Runner: runs the scenarios of an exploration on the router, in this process or in many threads. Its results are plain data, so
 * that a scenario can be run anywhere. It knows nothing of the search.
 */

import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import { isKnown } from '../../knownDeviations/knownDeviation.ts';
import { requireDriven } from '../../lockstep/outcome.ts';
import type { Divergence } from '../../lockstep/run.ts';
import { run } from '../../lockstep/run.ts';
import type { Deviation } from '../../verdict/deviations.ts';

export interface ScenarioResult {
  readonly divergence: Divergence | null;
  readonly exercised: readonly ClauseId[];
  /** Why the router could not be driven. */
  readonly error: string | null;
}

/** Scenarios to run one after the other, and the failures that do not end the batch. */
export interface Batch {
  readonly scenarios: readonly Scenario[];
  readonly declared: readonly Deviation[];
}

export interface Runner {
  /** Number of batches run in parallel. */
  readonly atOnce: number;
  /** Returns one result per scenario, up to and including the first that ends the batch. Throws Undriven. */
  runBatch(batch: Batch): Promise<readonly ScenarioResult[]>;
}

/** Runs a batch in this process. Scenarios after a failure are not run, because the search ends there. */
export async function runBatchOn(
  kind: AnyRouterKind,
  { scenarios, declared }: Batch,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const outcome = await run(kind, scenario);
    if (outcome.hangs) requireDriven(outcome, scenario);
    const { findings, exercised, error } = outcome;
    const [divergence = null] = findings;
    results.push({ divergence, exercised: [...exercised], error });
    if (error !== null || (divergence && !isKnown(declared, divergence, scenario))) break;
  }
  return results;
}
