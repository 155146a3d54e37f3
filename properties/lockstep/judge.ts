/**
 * A judge: whoever runs and judges a scenario in place of the lockstep run, from less than model, tables and messages.
 * The one there is lies in `interval/`; what only hands a judge on knows this shape and not who it is.
 */
import type { ClauseId, NetworkKind, RouterKind, Scenario } from '#spec';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './run.ts';

/** Who judges a run in place of model, tables and messages. */
export interface Judge {
  readonly name: 'interval';
  /** For the evidence: by what it judges. */
  readonly by: string;
  /** The others are declined. */
  readonly clauses: readonly ClauseId[];
  /** No records are kept: there is no model beside it. */
  readonly run: (
    kind: RouterKind | NetworkKind,
    scenario: Scenario,
    options?: Pick<RunOptions, 'past'>,
  ) => Promise<Outcome>;
}
