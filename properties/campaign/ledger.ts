/**
 * Ledger: the answers of the workers, entered in the order of their places, until there are as many findings as were
 * asked for. What was done beyond that counts for nothing, so that many workers give what one gives.
 */

import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import type { Faults } from '../clauses/effect.ts';
import { summed } from '../clauses/effect.ts';
import type { Known } from '../knownDeviations/known.ts';
import { knows } from '../knownDeviations/known.ts';
import { applies } from '../verdict/evidence.ts';
import type { Besieged, Fenced, Found, KindFacts, Place, Tally } from '../verdict/gathered.ts';
import { byClause, preferred } from '../verdict/gathered.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Figures } from './avoidKnown.ts';
import type { Answer, Entry } from './task.ts';

type Counts = { -readonly [Key in keyof Tally]: Tally[Key] };

export class Ledger {
  readonly #bail: number;
  /** For each kind the clauses that apply to it. */
  readonly #applicable: readonly (readonly ClauseId[])[];
  readonly #found = new Map<string, Found>();
  readonly #documents = new Set<number>();
  readonly tallies: Readonly<Record<ClauseId, Counts>> = byClause(() => ({
    trials: 0,
    scenarios: 0,
    witness: 0,
  }));
  scenarios = 0;
  steps = 0;
  faults: Faults = { effective: 0, ineffective: 0 };
  siege: Besieged | null = null;
  /** Null where nothing was fenced. */
  fence: Fenced | null = null;
  readonly #known: readonly Known[];

  /** `known` deviations are entered, and never make it full. */
  constructor(
    kinds: readonly Pick<KindFacts, 'features'>[],
    bail = Number.POSITIVE_INFINITY,
    known: readonly Known[] = [],
  ) {
    this.#bail = bail;
    this.#known = known;
    this.#applicable = kinds.map((kind) => clauseIds.filter((id) => applies(id, [kind])));
  }

  /** Whether there are as many findings as were asked for. */
  get full(): boolean {
    if (this.#found.size < this.#bail) return false;
    const fresh = this.found.filter(({ finding }) => !knows(this.#known, finding));
    return fresh.length >= this.#bail;
  }

  /** Documents of the corpus that one kind at least has run. */
  get replayed(): number {
    return this.#documents.size;
  }

  get found(): readonly Found[] {
    return [...this.#found.values()];
  }

  /** Answers come in the order of their places. */
  enter({ entries, siege }: Answer): void {
    if (this.full) return;
    if (siege) this.siege = siege;
    for (const entry of entries) {
      if (this.full) return;
      this.#count(entry);
      this.#keep(entry);
    }
  }

  #count(entry: Entry): void {
    const [, of, index] = entry.place;
    if (entry.kind === 'document') this.#documents.add(index);
    if (entry.kind !== 'case') return;
    this.scenarios++;
    this.steps += entry.steps;
    if (entry.faults) this.faults = summed(this.faults, entry.faults);
    if (entry.fence) this.fence = fencedBesides(this.fence, entry.fence);
    for (const id of this.#applicable[of] ?? []) {
      const tally = this.tallies[id];
      tally.trials++;
      if (entry.exercised.includes(id)) tally.scenarios++;
      if (entry.witnessed.includes(id)) tally.witness++;
    }
  }

  #keep({ sightings, place }: Entry): void {
    for (const finding of sightings) this.#keepOne(finding, place);
  }

  #keepOne(finding: Finding, place: Place): void {
    const steps = finding.scenario.steps.length;
    const found: Found = { finding, of: place[1], place, steps, first: place };
    const known = this.#found.get(finding.signature);
    this.#found.set(finding.signature, known ? preferred(known, found) : found);
  }
}

function fencedBesides(sum: Fenced | null, { past, around, short }: Figures): Fenced {
  return {
    past: (sum?.past ?? 0) + past,
    around: (sum?.around ?? 0) + around,
    short: (sum?.short ?? 0) + (short ? 1 : 0),
  };
}
