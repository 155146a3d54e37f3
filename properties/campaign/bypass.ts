/**
 * Around: one scenario on a router with known deviations, so that an old bug hides no new one. The run goes past a
 * known deviation where nothing of it is left behind, and where something is, the scenario is run again without the
 * step that shows it. What is found is shown by the scenario that is given back, from reset, and is no known deviation.
 * It learns no pattern of what triggers them: the router itself says where they are (ADR 14).
 */
import type { ClauseId, Scenario } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import type { Outcome, RunOptions } from '../lockstep/run.ts';
import { legalize, replaceSteps } from '../shrink/edit.ts';

/** Runs of one scenario at most. */
export const MAX_RUNS = 6;

/** A known deviation, and the scenario that showed it. */
export interface MetDeviation {
  readonly divergence: Divergence;
  readonly scenario: Scenario;
}

export interface BypassOutcome {
  /** Of the last run: its finding is none that is known. Clauses are those of all runs. */
  readonly outcome: Outcome;
  /** The one of the last run. */
  readonly scenario: Scenario;
  /** Each signature once. */
  readonly met: readonly MetDeviation[];
  readonly figures: BypassCounts;
}

export interface BypassCounts {
  /** Steps at which a known deviation was gone past. */
  readonly past: number;
  /** Steps that were left out, to go around one. */
  readonly around: number;
  /** Whether a known deviation ended it all the same. */
  readonly short: boolean;
}

type ScenarioRunner = (scenario: Scenario, options: Pick<RunOptions, 'past'>) => Promise<Outcome>;

export async function runBypassing(
  runScenario: ScenarioRunner,
  scenario: Scenario,
  known: readonly KnownDeviation[],
): Promise<BypassOutcome> {
  return await new BypassRun(runScenario, known).runToEnd(scenario);
}

class BypassRun {
  readonly #runScenario: ScenarioRunner;
  readonly #known: readonly KnownDeviation[];
  readonly #met = new Map<string, MetDeviation>();
  readonly #exercised = new Set<ClauseId>();
  readonly #witnessed = new Set<ClauseId>();
  #pastCount = 0;
  #aroundCount = 0;

  constructor(runScenario: ScenarioRunner, known: readonly KnownDeviation[]) {
    this.#runScenario = runScenario;
    this.#known = known;
  }

  async runToEnd(scenario: Scenario): Promise<BypassOutcome> {
    let current = scenario;
    for (let runs = 1; ; runs++) {
      const outcome = await this.#runAndNote(current);
      const [divergence] = outcome.findings;
      if (!divergence) return this.#outcomeOf(outcome, current, false);
      if (!isKnown(this.#known, divergence))
        return await this.#concludeFinding(outcome, divergence, current);
      this.#noteMet(divergence, current);
      const next = runs < MAX_RUNS ? dropSteps(current, [divergence.at]) : null;
      if (!next) return this.#outcomeOf({ ...outcome, findings: [] }, current, true);
      this.#aroundCount++;
      current = next;
    }
  }

  async #runAndNote(scenario: Scenario): Promise<Outcome> {
    const outcome = await this.#runScenario(scenario, {
      past: (each) => isKnown(this.#known, each),
    });
    for (const id of outcome.exercised) this.#exercised.add(id);
    for (const id of outcome.witnessed) this.#witnessed.add(id);
    for (const each of outcome.passed ?? []) this.#noteMet(each, scenario);
    this.#pastCount += outcome.passed?.length ?? 0;
    return outcome;
  }

  /** A finding: without what was gone past, if it is there without; else it may follow from that, and says so. */
  async #concludeFinding(
    outcome: Outcome,
    divergence: Divergence,
    scenario: Scenario,
  ): Promise<BypassOutcome> {
    const passed = outcome.passed ?? [];
    if (passed.length === 0) return this.#outcomeOf(outcome, scenario, false);
    const cleanScenario = dropSteps(
      scenario,
      passed.map(({ at }) => at),
    );
    if (cleanScenario) {
      const again = await this.#runScenario(cleanScenario, {});
      const [same] = again.findings;
      if (same && !isKnown(this.#known, same)) return this.#outcomeOf(again, cleanScenario, false);
    }
    const after = [...new Set(passed.map(({ signature }) => signature))];
    const detail = `${divergence.detail}; only after ${after.join(', ')}, which is declared: if it follows from that, declare it too`;
    return this.#outcomeOf(
      { ...outcome, findings: [{ ...divergence, detail, after }] },
      scenario,
      false,
    );
  }

  #noteMet(divergence: Divergence, scenario: Scenario): void {
    const { signature } = divergence;
    const known = this.#met.get(signature);
    if (!known || known.scenario.steps.length > scenario.steps.length)
      this.#met.set(signature, { divergence, scenario });
  }

  #outcomeOf(outcome: Outcome, scenario: Scenario, short: boolean): BypassOutcome {
    const exercised = new Set([...this.#exercised, ...outcome.exercised]);
    const witnessed = new Set([...this.#witnessed, ...outcome.witnessed]);
    return {
      outcome: { ...outcome, exercised, witnessed },
      scenario,
      met: [...this.#met.values()],
      figures: { past: this.#pastCount, around: this.#aroundCount, short },
    };
  }
}

/** Without these steps and what loses its ground by that; null when one of them is not the scenario's own, or nothing is left. */
function dropSteps(scenario: Scenario, left: readonly number[]): Scenario | null {
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
