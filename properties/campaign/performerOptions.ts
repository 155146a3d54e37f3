/**
 * The options of a performer: what is run, and what bounds its drawing. Data, but for the judge and the clock.
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
  /** The most of the others, where that is less than by default. */
  readonly limits?: Partial<Limits>;
  /** Percent of the cases without a goal that are large in one dimension; 0: none is large, with or without a goal. */
  readonly large?: number;
  /** Percent of the cases that hold frames back, if the router offers it. */
  readonly interleave?: number;
  /** Number of hostile frames for a kind that can be fuzzed. Default: none. */
  readonly hostile?: number;
  /** Known deviations, which runs continue past or avoid. Default: none. */
  readonly known?: readonly KnownDeviation[];
  /** The judge to use instead of model, tables and messages. */
  readonly judge?: Judge;
  /** Whether each scenario's answer tells what happened in it. Default: false. */
  readonly observe?: boolean;
  /** Ends whatever is under way; what was found so far is kept. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Returns the time of a monotonic clock, in ms. */
  readonly now: () => number;
}

/** What bounds the drawing, of every kind of scenario. */
export function boundsOf({ shapes, nodes, limits, large }: PerformerOptions) {
  return {
    shapes,
    ...(nodes === undefined ? {} : { nodes }),
    ...(limits === undefined ? {} : { limits }),
    ...(large === undefined ? {} : { large }),
  };
}
