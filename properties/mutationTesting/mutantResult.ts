/**
 * The result for each mutant: how soon it is found out, over several seeds, and whether that got worse. It summarises kill
 * records and runs nothing itself.
 */
import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import type { AnyMutant, KillRecord } from './killRecord.ts';
import { reasonsForNoOwnMutant } from './reasons.ts';

/** Number of seeds per mutant: odd, so that there is a median. */
export const SEEDS_PER_MUTANT = 5;

export interface MutantResult {
  readonly id: string;
  readonly clause: ClauseId;
  /** Whether its clause was named under more than half of the seeds. */
  readonly killed: boolean;
  /** Median number of scenarios over all seeds; null when it survived. */
  readonly medianScenarios: number | null;
  /** Per seed: the number of scenarios; null where it survived. */
  readonly kills: readonly (number | null)[];
  /** Clauses that were named before the mutant's own clause, under at least one seed. */
  readonly before: readonly ClauseId[];
  /** Over all seeds: number of findings, and (below) in how many of them no other clause was named. */
  readonly findings: number;
  readonly alone: number;
  readonly others: readonly ClauseId[];
}

export function mutantResultOf(
  { id, clause }: Pick<AnyMutant, 'id' | 'clause'>,
  records: readonly KillRecord[],
): MutantResult {
  const sum = (count: (record: KillRecord) => number) =>
    records.reduce((all, each) => all + count(each), 0);
  const medianScenarios = medianOf(records.map(({ kill }) => kill));
  const before = records.flatMap(({ first }) =>
    first === null || first === clause ? [] : [first],
  );
  return {
    id,
    clause,
    killed: medianScenarios !== null,
    medianScenarios,
    kills: records.map(({ kill }) => kill),
    before: sortClauseIds(before),
    findings: sum(({ findings }) => findings),
    alone: sum(({ alone }) => alone),
    others: sortClauseIds(records.flatMap(({ others }) => others)),
  };
}

/** Returns the median number of scenarios. A seed under which the mutant survived counts as longer than all others. */
function medianOf(kills: readonly (number | null)[]): number | null {
  const sorted = kills.toSorted((a, b) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE));
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const sortClauseIds = (ids: readonly ClauseId[]) => clauseIds.filter((id) => ids.includes(id));

/** Whether there are findings without a goal, and none names any other clause. */
export const isCaughtByOneClause = ({ killed, findings, alone }: MutantResult): boolean =>
  killed && findings > 0 && alone === findings;

/**
 * The median counts as slower only if it exceeds the baseline by more than this many scenarios, because with few seeds it varies
 * by chance.
 */
const SLACK_SCENARIOS = 4;

/** The median number of scenarios up to which a kill is not called slower than a median that is known. */
const mostScenarios = (known: number): number => Math.max(2 * known, known + SLACK_SCENARIOS);

/**
 * Returns what a quick test of a mutant needs to know: within how many scenarios more than half of the seeds have to kill it.
 * Null if it is not in the baseline, or survived there.
 */
export function limitOf(id: string, baseline: readonly MutantResult[]): number | null {
  const known = baseline.find((each) => each.id === id)?.medianScenarios ?? null;
  return known === null ? null : mostScenarios(known);
}

/**
 * Returns what is wrong with single mutants, one sentence each. `baseline` null: there is nothing to compare with.
 */
export function findFlaws(
  results: readonly MutantResult[],
  baseline: readonly MutantResult[] | null,
): string[] {
  return results.flatMap((tally) => {
    const { id, clause, medianScenarios } = tally;
    const seeds = `${tally.kills.filter((kill) => kill !== null).length} of ${tally.kills.length} seeds`;
    if (medianScenarios === null)
      return [`${id} survives: ${clause} names it under ${seeds} only; look for what hides it`];
    const known = baseline?.find((each) => each.id === id)?.medianScenarios ?? null;
    if (known === null || medianScenarios <= mostScenarios(known)) return [];
    return [
      `${id} takes ${medianScenarios} scenarios until ${clause} names it, ${known} before: more than twice as many`,
    ];
  });
}

/**
 * Returns what is wrong with the mutants as a whole, one sentence each: clauses that have no mutant, and clauses that have no
 * mutant that they alone catch. `isWhole` false: the mutants were not tested on all seeds, which shows no reason as stale.
 */
export function findGaps(
  results: readonly MutantResult[],
  reasons = reasonsForNoOwnMutant,
  isWhole = true,
): string[] {
  return clauseIds.flatMap((id) => {
    const those = results.filter(({ clause }) => clause === id);
    if (those.length === 0) return [`${id} has no mutant; plant a fault that it must name`];
    if (clauses[id].level === 'should') return [];
    const own = those.some(isCaughtByOneClause);
    const reason = reasons[id];
    if (!own && reason === undefined)
      return [
        `${id} has no mutant that no other clause catches; plant one, or write in reasons.ts why there is none`,
      ];
    return own && reason !== undefined && isWhole
      ? [`${id} has a mutant of its own by now; take its reason out of reasons.ts`]
      : [];
  });
}
