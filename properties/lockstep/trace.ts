/**
 * Trace: one scenario as a person looks at it, frame by frame and as plain data: what each step did by the model and
 * by the router, both tables of every node, and why each place must, may or must not hear.
 * The report page, the diagrams and the emitted tests read it; nothing judges by it.
 */
import type {
  ClauseId,
  Feature,
  Hearing,
  NetworkKind,
  NodeToken,
  Observation,
  RouterKind,
  Scenario,
  Step,
  Table,
} from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import type { Reason } from './reasons.ts';
import { reasonsOf } from './reasons.ts';
import type { Outcome, RunOptions } from './run.ts';
import { run } from './run.ts';

export interface TraceFrame {
  /** Of the step; the epilogue counts on. */
  readonly index: number;
  readonly step: Step;
  /** After the scenario's own steps. */
  readonly epilogue: boolean;
  /** In the order in which the model did them. */
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  /** Of every node, after the step; `observed` is null where tables cannot be read. */
  readonly tables: readonly {
    readonly node: NodeToken;
    readonly expected: Table;
    readonly observed: Table | null;
  }[];
  readonly heard: readonly Hearing[];
  /** Of a published event: each place that must or may hear it or did, in order of node and orc. */
  readonly reasons: readonly Reason[];
  /** Why the step is wrong, one sentence each; empty where it is right. */
  readonly differences: readonly string[];
  /** The same as facts, all of them. What differs and is not among them the law leaves free. */
  readonly facts: readonly Difference[];
}

export interface Trace {
  readonly scenario: Scenario;
  readonly router: {
    readonly name: string;
    readonly version: string;
    readonly level: 'router' | 'network';
    /** What it shows; what it does not is not missing. */
    readonly features: readonly Feature[];
  };
  /** The epilogue's frames only as far as one of them differs. */
  readonly frames: readonly TraceFrame[];
  /** Null where the scenario passes. */
  readonly divergence: {
    readonly clause: ClauseId;
    readonly signature: string;
    readonly detail: string;
    /** Index of the frame. */
    readonly at: number;
  } | null;
}

/**
 * Runs the scenario once, past what it is to go past, and keeps what was seen. Throws RangeError when the network cannot
 * be driven.
 */
export async function trace(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  options: Pick<RunOptions, 'past'> = {},
): Promise<Trace> {
  const outcome = await run(kind, scenario, { ...options, keep: true });
  if (outcome.error !== null) throw new RangeError(outcome.error);
  return traceOf(kind, scenario, outcome);
}

/** The same of a run that has been, with its records kept. */
export function traceOf(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  outcome: Outcome,
): Trace {
  const [divergence] = outcome.findings;
  const { name, version, level, features } = kind;
  const details = new Map(
    [...(outcome.passed ?? []), ...outcome.findings].map(({ at, detail }) => [at, detail]),
  );
  return {
    scenario,
    router: { name, version, level, features },
    frames: outcome.records
      .filter((record) => !record.epilogue || divergence !== undefined)
      .filter((record) => !record.epilogue || record.index <= (divergence?.at ?? 0))
      .map((record) => frameOf(record, details.get(record.index))),
    divergence: divergence
      ? {
          clause: divergence.clause,
          signature: divergence.signature,
          detail: divergence.detail,
          at: divergence.at,
        }
      : null,
  };
}

function frameOf(record: StepRecord, detail: string | undefined): TraceFrame {
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
  };
}
