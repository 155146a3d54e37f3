/**
 * Outcomes: what one run of one scenario came to, whoever judged it. Data alone.
 */
import type { ClauseId } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { StepRecord } from '../compare/record.ts';
import { errorText, isUnsupported } from '../network/undriven.ts';

export interface Outcome {
  /** At most one: a run stops at the first step that differs. */
  readonly findings: readonly Divergence[];
  /** Those it went past; there only where it was to go past some. */
  readonly passed?: readonly Divergence[];
  /** Kept on demand only, with the tables of every node. */
  readonly records: readonly StepRecord[];
  readonly exercised: ReadonlySet<ClauseId>;
  readonly witnessed: ReadonlySet<ClauseId>;
  readonly stepCount: number;
  /** Left out by a judge that sees no tables. */
  readonly faults?: FaultCounts;
  /** Why the network could not be driven at all; null when it was. */
  readonly error: string | null;
  /** What the router said it does not do yet; the run ended there. */
  readonly unsupported?: string;
}

/** Of a network that was never there: nothing is known of the router by it. */
export function undrivenOutcome(reason: unknown): Outcome {
  const nothing = { exercised: new Set<ClauseId>(), witnessed: new Set<ClauseId>() };
  const empty = { findings: [], records: [], ...nothing, stepCount: 0 };
  return isUnsupported(reason)
    ? { ...empty, error: null, unsupported: reason.message }
    : { ...empty, error: errorText(reason) };
}
