/**
 * Regressions: how a finding is kept. One file a signature, the smallest scenario that ever had it; a name that another
 * signature has taken gets a mark. It works on what is in the folder, and reads and writes nothing itself.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '#spec';
import { compareMeasures, measure } from '../shrink/measure.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { RegressionDocument } from './document.ts';
import { CORPUS_VERSION } from './migrations.ts';

/** The document of a finding. */
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

/** The file names a signature may be kept under, the plain one first. */
export function fileNames(signature: string): readonly [string, string] {
  const plain = slugOf(signature);
  const mark = createHash('sha256').update(signature).digest('hex').slice(0, 8);
  return [`${plain}.json`, `${plain}-${mark}.json`];
}

/** `LINE-2|route lines|unsubscribe` is `LINE-2-route-lines-unsubscribe`. */
function slugOf(signature: string): string {
  return signature
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}

/** Whether the first is the smaller scenario, as the shrinker sees it. */
export function isSmaller(first: Scenario, second: Scenario): boolean {
  return compareMeasures(measure(first), measure(second)) < 0;
}
