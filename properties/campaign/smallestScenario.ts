/**
 * Smallest scenario: shrinks a failure of a router, and adds the certificate that it is minimal and the explanation.
 * Connects the shrinker, which only edits scenarios, to a router, which runs each candidate from the start.
 */

import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { groupByCause } from '../causes/causes.ts';
import type { Judge } from '../interval/index.ts';
import { judgeFor } from '../interval/index.ts';
import { identityOf, isKnown } from '../knownDeviations/knownDeviation.ts';
import { requireDriven } from '../lockstep/outcome.ts';
import type { Divergence, Outcome } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { concurrencyOf } from '../network/lifting.ts';
import type { Certificate } from '../shrink/certificate.ts';
import { certify } from '../shrink/certificate.ts';
import { explainFailure } from '../shrink/explanation.ts';
import { describeFirstSymptoms } from '../shrink/firstSymptoms.ts';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Ask, Failure, ShrinkOptions, Shrunk } from '../shrink/shrinker.ts';
import { shrink } from '../shrink/shrinker.ts';
import type { CauseGroup } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import { detailAfter } from './bypass.ts';
import type { PerformerOptions } from './performerOptions.ts';

export interface Smallest {
  readonly scenario: Scenario;
  /** Whether every scenario one edit away was run: false when the search was stopped before. */
  readonly isMinimal: boolean;
  /** Null too when a scenario one edit away fails as a declared scenario does: a certificate can be verified without declarations. */
  readonly certificate: Certificate | null;
  /** What the explanation says, one sentence each. */
  readonly explanation: readonly string[];
  /** Number of scenarios that the router ran for the search, and for the certificate. */
  readonly calls: { readonly search: number; readonly certificate: number };
}

/** How a scenario is run: by which judge, which differences a run continues past, and what tells failures apart. */
interface Running {
  readonly judge?: Judge;
  readonly past?: (divergence: Divergence, scenario: Scenario) => boolean;
  /** Default: the signature. */
  readonly identity?: (divergence: Divergence, scenario: Scenario) => string;
}

async function runOnce(
  kind: AnyRouterKind,
  scenario: Scenario,
  { judge: asked, past }: Running = {},
): Promise<Outcome> {
  const judge = judgeFor(kind, asked);
  const options = past ? { past: (each: Divergence) => past(each, scenario) } : {};
  return await (judge ? judge.run(kind, scenario, options) : run(kind, scenario, options));
}

/** Returns the failure that a scenario ends in; null when it passes. Throws Undriven. */
export async function failureOf(
  kind: AnyRouterKind,
  scenario: Scenario,
  running: Running = {},
): Promise<Failure> {
  const outcome = await runOnce(kind, scenario, running);
  requireDriven(outcome, scenario);
  const [divergence] = outcome.findings;
  if (!divergence) return null;
  const { identity = ({ signature }) => signature } = running;
  return { signature: identity(divergence, scenario), at: divergence.at };
}

/** Returns a function that runs candidates, as many at a time as the kind prefers. It throws Undriven. */
export function askOf(kind: AnyRouterKind, running?: Running): Ask {
  const batchSize = concurrencyOf(kind);
  return async (candidates) => {
    const answers: Failure[] = [];
    for (let from = 0; from < candidates.length; from += batchSize) {
      const batch = candidates.slice(from, from + batchSize);
      answers.push(...(await Promise.all(batch.map((each) => failureOf(kind, each, running)))));
    }
    return answers;
  };
}

/** Returns the smallest scenario on which the router fails with the signature; the given one must do so. */
export async function smallest(
  kind: AnyRouterKind,
  scenario: Scenario,
  signature: string,
  { judge, past, identity, ...options }: Omit<ShrinkOptions, 'features'> & Running = {},
): Promise<Smallest> {
  const ask = askOf(kind, {
    ...(judge ? { judge } : {}),
    ...(past ? { past } : {}),
    ...(identity ? { identity } : {}),
  });
  const shrunk = await shrink(scenario, signature, ask, {
    batch: concurrencyOf(kind),
    ...options,
    features: featuresOf(kind),
  });
  const { minimal, calls, proving } = shrunk;
  // First symptoms are described only for the lockstep run: other judges see no tables.
  const looksInside = judgeFor(kind, judge) === null;
  return {
    scenario: shrunk.scenario,
    isMinimal: minimal,
    certificate:
      minimal && !shrunk.neighbours.some(isToldApart) ? certify(shrunk, signature, kind) : null,
    explanation: minimal
      ? [
          ...(await explainFailure(shrunk, signature, ask)),
          ...(looksInside ? await describeFirstSymptoms(kind, shrunk.scenario) : []),
        ]
      : [],
    calls: { search: calls - proving, certificate: proving },
  };
}

/** Whether the failure has another identity than its signature. */
const isToldApart = ({ failure }: Shrunk['neighbours'][number]): boolean =>
  failure?.signature.includes(' {') === true;

type RunningOptions = Pick<PerformerOptions, 'signal' | 'judge' | 'known'>;
type ShrinkingOptions = RunningOptions & Pick<ShrinkOptions, 'onSmaller'>;

/**
 * Returns the finding with its scenario shrunk, a certificate and an explanation. One that shows only after known deviations is
 * shrunk past these; if its smallest scenario needs none of them, it is a finding like any other. A failure with the same signature
 * that is declared with a scenario is another one, and is not what the search looks for. Throws Undriven.
 */
export async function shrinkFinding(
  kind: AnyRouterKind,
  finding: Finding,
  { signal, judge, known = [], onSmaller }: ShrinkingOptions,
): Promise<Finding> {
  const { signature } = finding;
  const running = judge ? { judge } : {};
  const identity = (each: Divergence, of: Scenario) => identityOf(known, each, of);
  const own = identity(finding, finding.scenario);
  const past = (each: Divergence, of: Scenario) =>
    isKnown(known, each, of) && identity(each, of) !== own;
  const isOwn = (each: Divergence | undefined) =>
    each?.signature === signature && identity(each, scenario) === own;
  const { scenario, isMinimal, certificate, explanation } = await smallest(
    kind,
    finding.scenario,
    own,
    {
      identity,
      ...(signal ? { signal } : {}),
      ...(onSmaller ? { onSmaller } : {}),
      ...running,
      ...(finding.after ? { past } : {}),
    },
  );
  const [alone] = (await runOnce(kind, scenario, running)).findings;
  if (alone && (!finding.after || isOwn(alone))) {
    const { after: _, ...rest } = finding;
    return {
      ...rest,
      ...shownBy(alone),
      scenario,
      explanation,
      ...(certificate ? { certificate } : {}),
      ...(isMinimal ? {} : { cutShort: true as const }),
    };
  }
  const { findings, passed = [] } = await runOnce(kind, scenario, { ...running, past });
  const [later] = findings;
  if (!finding.after || !later || !isOwn(later)) return finding;
  const after = [...new Set(passed.map((each) => each.signature))];
  const { detail, ...shown } = shownBy(later);
  return {
    ...finding,
    ...shown,
    scenario,
    after,
    detail: detailAfter(detail, after),
    ...(isMinimal ? {} : { cutShort: true as const }),
  };
}

const shownBy = ({ at, detail, also, sentence, stack, log }: Divergence) => ({
  at,
  detail,
  also,
  ...(sentence === undefined ? {} : { sentence }),
  ...(stack ? { stack } : {}),
  ...(log ? { log } : {}),
});

/** Groups shrunk findings by cause. Throws Undriven. */
export async function groupFindings(
  kind: AnyRouterKind,
  findings: readonly Finding[],
  { signal, judge }: RunningOptions,
): Promise<readonly CauseGroup[]> {
  const bySize = findings.toSorted((left, right) =>
    compareMeasures(measure(left.scenario), measure(right.scenario)),
  );
  const groups = await groupByCause(bySize, askOf(kind, judge ? { judge } : {}), {
    features: featuresOf(kind),
    batch: concurrencyOf(kind),
    ...(signal ? { signal } : {}),
  });
  return groups.map(({ scenario, ids }) => ({ root: JSON.stringify(scenario), findings: ids }));
}
