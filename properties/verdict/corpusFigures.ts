/**
 * Corpus figures: how many stored scenarios were run, and why others were left out. Counted by what they need, so that a report does
 * not only say that some are missing.
 */
import type { AnyRouterKind, Feature, Scenario } from '#spec';
import { missingForScenario } from '../scenario/needs.ts';

/** Stored scenarios that were not run, because no kind of the router declares these features. */
export interface LeftOut {
  readonly needs: readonly Feature[];
  readonly documents: number;
}

export interface CorpusFigures {
  readonly replayed: number;
  readonly documents: number;
  /** Absent if none was left out. */
  readonly leftOut?: readonly LeftOut[];
}

/** Returns what was left out, one for each set of lacking features, the most scenarios first. Costs a run of the model each. */
export function leftOutOf(
  documents: readonly Scenario[],
  kinds: readonly AnyRouterKind[],
): LeftOut[] {
  const counts = new Map<string, LeftOut>();
  for (const document of documents) {
    const [needs = []] = kinds
      .map((kind) => missingForScenario(document, kind).toSorted())
      .toSorted((one, other) => one.length - other.length);
    if (needs.length === 0) continue;
    const key = needs.join('\n');
    counts.set(key, { needs, documents: (counts.get(key)?.documents ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((one, other) => other.documents - one.documents);
}

/** Says how many were run, and which features the others lack. */
export function phraseOfCorpus({ replayed, documents, leftOut = [] }: CorpusFigures): string {
  const reasons = leftOut.map(
    (each) =>
      `${each.documents} for want of ${each.needs.map((name) => `"${name}"`).join(' and ')}`,
  );
  const why = reasons.length > 0 ? `; left out: ${reasons.join(', ')}` : '';
  return `corpus: ${replayed} of ${documents} replayed${why}`;
}
