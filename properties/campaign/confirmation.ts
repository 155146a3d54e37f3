/**
 * Confirmation: runs the scenario of a failure once more, and makes a finding of the failure. It counts as reproduced only if the
 * second run fails with the same signature. Apart from the performer, because it knows no tasks.
 */
import { createHash } from 'node:crypto';
import type { AnyRouterKind, Scenario } from '#spec';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import type { Divergence, Outcome, RunOptions } from '../lockstep/run.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isCrash, isTimedOut } from '../verdict/verdict.ts';
import type { PerformerOptions } from './performerOptions.ts';

type RunScenario = (
  kind: AnyRouterKind,
  scenario: Scenario,
  options: Pick<RunOptions, 'past'>,
) => Promise<Outcome>;

export class Confirmation {
  readonly #run: RunScenario;
  readonly #options: Pick<PerformerOptions, 'only'>;
  readonly #known: readonly KnownDeviation[];
  /** Number of steps of the shortest scenario of each signature so far that failed alike when it was run again. */
  readonly #shortest = new Map<string, number>();

  constructor(run: RunScenario, options: Pick<PerformerOptions, 'only' | 'known'>) {
    this.#run = run;
    this.#options = options;
    this.#known = options.known ?? [];
  }

  /**
   * Runs the scenario once more and returns the finding, with whether the second run reproduced it. Returns an empty
   * list if its clause was not asked for, or if a scenario that is not longer has already shown the signature.
   */
  async confirm(
    kind: AnyRouterKind,
    scenario: Scenario,
    divergence: Divergence,
  ): Promise<Finding[]> {
    const { clause, signature, at, also, after } = divergence;
    const { only } = this.#options;
    // A router that threw, or was waited for in vain, has not answered: that is reported whichever clauses were asked for.
    const isAsked = only?.some((id) => clause === id || also.includes(id)) ?? true;
    if (!isAsked && !isCrash(divergence) && !isTimedOut(divergence)) return [];
    const known = this.#shortest.get(signature);
    if (known !== undefined && known <= scenario.steps.length) return [];
    // The second run continues past the other known deviations that come before this one.
    const mayPass = (each: Divergence) =>
      each.signature !== signature && isKnown(this.#known, each);
    const [second] = (
      await this.#run(kind, scenario, this.#known.length > 0 ? { past: mayPass } : {})
    ).findings;
    const reproduced = second?.signature === signature;
    if (reproduced) this.#shortest.set(signature, scenario.steps.length);
    const detail = reproduced
      ? divergence.detail
      : `not deterministic: a second run ended in ${second?.signature ?? 'no finding'}; the first: ${divergence.detail}`;
    const id = createHash('sha256').update(signature).digest('hex').slice(0, 8);
    const { level } = kind;
    const { sentence, stack } = divergence;
    const finding = {
      ...{ id, clause, signature, detail, scenario, at, level, also, reproduced },
      ...(sentence === undefined ? {} : { sentence }),
      ...(stack ? { stack } : {}),
      ...(level === 'network' && kind.quiescence !== 'exact' ? { timed: true as const } : {}),
    };
    return [after ? { ...finding, after } : finding];
  }
}
