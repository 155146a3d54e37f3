/** Outcome: the result of one run of one scenario, whoever judged it. Plain data. */
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { StepRecord } from '../compare/record.ts';
import { errorText, isUnsupported, Silence, Undriven } from '../network/undriven.ts';

export interface Outcome {
  /** At most one finding, because a run stops at the first step that differs. */
  readonly findings: readonly Divergence[];
  /** Known deviations past which the run continued; absent when it was not allowed to continue past any. */
  readonly passed?: readonly Divergence[];
  /** Empty unless `keep` was asked for. The records then hold the tables of every node. */
  readonly records: readonly StepRecord[];
  readonly exercised: ReadonlySet<ClauseId>;
  readonly witnessed: ReadonlySet<ClauseId>;
  readonly stepCount: number;
  /** Absent when the judge sees no tables. */
  readonly faults?: FaultCounts;
  /** Why the network could not be driven; null when it could be driven. */
  readonly error: string | null;
  /** The router stopped answering in this scenario. */
  readonly hangs?: true;
  /** What the router reported as not supported; the run ended there. */
  readonly unsupported?: string;
}

/** Returns the outcome of a network that could not be created or driven. It says nothing about the router. */
export function undrivenOutcome(reason: unknown): Outcome {
  const nothing = { exercised: new Set<ClauseId>(), witnessed: new Set<ClauseId>() };
  const empty = { findings: [], records: [], ...nothing, stepCount: 0 };
  return isUnsupported(reason)
    ? { ...empty, error: null, unsupported: reason.message }
    : {
        ...empty,
        error: errorText(reason),
        ...(reason instanceof Silence ? { hangs: true as const } : {}),
      };
}

/** Throws Undriven if the network could not be driven, with the scenario if it stopped answering there. */
export function requireDriven({ error, hangs }: Outcome, scenario: Scenario): void {
  if (error !== null) throw Object.assign(new Undriven(error), hangs ? { scenario } : {});
}

/** Returns an error that was thrown before the first step, as a sentence that says in which phase it was thrown. */
export function explainEarlyFailure(
  { name, version, level }: AnyRouterKind,
  error: unknown,
): unknown {
  if (error instanceof Undriven || isUnsupported(error)) return error;
  const when =
    level === 'router'
      ? 'while its nodes were made and their uplinks came up (create, attached, uplink up)'
      : 'while its network was made (create)';
  return new Undriven(
    `${name} ${version} threw before the first step, ${when}: ${errorText(error)}`,
  );
}
