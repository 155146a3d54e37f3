/**
 * Around: one scenario on a router with known deviations, so that an old bug hides no new one. The run goes past a
 * known deviation where nothing of it is left behind, and where something is, the scenario is run again without the
 * step that shows it. What is found is shown by the scenario that is given back, from reset, and is no known deviation.
 * It learns no pattern of what triggers them: the router itself says where they are (ADR 14).
 */
import type { ClauseId, Scenario } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import type { Known } from '../knownDeviations/known.ts';
import { knows } from '../knownDeviations/known.ts';
import type { Outcome, RunOptions } from '../lockstep/run.ts';
import { settled, stepsOf } from '../shrink/edit.ts';

/** Runs of one scenario at most. */
export const MOST_RUNS = 6;

/** A known deviation, and the scenario that showed it. */
export interface Met {
  readonly divergence: Divergence;
  readonly scenario: Scenario;
}

export interface Way {
  /** Of the last run: its finding is none that is known. Clauses are those of all runs. */
  readonly outcome: Outcome;
  /** The one of the last run. */
  readonly scenario: Scenario;
  /** Each signature once. */
  readonly met: readonly Met[];
  readonly figures: Figures;
}

export interface Figures {
  /** Steps at which a known deviation was gone past. */
  readonly past: number;
  /** Steps that were left out, to go around one. */
  readonly around: number;
  /** Whether a known deviation ended it all the same. */
  readonly short: boolean;
}

type Ask = (scenario: Scenario, options: Pick<RunOptions, 'past'>) => Promise<Outcome>;

export async function around(ask: Ask, scenario: Scenario, known: readonly Known[]): Promise<Way> {
  return await new Journey(ask, known).through(scenario);
}

class Journey {
  readonly #ask: Ask;
  readonly #known: readonly Known[];
  readonly #met = new Map<string, Met>();
  readonly #exercised = new Set<ClauseId>();
  readonly #witnessed = new Set<ClauseId>();
  #past = 0;
  #around = 0;

  constructor(ask: Ask, known: readonly Known[]) {
    this.#ask = ask;
    this.#known = known;
  }

  async through(scenario: Scenario): Promise<Way> {
    let current = scenario;
    for (let runs = 1; ; runs++) {
      const outcome = await this.#run(current);
      const [divergence] = outcome.findings;
      if (!divergence) return this.#ended(outcome, current, false);
      if (!knows(this.#known, divergence)) return await this.#told(outcome, divergence, current);
      this.#meet(divergence, current);
      const next = runs < MOST_RUNS ? without(current, [divergence.at]) : null;
      if (!next) return this.#ended({ ...outcome, findings: [] }, current, true);
      this.#around++;
      current = next;
    }
  }

  async #run(scenario: Scenario): Promise<Outcome> {
    const outcome = await this.#ask(scenario, { past: (each) => knows(this.#known, each) });
    for (const id of outcome.exercised) this.#exercised.add(id);
    for (const id of outcome.witnessed) this.#witnessed.add(id);
    for (const each of outcome.passed ?? []) this.#meet(each, scenario);
    this.#past += outcome.passed?.length ?? 0;
    return outcome;
  }

  /** A finding: without what was gone past, if it is there without; else it may follow from that, and says so. */
  async #told(outcome: Outcome, divergence: Divergence, scenario: Scenario): Promise<Way> {
    const passed = outcome.passed ?? [];
    if (passed.length === 0) return this.#ended(outcome, scenario, false);
    const clean = without(
      scenario,
      passed.map(({ at }) => at),
    );
    if (clean) {
      const again = await this.#ask(clean, {});
      const [same] = again.findings;
      if (same && !knows(this.#known, same)) return this.#ended(again, clean, false);
    }
    const after = [...new Set(passed.map(({ signature }) => signature))];
    const detail = `${divergence.detail}; only after ${after.join(', ')}, which is declared: if it follows from that, declare it too`;
    return this.#ended(
      { ...outcome, findings: [{ ...divergence, detail, after }] },
      scenario,
      false,
    );
  }

  #meet(divergence: Divergence, scenario: Scenario): void {
    const { signature } = divergence;
    const known = this.#met.get(signature);
    if (!known || known.scenario.steps.length > scenario.steps.length)
      this.#met.set(signature, { divergence, scenario });
  }

  #ended(outcome: Outcome, scenario: Scenario, short: boolean): Way {
    const exercised = new Set([...this.#exercised, ...outcome.exercised]);
    const witnessed = new Set([...this.#witnessed, ...outcome.witnessed]);
    return {
      outcome: { ...outcome, exercised, witnessed },
      scenario,
      met: [...this.#met.values()],
      figures: { past: this.#past, around: this.#around, short },
    };
  }
}

/** Without these steps and what loses its ground by that; null when one of them is not the scenario's own, or nothing is left. */
function without(scenario: Scenario, left: readonly number[]): Scenario | null {
  const { steps } = scenario;
  if (left.some((at) => at >= steps.length)) return null;
  return settled(
    stepsOf(
      scenario,
      steps.filter((_, at) => !left.includes(at)),
    ),
    (same) => same,
  );
}
