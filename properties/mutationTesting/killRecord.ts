/**
 * Kill records: how many generated scenarios it takes until a finding names the clause that a mutant breaks. The finding may name
 * this clause first or among others; the others are recorded too. This file knows no particular mutant; scenarios are drawn once
 * for all mutants with the same features.
 */
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { generate, hasGoal } from '../scenario/draw.ts';

/** A wrong router or network, and the clause that must name its fault. */
export interface AnyMutant {
  readonly id: string;
  readonly clause: ClauseId;
  readonly fault: string;
  readonly kind: AnyRouterKind;
}

/** The result for one mutant and one seed. */
export interface KillRecord {
  /** Number of scenarios up to and including the one in which the clause was named; null if it never was. */
  readonly kill: number | null;
  /** The first clause named by the first finding. */
  readonly first: ClauseId | null;
  /**
   * Number of findings that were looked at in scenarios without a goal, and (below) in how many of them only the mutant's clause
   * was named.
   */
  readonly findings: number;
  readonly alone: number;
  /** All other clauses that were named. */
  readonly others: readonly ClauseId[];
}

/** At most this many scenarios are run for one mutant and one seed. */
export const SCENARIO_BUDGET = 2600;
/**
 * After the kill the run goes on, to see which other clauses object: until it has this many findings, or one finding and this
 * many scenarios. Only scenarios without a goal count here, because with a goal several things go wrong at once.
 */
const FINDING_BUDGET = 4;
const FINDING_SCENARIO_BUDGET = 80;

/** The scenarios of one seed, drawn when they are first needed. */
export class ScenarioCache {
  readonly seed: string;
  readonly #scenarios = new Map<string, Scenario[]>();

  constructor(seed: string) {
    this.seed = seed;
  }

  scenarioAt({ level, features }: AnyMutant['kind'], index: number): Scenario {
    const key = `${level} ${features.join()}`;
    const known = this.#scenarios.get(key) ?? [];
    this.#scenarios.set(key, known);
    const scenario = known[index] ?? generate(`${this.seed}/${level}`, index, { features });
    known[index] = scenario;
    return scenario;
  }
}

export interface KillSearch {
  /** At most this many scenarios are run until the kill. */
  readonly budget: number;
  /** Whether the run goes on after the kill, to see which other clauses object. */
  readonly goesOn: boolean;
}

const wholeSearch: KillSearch = { budget: SCENARIO_BUDGET, goesOn: true };

/** Runs a mutant until it is killed. Stops when `isOver` returns true; the record is then not whole. */
export async function findKill(
  { clause, kind }: AnyMutant,
  scenarios: ScenarioCache,
  isOver: () => boolean = () => false,
  { budget, goesOn }: KillSearch = wholeSearch,
): Promise<KillRecord> {
  const others = new Set<ClauseId>();
  let kill: number | null = null;
  let first: ClauseId | null = null;
  let [findings, alone] = [0, 0];
  for (let index = 0; index < SCENARIO_BUDGET && !isOver(); index++) {
    if (kill === null ? index >= budget : !goesOn) break;
    const isEnough = index >= FINDING_SCENARIO_BUDGET && findings > 0;
    if (kill !== null && (findings >= FINDING_BUDGET || isEnough)) break;
    if (kill !== null && hasGoal(index)) continue;
    const [finding] = (await run(kind, scenarios.scenarioAt(kind, index))).findings;
    if (!finding) continue;
    first ??= finding.clause;
    const named = [finding.clause, ...finding.also];
    if (named.includes(clause)) kill ??= index + 1;
    if (hasGoal(index)) continue;
    findings++;
    // The clause of an unclaimed finding is only the likeliest one: it did not object for sure.
    const objecting = finding.unclaimed ? [] : named.filter((id) => id !== clause);
    for (const id of objecting) others.add(id);
    if (objecting.length === 0) alone++;
  }
  return { kill, first, findings, alone, others: [...others].sort() };
}
