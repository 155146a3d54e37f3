/**
 * Coverage ledger: adds up the measures of all scenarios that were run on one router kind. Separate from `ledger.ts`,
 * which collects what verdicts need and knows nothing of sizes and situations.
 */
import type { ClauseId, Feature } from '#spec';
import { clauseIds } from '#spec';
import { Reach } from '../scenario/reach/reach.ts';
import type { KindCoverage } from '../verdict/coverage.ts';
import { dimensions, mapByDimension } from '../verdict/coverage.ts';
import type { CaseMeasure } from './caseMeasure.ts';

type Tally = Record<string, number>;

export class CoverageLedger {
  readonly #features: readonly Feature[];
  readonly #reach: Reach;
  readonly #sizes: Record<(typeof dimensions)[number], Tally> = mapByDimension(() => ({}));
  readonly #payloads: Tally = {};
  readonly #alphabets: Tally = {};
  readonly #situations: number[];
  readonly #exercised = new Map<ClauseId, number[]>();
  #count = 0;

  constructor(features: readonly Feature[]) {
    this.#features = features;
    this.#reach = new Reach(features);
    this.#situations = this.#zeros();
  }

  #zeros(): number[] {
    return this.#reach.lists.situations.map(() => 0);
  }

  /** Adds one case. Measures of the same meter must come in the order in which it took them. */
  enter({ sizes, payloads, alphabets, reach }: CaseMeasure, exercised: readonly ClauseId[]): void {
    this.#count++;
    for (const [at, dimension] of dimensions.entries())
      countOne(this.#sizes[dimension], String(sizes[at]));
    for (const each of payloads) countOne(this.#payloads, each);
    for (const each of alphabets) countOne(this.#alphabets, each);
    this.#reach.addGain(reach);
    countAll(this.#situations, reach.situations);
    for (const id of exercised) {
      const counts = this.#exercised.get(id) ?? this.#zeros();
      countAll(counts, reach.situations);
      this.#exercised.set(id, counts);
    }
  }

  /** What all cases covered; null when no case was run. */
  get coverage(): KindCoverage | null {
    if (this.#count === 0) return null;
    return {
      features: this.#features,
      dimensions: mapByDimension((each) => this.#sizes[each]),
      payloads: sortKeys(this.#payloads),
      alphabets: sortKeys(this.#alphabets),
      reach: this.#reach.toBase64(),
      situations: this.#situations,
      exercised: Object.fromEntries(
        clauseIds.flatMap((id) => {
          const counts = this.#exercised.get(id);
          return counts ? [[id, counts]] : [];
        }),
      ),
    };
  }
}

function countOne(tally: Tally, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}

function countAll(counts: number[], places: readonly number[]): void {
  for (const at of places) counts[at] = (counts[at] ?? 0) + 1;
}

const sortKeys = (tally: Tally): Tally =>
  Object.fromEntries(Object.entries(tally).sort(([one], [other]) => (one < other ? -1 : 1)));
