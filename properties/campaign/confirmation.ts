/**
 * Confirmation: runs the scenario of a failure once more, and makes a finding of the failure. It counts as reproduced only if the
 * second run fails with the same signature, and is believed only if a router fails so that was asked nothing before. Apart from the performer, because it knows no tasks.
 */
import { createHash } from 'node:crypto';
import type { AnyRouterKind, Scenario } from '#spec';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { identityOf, isKnown } from '../knownDeviations/knownDeviation.ts';
import { requireDriven } from '../lockstep/outcome.ts';
import type { Divergence, Outcome, RunOptions } from '../lockstep/run.ts';
import { Undriven } from '../network/undriven.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isCrash, isTimedOut } from '../verdict/verdict.ts';
import type { PerformerOptions } from './performerOptions.ts';

type RunScenario = (
  kind: AnyRouterKind,
  scenario: Scenario,
  options: Pick<RunOptions, 'past'>,
) => Promise<Outcome>;

/** Starts the router anew, which was asked nothing before; `close` ends it. */
export type StartAnew = () => Promise<{
  readonly kind: AnyRouterKind;
  readonly close: () => Promise<void>;
}>;

/** Returns the id of the findings with this identity (`identityOf`). */
export const findingIdOf = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex').slice(0, 8);

export class Confirmation {
  readonly #run: RunScenario;
  readonly #options: Pick<PerformerOptions, 'only'>;
  readonly #known: readonly KnownDeviation[];
  /** Number of steps of the shortest scenario of each identity so far that failed alike when it was run again. */
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
    const identity = identityOf(this.#known, divergence, scenario);
    const known = this.#shortest.get(identity);
    if (known !== undefined && known <= scenario.steps.length) return [];
    const second = await this.#signatureIn(kind, scenario, identity);
    const reproduced = second === signature;
    if (reproduced) this.#shortest.set(identity, scenario.steps.length);
    const detail = reproduced
      ? divergence.detail
      : `not deterministic: a second run ended in ${second ?? 'no finding'}; the first: ${divergence.detail}`;
    const id = findingIdOf(identity);
    const { level } = kind;
    const { sentence, stack, log } = divergence;
    const finding = {
      ...{ id, clause, signature, detail, scenario, at, level, also, reproduced },
      ...(sentence === undefined ? {} : { sentence }),
      ...(stack ? { stack } : {}),
      ...(log ? { log } : {}),
      ...(level === 'network' && kind.quiescence !== 'exact' ? { timed: true as const } : {}),
    };
    return [after ? { ...finding, after } : finding];
  }

  /**
   * Runs the scenario of a finding on a router that was asked nothing before. Returns the finding; if it does not come there, it says
   * that it depends on earlier scenarios. One that did not come again is run on two such routers: if these agree, it was no chance.
   * Returns null if the router cannot be started or driven anew.
   */
  async confirmAnew(finding: Finding, startAnew: StartAnew): Promise<Finding | null> {
    const identity = identityOf(this.#known, finding, finding.scenario);
    const runAnew = async () => {
      const { kind, close } = await startAnew();
      try {
        return await this.#signatureIn(kind, finding.scenario, identity);
      } finally {
        await close();
      }
    };
    let alone: string | null;
    try {
      alone = await runAnew();
      if (finding.reproduced ? alone === finding.signature : alone !== (await runAnew()))
        return finding;
    } catch (error) {
      if (error instanceof Undriven) return null;
      throw error;
    }
    return {
      ...finding,
      reproduced: false,
      dependsOnEarlier: true,
      detail: `depends on earlier scenarios: from a fresh start it ends in ${alone ?? 'no finding'}; after others: ${finding.detail}`,
    };
  }

  /** Runs the scenario past the known deviations that come before this one. Returns in what it ends; null if in no finding. */
  async #signatureIn(
    kind: AnyRouterKind,
    scenario: Scenario,
    identity: string,
  ): Promise<string | null> {
    const past = (each: Divergence) =>
      isKnown(this.#known, each, scenario) && identityOf(this.#known, each, scenario) !== identity;
    const outcome = await this.#run(kind, scenario, this.#known.length > 0 ? { past } : {});
    requireDriven(outcome, scenario);
    return outcome.findings[0]?.signature ?? null;
  }
}
