/**
 * A judge: runs and judges a scenario in place of the lockstep run, when model, tables and messages cannot be used.
 * The only one is in `interval/`; code that merely passes a judge on depends on this interface alone.
 */
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './run.ts';

export interface Judge {
  readonly name: 'interval';
  /** What it judges by, as printed in the evidence. */
  readonly by: string;
  /** The clauses it can judge; the others are declined. */
  readonly clauses: readonly ClauseId[];
  /** Runs one scenario. Keeps no records, as there is no model's side to record. */
  readonly run: (
    kind: AnyRouterKind,
    scenario: Scenario,
    options?: Pick<RunOptions, 'past'>,
  ) => Promise<Outcome>;
}
