/**
 * Smallest: a failure of a router made as small as it gets, with the proof and the reasons. The search's question put
 * to a router: run it from reset, and say what it ended in.
 */

import type { NetworkKind, RouterKind, Scenario } from '#spec';
import type { Judge } from '../interval/index.ts';
import { judgeFor } from '../interval/index.ts';
import { run } from '../lockstep/run.ts';
import { concurrencyOf } from '../network/lifting.ts';
import { Undriven } from '../network/undriven.ts';
import type { Certificate } from '../shrink/certificate.ts';
import { certify } from '../shrink/certificate.ts';
import { explainFailure } from '../shrink/explanation.ts';
import { describeFirstSymptoms } from '../shrink/firstSymptoms.ts';
import type { Ask, Failure, ShrinkOptions } from '../shrink/shrinker.ts';
import { shrink } from '../shrink/shrinker.ts';

type Kind = RouterKind | NetworkKind;

export interface Smallest {
  readonly scenario: Scenario;
  /** Null where the search was ended before every neighbour was asked. */
  readonly certificate: Certificate | null;
  /** One sentence each. */
  readonly explanation: readonly string[];
  /** Scenarios the router ran for the search, and for the certificate. */
  readonly calls: { readonly search: number; readonly certificate: number };
}

/** What a scenario ends in. Throws Undriven. */
export async function failureOf(kind: Kind, scenario: Scenario, asked?: Judge): Promise<Failure> {
  const judge = judgeFor(kind, asked);
  const { findings, error } = await (judge ? judge.run(kind, scenario) : run(kind, scenario));
  if (error !== null) throw new Undriven(error);
  const [divergence] = findings;
  return divergence ? { signature: divergence.signature, at: divergence.at } : null;
}

/** One after the other, or as many at a time as the router is best asked. Throws Undriven. */
export function askOf(kind: Kind, judge?: Judge): Ask {
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

/** The smallest scenario on which the router ends in the signature; the one given must. */
export async function smallest(
  kind: Kind,
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
  // Where a table first leaves the model's is for a judge to tell who looks at tables.
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
