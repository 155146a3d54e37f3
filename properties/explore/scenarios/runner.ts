/**
 * Runner: who runs the scenarios of an exploration on the router, this process or many threads, and what comes back of
 * each. Data alone, so that a scenario may be run anywhere. It knows nothing of rows and states.
 */

import type { ClauseId, Scenario } from '#spec';
import type { Divergence } from '../../lockstep/run.ts';
import { run } from '../../lockstep/run.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import type { Kind } from './capabilities.ts';

export interface ScenarioResult {
  readonly divergence: Divergence | null;
  readonly exercised: readonly ClauseId[];
  /** Why the router could not be driven. */
  readonly error: string | null;
}

/** Scenarios that are run one after the other, and the failures that do not end them. */
export interface Batch {
  readonly scenarios: readonly Scenario[];
  readonly declared: readonly Deviation[];
}

export interface Runner {
  /** How many batches are run at the same time. */
  readonly atOnce: number;
  /** One for each scenario, up to the first that ends them. Throws Undriven. */
  runBatch(batch: Batch): Promise<readonly ScenarioResult[]>;
}

/** In this process. What is behind a failure is not run: nobody would believe a router that has failed. */
export async function runBatchOn(
  kind: Kind,
  { scenarios, declared }: Batch,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const { findings, exercised, error } = await run(kind, scenario);
    const [divergence = null] = findings;
    results.push({ divergence, exercised: [...exercised], error });
    if (error !== null || (divergence && !isDeclared(declared, divergence))) break;
  }
  return results;
}

export function isDeclared(
  declared: readonly Deviation[],
  { clause, signature }: Divergence,
): boolean {
  return declared.some((each) =>
    each.signature === undefined ? each.clause === clause : each.signature === signature,
  );
}
