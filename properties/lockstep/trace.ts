/**
 * Trace: one run of a scenario as plain data for people to look at, with one frame per step. A frame holds what the model and the
 * router did, both tables of every node, and why each place must, may or must not hear. The report page, the diagrams and the
 * emitted tests read it; it is not used for judging.
 */
import type { State } from '#model';
import type {
  AnyRouterKind,
  ClauseId,
  Feature,
  Hearing,
  Observation,
  Scenario,
  Step,
  Uplink,
} from '#spec';
import { featuresOf } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord, TablePair } from '../compare/record.ts';
import type { HearingReason } from './reasons.ts';
import { reasonsOf } from './reasons.ts';
import type { Divergence, Outcome, RunOptions } from './run.ts';
import { run } from './run.ts';

export interface TraceFrame {
  /** Index of the step. Steps of the epilogue continue the count. */
  readonly index: number;
  readonly step: Step;
  /** Whether the step belongs to the epilogue. */
  readonly epilogue: boolean;
  /** What the model did, in order. */
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  /** The tables of every node after the step; `observed` is null when the router's tables cannot be read. */
  readonly tables: readonly TablePair[];
  readonly heard: readonly Hearing[];
  /** For a published event: every place that must hear it, may hear it or heard it, ordered by node and orc. */
  readonly reasons: readonly HearingReason[];
  /** Why the step is wrong, one sentence each; empty when it is right. */
  readonly differences: readonly string[];
  /** All of these differences as data. Where the two sides differ in anything else, the law leaves it free. */
  readonly facts: readonly Difference[];
  /** What is in flight after the step, by the model. Of each bus, the frame that comes first is the next to be delivered. */
  readonly flights: readonly TraceFlight[];
  /** The uplinks that are down after the step. */
  readonly down: readonly Uplink[];
}

export type TraceFlight = Pick<State['flights'][number], 'bus' | 'pair' | 'to' | 'input'>;

export interface Trace {
  readonly scenario: Scenario;
  readonly router: {
    readonly name: string;
    readonly version: string;
    readonly level: 'router' | 'network';
    /** The features that the router declares. What belongs to other features must not be drawn as missing. */
    readonly features: readonly Feature[];
  };
  /** One frame per step. Of the epilogue only the steps up to the one that differs. */
  readonly frames: readonly TraceFrame[];
  /** Null when the scenario passes. */
  readonly divergence: {
    readonly clause: ClauseId;
    readonly signature: string;
    readonly detail: string;
    /** What the router does wrong; absent where the judge sees too little for a sentence. */
    readonly sentence?: string;
    /** Index of the frame that differs. */
    readonly at: number;
  } | null;
}

/**
 * Runs the scenario once and records everything. It continues past divergences for which `past` returns true. Throws RangeError
 * when the network cannot be driven.
 */
export async function trace(
  kind: AnyRouterKind,
  scenario: Scenario,
  options: Pick<RunOptions, 'past'> = {},
): Promise<Trace> {
  const outcome = await run(kind, scenario, { ...options, keep: true });
  if (outcome.error !== null) throw new RangeError(outcome.error);
  return traceOf(kind, scenario, outcome);
}

/** Returns the trace of a finished run whose records were kept. */
export function traceOf(kind: AnyRouterKind, scenario: Scenario, outcome: Outcome): Trace {
  const [divergence = null] = outcome.findings;
  const details = new Map(
    [...(outcome.passed ?? []), ...outcome.findings].map(({ at, detail }) => [at, detail]),
  );
  const frames = outcome.records
    .filter((record) => !record.epilogue || divergence !== null)
    .filter((record) => !record.epilogue || record.index <= (divergence?.at ?? 0))
    .map((record) => frameOf(record, details.get(record.index)));
  return traceOfFrames(kind, scenario, frames, divergence);
}

/** Returns the trace of these frames. */
export function traceOfFrames(
  kind: AnyRouterKind,
  scenario: Scenario,
  frames: readonly TraceFrame[],
  divergence: Divergence | null,
): Trace {
  const { name, version, level } = kind;
  const router = { name, version, level, features: featuresOf(kind) };
  return { scenario, router, frames, divergence: divergence && toldOf(divergence) };
}

function toldOf({ clause, signature, detail, sentence, at }: Divergence): Trace['divergence'] {
  return { clause, signature, detail, at, ...(sentence === undefined ? {} : { sentence }) };
}

/** Returns the frame of a step. `detail`: what differs in it, if anything does. */
export function frameOf(record: StepRecord, detail: string | undefined): TraceFrame {
  const { index, step, epilogue, expected, observed, tables, heard, differences } = record;
  return {
    index,
    step,
    epilogue,
    expected,
    observed,
    tables,
    heard,
    reasons: reasonsOf(record),
    differences: differences.length > 0 && detail !== undefined ? detail.split('; ') : [],
    facts: differences,
    down: record.after.history.down,
    flights: record.after.flights.map(({ bus, pair, to, input }) => ({ bus, pair, to, input })),
  };
}
