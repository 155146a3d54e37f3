/**
 * A run of one scenario, step by step. For each step it asks the model, then the audience law, then the router under test, and
 * waits until nothing is in flight; then it compares and notes the evidence. `run.ts` runs a whole scenario with it.
 */

import type { Advance, State } from '#model';
import { advance, start } from '#model';
import type { Audience, Feature, Hearing, Network, Observation, Scenario, Soon, Step } from '#spec';
import { audienceOf, heardBy } from '#spec';
import { Coverage } from '../clauses/coverage.ts';
import type { Divergence } from '../clauses/divergence.ts';
import { divergenceOf } from '../clauses/divergence.ts';
import { compareStep, copiesAtStep } from '../compare/compareStep.ts';
import { crashOf, hearingDifferences } from '../compare/differences.ts';
import { maskAudience, maskPlaces } from '../compare/featureMask.ts';
import type { StepRecord, TablePair } from '../compare/record.ts';
import { isPassable } from '../knownDeviations/passability.ts';
import type { Sizes } from '../network/growth.ts';
import { readFirstSizes } from '../network/growth.ts';
import { misdirectedIn } from '../network/misdirected.ts';
import { isUnsupported, throwAtLimit } from '../network/undriven.ts';
import { nextDeparture, nextUplinkUp, stepsWithEpilogue } from '../scenario/epilogue.ts';
import { stepName } from '../wording/steps.ts';
import { answerFault } from './answerShape.ts';
import { divergenceOfGrowth, recordOfGrowth } from './growth.ts';
import type { Outcome } from './outcome.ts';
import { isPromise, readTables } from './tableReading.ts';

export interface RunOptions {
  readonly keep?: boolean;
  /** The model's advances for the scenario's first steps, if they were computed before. */
  readonly advances?: readonly Advance[];
  /** Whether the run may continue past a divergence that leaves no trace (`isPassable`). */
  readonly past?: (divergence: Divergence) => boolean;
  /** Called after each step, before the next, with what was seen and compared; not asked by other judges. */
  readonly observe?: (record: StepRecord) => void;
}

/** The record of the current step, which is still being filled in. */
type DraftRecord = { -readonly [Key in keyof StepRecord]: StepRecord[Key] };

const NO_AUDIENCE: Audience = { must: [], may: [] };
const NO_HEARINGS: readonly Hearing[] = [];

export class StepwiseRun {
  readonly #network: Network;
  readonly #features: ReadonlySet<Feature>;
  readonly #scenario: Scenario;
  readonly #keepsRecords: boolean;
  readonly #mayPass: RunOptions['past'];
  readonly #observe: RunOptions['observe'];
  readonly #passedDivergences: Divergence[] = [];
  /** With `keep`: the record of every step so far, with the tables of every node. */
  readonly records: StepRecord[] = [];
  readonly #coverage = new Coverage();
  readonly #advances: readonly Advance[];
  #state: State;
  #lastRecord: StepRecord | null = null;
  #index = 0;
  /** Whether all tables have been read since everyone left. */
  #hasReadLastTables = false;

  constructor(
    network: Network,
    features: ReadonlySet<Feature>,
    scenario: Scenario,
    options: RunOptions,
    drawn: readonly Advance[],
  ) {
    this.#network = network;
    this.#features = features;
    this.#scenario = scenario;
    this.#keepsRecords = options.keep ?? false;
    this.#mayPass = options.past;
    this.#observe = options.observe;
    this.#advances = drawn;
    this.#state = start(scenario.topology);
  }

  async runToEnd(): Promise<Outcome> {
    let divergence: Divergence | null = null;
    let unsupported: string | null = null;
    try {
      divergence = await this.#judgeSteps();
    } catch (error) {
      // A step that the router does not support is not judged, and neither are the steps after it.
      if (!isUnsupported(error)) throw error;
      unsupported = error.message;
    }
    return {
      findings: divergence ? [divergence] : [],
      records: this.records,
      ...(this.#mayPass ? { passed: this.#passedDivergences } : {}),
      exercised: this.#coverage.exercised,
      witnessed: this.#coverage.witnessed,
      stepCount: this.#index,
      faults: this.#coverage.faults,
      error: null,
      ...(unsupported === null ? {} : { unsupported }),
    };
  }

  async #judgeSteps(): Promise<Divergence | null> {
    const { topology } = this.#scenario;
    let sizes: Sizes | null = null;
    const steps = stepsWithEpilogue(this.#scenario, this.#features, () => this.#state);
    for (const [step, epilogue] of steps) {
      if (this.#index === 0 && this.#features.has('size'))
        sizes = await readFirstSizes(this.#network, topology);
      const result = this.runStep(step, epilogue);
      const divergence = isPromise(result) ? await result : result;
      if (divergence) return divergence;
    }
    if (sizes === null || this.#lastRecord === null) return null;
    const grown = await recordOfGrowth(this.#network, topology, sizes, this.#lastRecord);
    if (grown && this.#keepsRecords) this.records.splice(-1, 1, grown);
    return grown && divergenceOfGrowth(grown);
  }

  /** Runs and judges the next step, which must be legal. Call it after the last one was answered. */
  runStep(step: Step, epilogue = false): Soon<Divergence | null> {
    const index = this.#index++;
    const before = this.#state;
    const { state: after, observations: expected } =
      this.#advances[index] ?? advance(before, step, index);
    this.#state = after;
    // While frames are held back, the event has not reached every receiver yet. Then only the model judges, hop by hop.
    const judgesHearing = step.kind === 'publish' && !before.history.held;
    const features = this.#features;
    const { must, may } = judgesHearing
      ? maskAudience(audienceOf(before.history, step), features)
      : NO_AUDIENCE;
    const heard = judgesHearing
      ? maskPlaces(heardBy(before.history, expected), features)
      : NO_HEARINGS;
    // The model itself is checked against the audience law: a wrong model can judge no router.
    const [wrong] = hearingDifferences(must, may, heard, copiesAtStep(before, step));
    if (wrong)
      throw new Error(
        `the model breaks the audience law at ${stepName(index)}: ${JSON.stringify(wrong)}`,
      );
    const record: DraftRecord = {
      index,
      step,
      epilogue,
      before,
      after,
      expected,
      observed: [],
      misdirected: [],
      must,
      may,
      heard,
      tables: [],
      features,
      throwing: this.#coverage.throwing,
      returning: step.kind === 'join' && this.#coverage.departed.has(step.orc),
      last: epilogue && !nextUplinkUp(after) && nextDeparture(after, this.#features) === null,
      differences: [],
    };
    // Only an error that the network throws counts as a crash, so the judging stays outside this block.
    try {
      const answer = this.#network.apply(step, index);
      if (isPromise(answer)) return this.#awaitAnswer(record, answer);
      throwAtLimit(answer);
      record.observed = answer;
      record.misdirected = misdirectedIn(this.#network);
      const tables = this.#readTables(record);
      if (isPromise(tables)) return this.#awaitAnswer(record, answer, tables);
      record.tables = tables;
    } catch (error) {
      record.differences = [crashOf(error)];
    }
    return this.#compare(record);
  }

  async #awaitAnswer(
    record: DraftRecord,
    answer: Soon<readonly Observation[]>,
    tables?: Promise<TablePair[]>,
  ): Promise<Divergence | null> {
    try {
      record.observed = await answer;
      throwAtLimit(record.observed);
      record.misdirected = misdirectedIn(this.#network);
      record.tables = await (tables ?? this.#readTables(record));
    } catch (error) {
      record.differences = [crashOf(error)];
    }
    return this.#compare(record);
  }

  /** Reads all tables at the first step, and once when everyone has left; otherwise those that can have changed. */
  #readTables(record: StepRecord): Soon<TablePair[]> {
    const { index, last } = record;
    const all = index === 0 || (last && !this.#hasReadLastTables) || this.#keepsRecords;
    this.#hasReadLastTables ||= last;
    return readTables(this.#network, record, all);
  }

  #compare(record: DraftRecord): Divergence | null {
    if (record.differences.length > 0) return this.#conclude(record);
    try {
      const { differences, heard } = compareStep(record);
      record.heard = heard;
      record.differences = differences;
    } catch (error) {
      throw answerFault(record) ?? error;
    }
    return this.#conclude(record);
  }

  #conclude(record: StepRecord): Divergence | null {
    this.#lastRecord = record;
    if (this.#keepsRecords) this.records.push(record);
    this.#coverage.recordStep(record);
    this.#observe?.(record);
    if (record.differences.length === 0) return null;
    const divergence = divergenceOf(record);
    if (!isPassable(record) || !this.#mayPass?.(divergence)) return divergence;
    this.#passedDivergences.push(divergence);
    return null;
  }
}
