/**
 * Smallest scenario: shrinks a failure of a router, and adds the certificate that it is minimal and the explanation.
 * Connects the shrinker, which only edits scenarios, to a router, which runs each candidate from the start.
 */

import type { AnyRouterKind, Scenario } from '#spec';
import { groupByCause } from '../causes/causes.ts';
import type { Judge } from '../interval/index.ts';
import { judgeFor } from '../interval/index.ts';
import type { Outcome } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { concurrencyOf } from '../network/lifting.ts';
import { Undriven } from '../network/undriven.ts';
import type { Certificate } from '../shrink/certificate.ts';
import { certify } from '../shrink/certificate.ts';
import { explainFailure } from '../shrink/explanation.ts';
import { describeFirstSymptoms } from '../shrink/firstSymptoms.ts';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Ask, Failure, ShrinkOptions } from '../shrink/shrinker.ts';
import { shrink } from '../shrink/shrinker.ts';
import type { CauseGroup } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { PerformerOptions } from './performerOptions.ts';

export interface Smallest {
  readonly scenario: Scenario;
  /** Null when the search was stopped before every scenario one edit away had been run. */
  readonly certificate: Certificate | null;
  /** What the explanation says, one sentence each. */
  readonly explanation: readonly string[];
  /** Number of scenarios that the router ran for the search, and for the certificate. */
  readonly calls: { readonly search: number; readonly certificate: number };
}

async function runOnce(kind: AnyRouterKind, scenario: Scenario, asked?: Judge): Promise<Outcome> {
  const judge = judgeFor(kind, asked);
  return await (judge ? judge.run(kind, scenario) : run(kind, scenario));
}

/** Returns the failure that a scenario ends in; null when it passes. Throws Undriven. */
export async function failureOf(
  kind: AnyRouterKind,
  scenario: Scenario,
  asked?: Judge,
): Promise<Failure> {
  const { findings, error } = await runOnce(kind, scenario, asked);
  if (error !== null) throw new Undriven(error);
  const [divergence] = findings;
  return divergence ? { signature: divergence.signature, at: divergence.at } : null;
}

/** Returns a function that runs candidates, as many at a time as the kind prefers. It throws Undriven. */
export function askOf(kind: AnyRouterKind, judge?: Judge): Ask {
  const batchSize = concurrencyOf(kind);
  return async (candidates) => {
    const answers: Failure[] = [];
    for (let from = 0; from < candidates.length; from += batchSize) {
      const batch = candidates.slice(from, from + batchSize);
      answers.push(...(await Promise.all(batch.map((each) => failureOf(kind, each, judge)))));
    }
    return answers;
  };
}

/** Returns the smallest scenario on which the router fails with the signature; the given one must do so. */
export async function smallest(
  kind: AnyRouterKind,
  scenario: Scenario,
  signature: string,
  { judge, ...options }: Omit<ShrinkOptions, 'features'> & { readonly judge?: Judge } = {},
): Promise<Smallest> {
  const ask = askOf(kind, judge);
  const shrunk = await shrink(scenario, signature, ask, {
    batch: concurrencyOf(kind),
    ...options,
    features: kind.features,
  });
  const { minimal, calls, proving } = shrunk;
  // First symptoms are described only for the lockstep run: other judges see no tables.
  const looksInside = judgeFor(kind, judge) === null;
  return {
    scenario: shrunk.scenario,
    certificate: minimal ? certify(shrunk, signature, kind) : null,
    explanation: minimal
      ? [
          ...(await explainFailure(shrunk, signature, ask)),
          ...(looksInside ? await describeFirstSymptoms(kind, shrunk.scenario) : []),
        ]
      : [],
    calls: { search: calls - proving, certificate: proving },
  };
}

type RunningOptions = Pick<PerformerOptions, 'signal' | 'judge'>;

/** Returns the finding with its scenario shrunk, a certificate and an explanation. Throws Undriven. */
export async function shrinkFinding(
  kind: AnyRouterKind,
  finding: Finding,
  { signal, judge }: RunningOptions,
): Promise<Finding> {
  // A finding that shows only after known deviations is not shrunk: a smaller scenario might show only those.
  if (finding.after) return finding;
  const { scenario, certificate, explanation } = await smallest(
    kind,
    finding.scenario,
    finding.signature,
    { ...(signal ? { signal } : {}), ...(judge ? { judge } : {}) },
  );
  const [divergence] = (await runOnce(kind, scenario, judge)).findings;
  if (!divergence) return finding;
  const { at, detail, also, sentence } = divergence;
  return {
    ...finding,
    scenario,
    at,
    detail,
    also,
    ...(sentence === undefined ? {} : { sentence }),
    explanation,
    ...(certificate ? { certificate } : {}),
  };
}

/** Groups shrunk findings by cause. Throws Undriven. */
export async function groupFindings(
  kind: AnyRouterKind,
  findings: readonly Finding[],
  { signal, judge }: RunningOptions,
): Promise<readonly CauseGroup[]> {
  const bySize = findings.toSorted((left, right) =>
    compareMeasures(measure(left.scenario), measure(right.scenario)),
  );
  const groups = await groupByCause(bySize, askOf(kind, judge), {
    features: kind.features,
    batch: concurrencyOf(kind),
    ...(signal ? { signal } : {}),
  });
  return groups.map(({ scenario, ids }) => ({ root: JSON.stringify(scenario), findings: ids }));
}
