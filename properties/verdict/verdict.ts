/**
 * Verdicts: what a run found out about a router, a verdict per clause and the findings behind them.
 * Data alone: the machinery fills it in, reports and the command line read it, and neither knows the other.
 * A router never says pass or fail about itself.
 */

import type { ClauseId, Quiescence, Scenario } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { Certificate } from '../shrink/certificate.ts';
import type { Confidence } from './confidence.ts';

export type Verdict =
  | 'holds'
  | 'violated'
  | 'declined'
  | 'expected'
  | 'healed'
  | 'undecided'
  | 'crashed';

export interface Finding {
  readonly id: string;
  readonly clause: ClauseId;
  /** clause|role|step kind */
  readonly signature: string;
  /** What was expected, what came. */
  readonly detail: string;
  readonly scenario: Scenario;
  /** Index of the step; `steps.length` and more: the epilogue. */
  readonly at: number;
  readonly level: 'router' | 'network';
  readonly also: readonly ClauseId[];
  readonly reproduced: boolean;
  /** Signatures of the known deviations without which it was not seen. */
  readonly after?: readonly string[];
  /** Why it fails, by what happens when one thing is otherwise; there only when it was shrunk. */
  readonly explanation?: readonly string[];
  /** Why it is minimal; there only when the search came to its end. */
  readonly certificate?: Certificate;
}

/** The router threw, or its process ended. */
export const isCrash = ({ signature }: Pick<Finding, 'signature'>): boolean =>
  signature.includes('|crash|');

export interface ClauseResult {
  readonly id: ClauseId;
  readonly verdict: Verdict;
  /** That exercised it. */
  readonly scenarios: number;
  /** Scenarios with its witness. */
  readonly witness: number;
  readonly evidence: string;
  /** How far it is shown that nothing breaks it; none where something does, or where nothing exercised it. */
  readonly grounds?: readonly Confidence[];
  /** Ids of findings. */
  readonly findings: readonly string[];
}

export interface RunReport {
  readonly router: { readonly name: string; readonly version: string };
  /** How it was known that nothing was in flight any more, of each kind of the router. */
  readonly quiescence: readonly Quiescence[];
  readonly seed: string;
  readonly totals: { readonly scenarios: number; readonly steps: number; readonly seconds: number };
  /** Losses, returns, ends, crashes and repetitions; one that changed nothing is ineffective and exercises no clause. */
  readonly faults?: FaultCounts;
  /** Kept scenarios run before the generated ones, and how many there are; `totals` counts none of them. */
  readonly corpus?: { readonly replayed: number; readonly documents: number };
  /** Hostile frames thrown at the router beside the scenarios (SAFE-1), and the good steps among them; `totals` counts none of these. */
  readonly hostile?: {
    readonly frames: number;
    readonly steps: number;
    readonly scenarios: number;
    /** Scenarios in which they did harm. */
    readonly breaches: number;
  };
  /** Steps at which known deviations were gone past, steps left out to go around them, scenarios that one ended all the same. */
  readonly fence?: { readonly past: number; readonly around: number; readonly short: number };
  /** Who judged, where it was not model, tables and messages; `by` says from what. */
  readonly judge?: { readonly name: string; readonly by: string };
  readonly clauses: readonly ClauseResult[];
  readonly findings: readonly Finding[];
  readonly interrupted: boolean;
}
