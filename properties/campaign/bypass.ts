/**
 * Bypass: runs a scenario on a router with known deviations so that they hide no new bug. A run continues past a known
 * deviation if the step leaves the router as the law has it. Otherwise the scenario is run again without the step that
 * showed the deviation. The scenario that is returned shows the finding when it is run from the start. Which steps lead
 * to a deviation is not guessed beforehand: the runs themselves show it (ADR 14).
 */
import type { ClauseId, Scenario } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { identityOf, isKnown } from '../knownDeviations/knownDeviation.ts';
import type { Outcome, RunOptions } from '../lockstep/run.ts';
import { legalize, replaceSteps } from '../shrink/edit.ts';

/** How often one scenario is run at most, with more steps left out each time. */
const MAX_RUNS = 6;

/** A known deviation, the scenario that showed it, and what tells it from others (`identityOf`). */
interface MetDeviation {
  readonly identity: string;
  readonly divergence: Divergence;
  readonly scenario: Scenario;
}

/** What a scenario shows of a router beyond its known deviations. */
export interface OutcomeWithoutDeviations {
  /** The outcome of the last run, without known deviations. It counts the clauses that any of the runs exercised or witnessed. */
  readonly outcome: Outcome;
  /** The scenario of the last run. */
  readonly scenario: Scenario;
  /** The known deviations that the runs met, one of each identity. */
  readonly metDeviations: readonly MetDeviation[];
  readonly figures: BypassCounts;
  /** The known deviation that ended the last run; null if none did. */
  readonly endedBy: Divergence | null;
}

export interface BypassCounts {
  /** Number of steps at which a run continued past a known deviation. */
  readonly passedSteps: number;
  /** Number of steps that were left out to avoid a known deviation. */
  readonly omittedSteps: number;
  /** Whether a known deviation ended the scenario nevertheless. */
  readonly isCutShort: boolean;
}

/** Whether nothing ended the run before its last step. */
export function isWhole({ outcome, figures }: OutcomeWithoutDeviations): boolean {
  return outcome.findings.length === 0 && outcome.unsupported === undefined && !figures.isCutShort;
}

/** The identities (`identityOf`) of what the scenario met, known deviations included, each once. */
export function identitiesIn({ outcome, metDeviations }: OutcomeWithoutDeviations): string[] {
  // What no deviation covers is told by its signature alone.
  const found = outcome.findings.map(({ signature }) => signature);
  return [...new Set([...metDeviations.map(({ identity }) => identity), ...found])];
}

/**
 * Whether a known deviation ended the run while everyone left in the epilogue: then all steps of the scenario itself were judged, and
 * the canaries after them.
 */
export function endsWhileLeaving({
  figures,
  endedBy,
  scenario,
}: OutcomeWithoutDeviations): boolean {
  if (!figures.isCutShort || endedBy === null || endedBy.at < scenario.steps.length) return false;
  return /\|(leave|cut|hall unsubscribe)$/.test(endedBy.signature);
}

type ScenarioRunner = (scenario: Scenario, options: Pick<RunOptions, 'past'>) => Promise<Outcome>;

export async function runBypassing(
  runScenario: ScenarioRunner,
  scenario: Scenario,
  known: readonly KnownDeviation[],
): Promise<OutcomeWithoutDeviations> {
  return await new BypassRun(runScenario, known).runToEnd(scenario);
}

class BypassRun {
  readonly #runScenario: ScenarioRunner;
  readonly #known: readonly KnownDeviation[];
  readonly #met = new Map<string, MetDeviation>();
  readonly #exercised = new Set<ClauseId>();
  readonly #witnessed = new Set<ClauseId>();
  #passedCount = 0;
  #omittedCount = 0;

  constructor(runScenario: ScenarioRunner, known: readonly KnownDeviation[]) {
    this.#runScenario = runScenario;
    this.#known = known;
  }

  async runToEnd(scenario: Scenario): Promise<OutcomeWithoutDeviations> {
    let current = scenario;
    for (let runs = 1; ; runs++) {
      const outcome = await this.#runAndNote(current);
      const [divergence] = outcome.findings;
      if (!divergence) return this.#outcomeOf(outcome, current);
      if (!isKnown(this.#known, divergence, current))
        return await this.#concludeFinding(outcome, divergence, current);
      this.#noteMet(divergence, current);
      const next = runs < MAX_RUNS ? dropSteps(current, [divergence.at]) : null;
      if (!next) return this.#outcomeOf({ ...outcome, findings: [] }, current, divergence);
      this.#omittedCount++;
      current = next;
    }
  }

  async #runAndNote(scenario: Scenario): Promise<Outcome> {
    const outcome = await this.#runScenario(scenario, {
      past: (each) => isKnown(this.#known, each, scenario),
    });
    for (const id of outcome.exercised) this.#exercised.add(id);
    for (const id of outcome.witnessed) this.#witnessed.add(id);
    for (const each of outcome.passed ?? []) this.#noteMet(each, scenario);
    this.#passedCount += outcome.passed?.length ?? 0;
    return outcome;
  }

  /**
   * Runs the scenario again without the steps at which the run continued past a known deviation. A finding that still
   * shows is reported from that run. Otherwise it may be a consequence of those deviations, and is reported as such.
   */
  async #concludeFinding(
    outcome: Outcome,
    divergence: Divergence,
    scenario: Scenario,
  ): Promise<OutcomeWithoutDeviations> {
    const passed = outcome.passed ?? [];
    if (passed.length === 0) return this.#outcomeOf(outcome, scenario);
    const cleanScenario = dropSteps(
      scenario,
      passed.map(({ at }) => at),
    );
    if (cleanScenario) {
      const again = await this.#runScenario(cleanScenario, {});
      const [same] = again.findings;
      if (same && !isKnown(this.#known, same, cleanScenario))
        return this.#outcomeOf(again, cleanScenario);
    }
    const after = [...new Set(passed.map(({ signature }) => signature))];
    const detail = detailAfter(divergence.detail, after);
    return this.#outcomeOf({ ...outcome, findings: [{ ...divergence, detail, after }] }, scenario);
  }

  #noteMet(divergence: Divergence, scenario: Scenario): void {
    const identity = identityOf(this.#known, divergence, scenario);
    const known = this.#met.get(identity);
    if (!known || known.scenario.steps.length > scenario.steps.length)
      this.#met.set(identity, { identity, divergence, scenario });
  }

  #outcomeOf(
    outcome: Outcome,
    scenario: Scenario,
    endedBy: Divergence | null = null,
  ): OutcomeWithoutDeviations {
    const exercised = new Set([...this.#exercised, ...outcome.exercised]);
    const witnessed = new Set([...this.#witnessed, ...outcome.witnessed]);
    return {
      outcome: { ...outcome, exercised, witnessed },
      scenario,
      metDeviations: [...this.#met.values()],
      figures: {
        passedSteps: this.#passedCount,
        omittedSteps: this.#omittedCount,
        isCutShort: endedBy !== null,
      },
      endedBy,
    };
  }
}

/** What a finding says that shows only after deviations with these signatures. */
export const detailAfter = (detail: string, after: readonly string[]): string =>
  `${detail}; only after ${after.join(', ')}, which is declared: if it follows from that, declare it too`;

/**
 * Returns the scenario without the given steps and without those that are illegal once they are gone. Returns null if a
 * given step belongs to the epilogue, or if no step is left.
 */
export function dropSteps(scenario: Scenario, left: readonly number[]): Scenario | null {
  const { steps } = scenario;
  if (left.some((at) => at >= steps.length)) return null;
  return legalize(
    replaceSteps(
      scenario,
      steps.filter((_, at) => !left.includes(at)),
    ),
    (same) => same,
  );
}
