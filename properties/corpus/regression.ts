/**
 * Regressions: how a finding is kept. There is one file per signature, with the smallest scenario that ever had it. If two
 * signatures give the same file name, a hash is appended to the second. This file reads and writes no files itself.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '#spec';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { RegressionDocument } from './document.ts';
import { CORPUS_VERSION } from './migrations.ts';

/** Returns the corpus document for a finding. */
export function regressionOf(
  { clause, signature, level, scenario }: Finding,
  router: string,
  seed: string,
): RegressionDocument {
  return {
    corpus: CORPUS_VERSION,
    kind: 'regression',
    clause,
    signature,
    found: { router, level, seed },
    scenario,
  };
}

/** Returns the file names under which a signature may be kept: the plain one, then the one with a hash. */
export function fileNames(signature: string): readonly [string, string] {
  const plain = slugOf(signature);
  const mark = createHash('sha256').update(signature).digest('hex').slice(0, 8);
  return [`${plain}.json`, `${plain}-${mark}.json`];
}

/** Turns `LINE-2|route lines|unsubscribe` into `LINE-2-route-lines-unsubscribe`. */
function slugOf(signature: string): string {
  return signature
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}

/** Whether the first scenario is the smaller one by the shrinker's measure. */
export function isSmaller(first: Scenario, second: Scenario): boolean {
  return compareMeasures(measure(first), measure(second)) < 0;
}
