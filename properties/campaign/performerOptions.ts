/**
 * The options of a performer: which scenarios are run, and within which bounds they are drawn. All of it is plain data,
 * except for the judge, the signal and the clock.
 */
import type { ClauseId, Scenario } from '#spec';
import type { Judge } from '../interval/index.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import type { Limits, Shape } from '../scenario/topology.ts';

export interface PerformerOptions {
  readonly seed: string;
  readonly only?: readonly ClauseId[];
  /** Legal scenarios that are run first, on every kind that offers what they need. */
  readonly corpus?: readonly Scenario[];
  readonly shapes: readonly Shape[];
  /** A generated scenario has at most this many nodes. */
  readonly nodes?: number;
  /** A generated scenario has at most this many orcs, pairs, lines and steps. Default: the generator's own limits. */
  readonly limits?: Partial<Limits>;
  /**
   * Percent of the scenarios without a goal that are large in one dimension. With 0, those with a goal are not large
   * either.
   */
  readonly large?: number;
  /** Percent of the scenarios that hold frames back, if the router offers it. */
  readonly interleave?: number;
  /** Number of hostile frames for a kind that can be fuzzed. Default: none. */
  readonly hostile?: number;
  /** Known deviations, which runs continue past or avoid. Default: none. */
  readonly known?: readonly KnownDeviation[];
  /** The judge to use instead of model, tables and messages. */
  readonly judge?: Judge;
  /** Whether the answer has an `Observation` for each scenario. Default: false. */
  readonly observe?: boolean;
  /** Interrupts the run when aborted. What was found so far is kept. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Returns the time of a monotonic clock, in ms. */
  readonly now: () => number;
}

/** Returns the bounds within which scenarios are drawn. */
export function boundsOf({ shapes, nodes, limits, large }: PerformerOptions) {
  return {
    shapes,
    ...(nodes === undefined ? {} : { nodes }),
    ...(limits === undefined ? {} : { limits }),
    ...(large === undefined ? {} : { large }),
  };
}
