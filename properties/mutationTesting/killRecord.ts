/**
 * Hunts: how many drawn scenarios it takes until a wrong router is found out by the clause that it breaks.
 * A finding counts when it names the clause, first or among others; whoever else objects is told.
 * It knows no wrong router; scenarios are drawn once for all that offer the same.
 */
import type { ClauseId, NetworkKind, RouterKind, Scenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';

/** A wrong router, or a network that is wrong elsewhere, and the clause that must name its fault. */
export interface AnyMutant {
  readonly id: string;
  readonly clause: ClauseId;
  readonly fault: string;
  readonly kind: RouterKind | NetworkKind;
}

/** What the scenarios of one seed showed. */
export interface KillRecord {
  /** How many scenarios until the clause was named, the last included; null when it never was. */
  readonly kill: number | null;
  /** The clause that named the first finding. */
  readonly first: ClauseId | null;
  /** How many findings were looked at, and in how many of them no other clause objected. */
  readonly findings: number;
  readonly alone: number;
  /** The other clauses that objected. */
  readonly others: readonly ClauseId[];
}

/** Most scenarios of one hunt. */
export const SCENARIO_BUDGET = 1600;
/** After the kill a hunt goes on for so many findings, within so many scenarios: to see who else objects. */
const FINDING_BUDGET = 4;
const FINDING_SCENARIO_BUDGET = 40;

/** The scenarios of one seed, drawn when they are first asked for. */
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

export async function findKill(
  { clause, kind }: AnyMutant,
  scenarios: ScenarioCache,
): Promise<KillRecord> {
  const others = new Set<ClauseId>();
  let kill: number | null = null;
  let first: ClauseId | null = null;
  let [findings, alone] = [0, 0];
  for (let index = 0; index < SCENARIO_BUDGET; index++) {
    if (kill !== null && (findings >= FINDING_BUDGET || index >= FINDING_SCENARIO_BUDGET)) break;
    const [finding] = (await run(kind, scenarios.scenarioAt(kind, index))).findings;
    if (!finding) continue;
    findings++;
    first ??= finding.clause;
    const named = [finding.clause, ...finding.also];
    if (named.includes(clause)) kill ??= index + 1;
    // What no check claims is laid to the clause of such a step: nobody objects there.
    const objecting = finding.unclaimed ? [] : named.filter((id) => id !== clause);
    for (const id of objecting) others.add(id);
    if (objecting.length === 0) alone++;
  }
  return { kill, first, findings, alone, others: [...others].sort() };
}
