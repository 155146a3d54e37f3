/**
 * Ledger: collects the workers' answers in the order that the scenarios have in the campaign, until there are as many
 * findings as were asked for. Later answers are ignored, so that many workers give the same result as one.
 */

import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import { sumFaults } from '../clauses/faultEffect.ts';
import { endClauses } from '../clauses/index.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import type {
  CampaignPosition,
  DeviationFigures,
  FuzzFigures,
  KindFacts,
  PlacedFinding,
  Tally,
} from '../verdict/campaignResult.ts';
import { chooseFinding, mapByClause } from '../verdict/campaignResult.ts';
import type { KindCoverage } from '../verdict/coverage.ts';
import { isApplicable } from '../verdict/evidence.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isFailing } from '../verdict/verdict.ts';
import type { BypassCounts } from './bypass.ts';
import { CoverageLedger } from './coverageLedger.ts';
import type { Observation } from './observation.ts';
import type { TaskResult, TaskResultEntry } from './task.ts';

type Counts = { -readonly [Key in keyof Tally]: Tally[Key] };

export class CampaignLedger {
  readonly #bail: number;
  /** For each kind, the clauses that apply to it. */
  readonly #applicable: readonly (readonly ClauseId[])[];
  /** For each kind, what its scenarios covered. */
  readonly #coverage: readonly CoverageLedger[];
  readonly #found = new Map<string, PlacedFinding>();
  /** For the id of each finding, how many generated scenarios met it. */
  readonly #counts = new Map<string, number>();
  readonly #documents = new Set<number>();
  readonly tallies: Readonly<Record<ClauseId, Counts>> = mapByClause(() => ({
    trials: 0,
    early: 0,
    scenarios: 0,
    witness: 0,
    wholeScenarios: 0,
    wholeWitness: 0,
  }));
  scenarios = 0;
  steps = 0;
  faults: FaultCounts = { effective: 0, ineffective: 0 };
  fuzzing: FuzzFigures | null = null;
  /** Figures on known deviations; null when no scenario was run with any declared. */
  deviations: DeviationFigures | null = null;
  readonly #known: readonly KnownDeviation[];
  readonly #onFinding: ((finding: Finding) => void) | undefined;

  /**
   * Findings that match a `known` deviation, or break no must, are collected too, but do not count towards `bail`. `onFinding` is
   * called once for each finding.
   */
  constructor(
    kinds: readonly Pick<KindFacts, 'features'>[],
    bail = Number.POSITIVE_INFINITY,
    known: readonly KnownDeviation[] = [],
    onFinding?: (finding: Finding) => void,
  ) {
    this.#onFinding = onFinding;
    this.#bail = bail;
    this.#known = known;
    this.#coverage = kinds.map(({ features }) => new CoverageLedger(features));
    this.#applicable = kinds.map((kind) => clauseIds.filter((id) => isApplicable(id, [kind])));
  }

  /** Whether there are as many findings as were asked for that fail the run. */
  get isFull(): boolean {
    if (this.#found.size < this.#bail) return false;
    const counted = this.found.filter(
      ({ finding }) => isFailing(finding) && !isKnown(this.#known, finding, finding.scenario),
    );
    return counted.length >= this.#bail;
  }

  /** Returns the number of corpus documents that at least one kind has run. */
  get replayedCount(): number {
    return this.#documents.size;
  }

  /** For each kind, what its scenarios covered; null for a kind on which none was run. */
  get coverage(): readonly (KindCoverage | null)[] {
    return this.#coverage.map(({ coverage }) => coverage);
  }

  get found(): readonly PlacedFinding[] {
    return [...this.#found.values()];
  }

  /** Returns the finding with the number of generated scenarios that have met it so far. */
  counted(found: PlacedFinding): PlacedFinding {
    return { ...found, scenarios: this.#counts.get(found.finding.id) ?? 0 };
  }

  /** Enters one answer. The caller must enter answers in the order of the campaign. */
  enter(
    { entries, fuzzing }: TaskResult,
    onObservation?: (observation: Observation) => void,
  ): void {
    if (this.isFull) return;
    if (fuzzing) this.fuzzing = fuzzing;
    for (const entry of entries) {
      if (this.isFull) return;
      this.#countEntry(entry);
      this.#keepFindings(entry);
      if (entry.observation) onObservation?.(entry.observation);
    }
  }

  #countEntry(entry: TaskResultEntry): void {
    const [, of, index] = entry.place;
    if (entry.kind === 'document') this.#documents.add(index);
    if (entry.kind !== 'case') return;
    this.scenarios++;
    this.steps += entry.steps;
    this.#coverage[of]?.enter(entry.measure, entry.exercised);
    if (entry.faults) this.faults = sumFaults(this.faults, entry.faults);
    if (entry.bypass) this.deviations = addDeviationFigures(this.deviations, entry.bypass);
    for (const each of entry.met) this.#counts.set(each, (this.#counts.get(each) ?? 0) + 1);
    for (const id of this.#applicable[of] ?? []) {
      const tally = this.tallies[id];
      const [isExercised, isWitnessed] = [entry.exercised, entry.witnessed].map((ids) =>
        ids.includes(id),
      );
      if (isExercised) tally.scenarios++;
      if (isWitnessed) tally.witness++;
      // Of a scenario that everyone was just leaving, only what departures are about is still open.
      if (entry.isWhole || (entry.endsWhileLeaving && !endClauses.has(id))) {
        tally.trials++;
        if (isExercised) tally.wholeScenarios++;
        if (isWitnessed) tally.wholeWitness++;
      } else tally.early++;
    }
  }

  #keepFindings({ sightings, place }: TaskResultEntry): void {
    for (const finding of sightings) this.#keepFinding(finding, place);
  }

  #keepFinding(finding: Finding, place: CampaignPosition): void {
    const steps = finding.scenario.steps.length;
    const found = { finding, of: place[1], place, steps, first: place, scenarios: 0 };
    const known = this.#found.get(finding.id);
    if (!known) this.#onFinding?.(finding);
    this.#found.set(finding.id, known ? chooseFinding(known, found) : found);
  }
}

function addDeviationFigures(
  sum: DeviationFigures | null,
  { passedSteps, omittedSteps, isCutShort }: BypassCounts,
): DeviationFigures {
  return {
    past: (sum?.past ?? 0) + passedSteps,
    around: (sum?.around ?? 0) + omittedSteps,
    short: (sum?.short ?? 0) + (isCutShort ? 1 : 0),
  };
}
