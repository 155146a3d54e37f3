/**
 * Certificate: evidence that a finding's scenario is minimal, as data that anybody can verify: every smaller scenario one edit
 * away, and the result of running it. The verification shares only the edits with the search. It lists the scenarios again, runs
 * each, and compares the results with those in the certificate.
 */

import * as z from 'zod';
import type { Feature, Scenario } from '#spec';
import { featureNames, featuresOf, parseScenario } from '#spec';
import { standsFor } from '../clauses/olderSignatures.ts';
import type { NamingScheme } from './canonical.ts';
import { neighbours } from './neighbours.ts';
import type { Ask, Shrunk } from './shrinker.ts';

const CERTIFICATE_VERSION = 2;

export interface Certificate {
  /** Of the first version: the layers of the law were no features yet, and are offered besides those that are listed. */
  readonly version: 1 | typeof CERTIFICATE_VERSION;
  readonly router: {
    readonly name: string;
    readonly version: string;
    readonly level: 'router' | 'network';
  };
  readonly signature: string;
  /** The features that the router offers. No candidate needs another feature. */
  readonly features: readonly Feature[];
  readonly naming: NamingScheme;
  readonly scenario: Scenario;
  readonly neighbours: readonly {
    readonly edit: string;
    readonly scenario: Scenario;
    /** The signature with which the run failed; null when it passed. */
    readonly ends: string | null;
  }[];
}

export function certify(
  { scenario, naming, features, neighbours: tried }: Shrunk,
  signature: string,
  { name, version, level }: Certificate['router'],
): Certificate {
  return {
    version: CERTIFICATE_VERSION,
    router: { name, version, level },
    signature,
    features,
    naming,
    scenario,
    neighbours: tried.map(({ edit, scenario: candidate, failure }) => ({
      edit,
      scenario: candidate,
      ends: failure?.signature ?? null,
    })),
  };
}

const certificateShape = z.strictObject({
  version: z.literal([1, CERTIFICATE_VERSION]),
  router: z.strictObject({
    name: z.string(),
    version: z.string(),
    level: z.enum(['router', 'network']),
  }),
  signature: z.string(),
  features: z.array(z.enum(featureNames)),
  naming: z.enum(['birth', 'rank', 'given']),
  scenario: z.unknown(),
  neighbours: z.array(
    z.strictObject({ edit: z.string(), scenario: z.unknown(), ends: z.string().nullable() }),
  ),
});

/** Parses a certificate. Returns it, or one sentence for each fault of the document. */
export function parseCertificate(value: unknown): Certificate | readonly string[] {
  const parsed = certificateShape.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
    );
  const certificate = parsed.data as unknown as Certificate;
  const faults = [certificate.scenario, ...certificate.neighbours.map(({ scenario }) => scenario)]
    .map((scenario) => parseScenario(scenario))
    .flatMap((scenario, at) =>
      'steps' in scenario
        ? []
        : scenario.map((fault) => `${at === 0 ? 'scenario' : `neighbours.${at - 1}`}: ${fault}`),
    );
  return faults.length > 0 ? faults : certificate;
}

/**
 * Returns everything that is wrong with the certificate, one sentence each; an empty list when the scenario is minimal as stated.
 */
export async function certificateFaults(
  certificate: Certificate,
  offered: readonly Feature[],
  ask: Ask,
): Promise<string[]> {
  const features = certificate.version === 1 ? featuresOf(certificate) : certificate.features;
  const left = offered.filter((feature) => !features.includes(feature));
  if (left.length > 0)
    return [
      `it leaves out what the router offers, and with it what may stand around: ${left.join(', ')}`,
    ];
  const { scenario, signature, naming, neighbours: written } = certificate;
  const [own] = await ask([scenario]);
  if (!standsFor(signature, own?.signature))
    return [
      `the scenario ends in ${own?.signature ?? 'no failure'}, not in ${signature}: nothing follows for what is around it`,
    ];
  const expected = neighbours(scenario, new Set(features), naming);
  const faults: string[] = [];
  const textOf = (each: Scenario) => JSON.stringify(each);
  const known = new Map(written.map((each) => [textOf(each.scenario), each]));
  for (const { edit, scenario: candidate } of expected)
    if (!known.has(textOf(candidate))) faults.push(`"${edit}" is not listed`);
  const answers = await ask(written.map((each) => each.scenario));
  for (const [at, { edit, ends }] of written.entries()) {
    const actual = answers[at]?.signature ?? null;
    if (actual === own?.signature) faults.push(`"${edit}" leaves the signature standing`);
    else if (actual !== ends && !standsFor(ends ?? '', actual ?? ''))
      faults.push(`"${edit}" ends in ${actual ?? 'no failure'}, not in ${ends ?? 'no failure'}`);
  }
  return faults;
}
