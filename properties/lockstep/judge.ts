/**
 * A judge: runs and judges a scenario in place of the lockstep run, where model, tables and messages cannot be used. The only
 * judge is in `interval/`. Code that merely passes a judge on depends on this interface alone.
 */
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './run.ts';

export interface Judge {
  readonly name: 'interval';
  /** From what it judges, as the evidence prints it. */
  readonly by: string;
  /** The clauses that it can judge; all others are declined. */
  readonly clauses: readonly ClauseId[];
  /** Runs one scenario. It keeps no records, because there is no model whose side could be recorded. */
  readonly run: (
    kind: AnyRouterKind,
    scenario: Scenario,
    options?: Pick<RunOptions, 'past'>,
  ) => Promise<Outcome>;
}
