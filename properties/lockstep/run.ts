/**
 * One scenario, from reset to empty tables: the model first, then the audience law, then the router under test,
 * settled after each step. It stops at the first step that differs; later ones would only tell of the same bug.
 */

import type { Advance, State } from '#model';
import { advance, nodeOf, start, tableOf } from '#model';
import type {
  Audience,
  Feature,
  Hearing,
  Network,
  NetworkKind,
  Observation,
  RouterKind,
  Scenario,
  Soon,
  Step,
} from '#spec';
import { audienceOf, heardBy } from '#spec';
import { blamed } from '../clauses/blame.ts';
import { Coverage } from '../clauses/coverage.ts';
import type { Divergence } from '../clauses/divergence.ts';
import { diverged } from '../clauses/divergence.ts';
import { discord } from '../compare/compareStep.ts';
import { judgedAudience, judgedPlaces } from '../compare/declared.ts';
import { crashOf, hearingDifferences } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { passable } from '../knownDeviations/passable.ts';
import { networkOf } from '../network/contract.ts';
import { isAttentive, lifted } from '../network/lifting.ts';
import { isUnsupported, Undriven, wordsOf } from '../network/undriven.ts';
import { courseOf, departure, returning } from '../scenario/epilogue.ts';
import { planned } from '../scenario/plan.ts';
import { misshapen } from './answers.ts';
import type { Outcome } from './outcome.ts';
import { untold } from './outcome.ts';

export type { Divergence } from '../clauses/divergence.ts';
export type { Outcome } from './outcome.ts';

export interface RunOptions {
  readonly keep?: boolean;
  /** What the model did for the scenario's first steps, one for each, where it was asked before. */
  readonly advances?: readonly Advance[];
  /** Divergences that do not end the run, where nothing of them is left behind. */
  readonly past?: (divergence: Divergence) => boolean;
}

type Shown = StepRecord['tables'][number];

/** A record while its step is under way. */
type Draft = { -readonly [Key in keyof StepRecord]: StepRecord[Key] };

const NOBODY: Audience = { must: [], may: [] };
const SILENCE: readonly Hearing[] = [];

const soon = <T>(value: Soon<T> | undefined): value is Promise<T> => value instanceof Promise;

/** A failure that malformed frames brought about costs a second run, without them. */
export async function run(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  options: RunOptions = {},
): Promise<Outcome> {
  const outcome = await once(kind, scenario, options);
  const [divergence] = outcome.findings;
  if (!divergence) return outcome;
  const passes = async (innocent: Scenario) => {
    const { findings, error } = await once(kind, innocent, {});
    return findings.length === 0 && error === null;
  };
  return { ...outcome, findings: [await blamed(scenario, divergence, passes)] };
}

async function once(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const network = kind.level === 'router' ? lifted(kind) : kind;
  const features = new Set(kind.features);
  let drawn = options.advances ?? [];
  const plan = () => {
    const { steps, advances } = planned(scenario, features, drawn);
    drawn = advances;
    return steps;
  };
  let opened: Network;
  try {
    opened = networkOf(await network.create(scenario.topology, plan));
  } catch (error) {
    return untold(early(kind, error));
  }
  try {
    return await new Run(opened, features, scenario, options, drawn).through();
  } catch (error) {
    if (error instanceof Undriven) return untold(error);
    throw error;
  } finally {
    await opened.close();
  }
}

/** It has not been asked to do a step yet: whoever reads the error is told where it came from. */
function early({ name, version, level }: RouterKind | NetworkKind, error: unknown): unknown {
  if (error instanceof Undriven || isUnsupported(error)) return error;
  const when =
    level === 'router'
      ? 'while its nodes were made and their uplinks came up (create, attached, uplink up)'
      : 'while its network was made (create)';
  return new Undriven(`${name} ${version} threw before the first step, ${when}: ${wordsOf(error)}`);
}

class Run {
  readonly #network: Network;
  readonly #features: ReadonlySet<Feature>;
  readonly #scenario: Scenario;
  readonly #keep: boolean;
  readonly #tabled: boolean;
  readonly #past: RunOptions['past'];
  readonly #passed: Divergence[] = [];
  readonly #records: StepRecord[] = [];
  readonly #coverage = new Coverage();
  readonly #drawn: readonly Advance[];
  #state: State;
  #index = 0;

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
    this.#keep = options.keep ?? false;
    this.#past = options.past;
    this.#tabled = features.has('tables');
    this.#drawn = drawn;
    this.#state = start(scenario.topology);
  }

  async through(): Promise<Outcome> {
    let divergence: Divergence | null = null;
    let unsupported: string | null = null;
    const steps = courseOf(this.#scenario, this.#features, () => this.#state);
    for (const [step, epilogue] of steps) {
      try {
        const came = this.#step(step, epilogue);
        divergence = soon(came) ? await came : came;
      } catch (error) {
        // What it does not do yet is not judged, nor what would come after.
        if (!isUnsupported(error)) throw error;
        unsupported = error.message;
        break;
      }
      if (divergence) break;
    }
    return {
      findings: divergence ? [divergence] : [],
      records: this.#records,
      ...(this.#past ? { passed: this.#passed } : {}),
      exercised: this.#coverage.exercised,
      witnessed: this.#coverage.witnessed,
      stepCount: this.#index,
      faults: this.#coverage.faults,
      error: null,
      ...(unsupported === null ? {} : { unsupported }),
    };
  }

  #step(step: Step, epilogue: boolean): Soon<Divergence | null> {
    const index = this.#index++;
    const before = this.#state;
    const { state: after, observations: expected } =
      this.#drawn[index] ?? advance(before, step, index);
    this.#state = after;
    // While frames are held back an event has not reached everybody; then the model alone judges, hop by hop.
    const heardOf = step.kind === 'publish' && !before.history.held;
    const features = this.#features;
    const { must, may } = heardOf
      ? judgedAudience(audienceOf(before.history, step), features)
      : NOBODY;
    const heard = heardOf ? judgedPlaces(heardBy(before.history, expected), features) : SILENCE;
    // The model too is held against the law: where it is wrong, no router can be judged by it.
    const [wrong] = hearingDifferences(must, may, heard);
    if (wrong)
      throw new Error(
        `the model breaks the audience law at step ${index}: ${JSON.stringify(wrong)}`,
      );
    const record: Draft = {
      index,
      step,
      epilogue,
      before,
      after,
      expected,
      observed: [],
      must,
      may,
      heard,
      tables: [],
      features,
      throwing: this.#coverage.throwing,
      returning: step.kind === 'join' && this.#coverage.departed.has(step.orc),
      last: epilogue && !returning(after) && departure(after, this.#features) === null,
      differences: [],
    };
    // Only what the network does is a crash of the network: judging stands outside.
    try {
      const answer = this.#network.apply(step, index);
      if (soon(answer)) return this.#awaited(record, answer);
      record.observed = answer;
      const tables = this.#tables(record);
      if (soon(tables)) return this.#awaited(record, answer, tables);
      record.tables = tables;
    } catch (error) {
      record.differences = [crashOf(error)];
    }
    return this.#compared(record);
  }

  async #awaited(
    record: Draft,
    answer: Soon<readonly Observation[]>,
    tables?: Promise<Shown[]>,
  ): Promise<Divergence | null> {
    try {
      record.observed = await answer;
      record.tables = await (tables ?? this.#tables(record));
    } catch (error) {
      record.differences = [crashOf(error)];
    }
    return this.#compared(record);
  }

  /** The tables that can have changed, in the router under test or in the model; at first and at last all of them. */
  #tables({ before, after, index, last }: StepRecord): Soon<Shown[]> {
    const shown: Shown[] = [];
    const late: Promise<unknown>[] = [];
    const all = index === 0 || last || this.#keep;
    const touched = !all && isAttentive(this.#network) ? this.#network.touched : null;
    for (const { token: node } of this.#scenario.topology.nodes) {
      if (touched && !touched.has(node) && nodeOf(after, node) === nodeOf(before, node)) continue;
      const expected = tableOf(after, node);
      const table = this.#tabled ? this.#network.table?.(node) : undefined;
      if (soon(table)) {
        const at = shown.push({ node, expected, observed: null }) - 1;
        late.push(
          table.then((observed) => {
            shown[at] = { node, expected, observed };
          }),
        );
      } else shown.push({ node, expected, observed: table ?? null });
    }
    return late.length > 0 ? Promise.all(late).then(() => shown) : shown;
  }

  #compared(record: Draft): Divergence | null {
    if (record.differences.length > 0) return this.#judged(record);
    try {
      const { differences, heard } = discord(record);
      record.heard = heard;
      record.differences = differences;
    } catch (error) {
      throw misshapen(record) ?? error;
    }
    return this.#judged(record);
  }

  #judged(record: StepRecord): Divergence | null {
    if (this.#keep) this.#records.push(record);
    this.#coverage.note(record);
    if (record.differences.length === 0) return null;
    const divergence = diverged(record);
    if (!passable(record) || !this.#past?.(divergence)) return divergence;
    this.#passed.push(divergence);
    return null;
  }
}
