/**
 * The census: every wrong router with how soon it is found out, of several seeds, and whether it got worse.
 * It hunts nothing itself; it only says what the hunts come to.
 */
import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import type { AnyMutant, KillRecord } from './killRecord.ts';
import { reasons as known } from './reasons.ts';

/** Hunts a wrong router: an odd number, so that there is a middle one. */
export const SEEDS_PER_MUTANT = 5;

export interface MutantResult {
  readonly id: string;
  readonly clause: ClauseId;
  /** In more than half of the hunts its clause named it. */
  readonly killed: boolean;
  /** The middle one of all hunts; null when it survived. */
  readonly medianScenarios: number | null;
  /** Hunt by hunt; null where it got away. */
  readonly kills: readonly (number | null)[];
  /** Clauses that came before its own, in some hunt. */
  readonly before: readonly ClauseId[];
  /** Of so many findings no other clause objected in so many. */
  readonly findings: number;
  readonly alone: number;
  readonly others: readonly ClauseId[];
}

export function mutantResultOf(
  { id, clause }: Pick<AnyMutant, 'id' | 'clause'>,
  records: readonly KillRecord[],
): MutantResult {
  const sum = (count: (hunt: KillRecord) => number) =>
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

/** Whoever got away took longer than all others. */
function medianOf(kills: readonly (number | null)[]): number | null {
  const sorted = kills.toSorted((a, b) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE));
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const sortClauseIds = (ids: readonly ClauseId[]) => clauseIds.filter((id) => ids.includes(id));

/** Whether no other clause catches it, in any finding. */
export const isCaughtByOneClause = ({ killed, findings, alone }: MutantResult): boolean =>
  killed && alone === findings;

/** A kill may take so many scenarios more before it counts as slower: a median of few says little. */
const SLACK_SCENARIOS = 4;

/** What is wrong with the zoo, a sentence each. `baseline` null: there is nothing to compare with. */
export function findFlaws(
  results: readonly MutantResult[],
  baseline: readonly MutantResult[] | null,
): string[] {
  return results.flatMap((tally) => {
    const { id, clause, medianScenarios } = tally;
    const hunts = `${tally.kills.filter((kill) => kill !== null).length} of ${tally.kills.length} hunts`;
    if (medianScenarios === null)
      return [`${id} survives: ${clause} names it in ${hunts} only; look for what hides it`];
    const known = baseline?.find((each) => each.id === id)?.medianScenarios ?? null;
    if (known === null || medianScenarios <= Math.max(2 * known, known + SLACK_SCENARIOS))
      return [];
    return [
      `${id} takes ${medianScenarios} scenarios until ${clause} names it, ${known} before: more than twice as many`,
    ];
  });
}

/** What the whole zoo lacks, a sentence each. */
export function findGaps(results: readonly MutantResult[], reasons = known): string[] {
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
    return own && reason !== undefined
      ? [`${id} has a mutant of its own by now; take its reason out of reasons.ts`]
      : [];
  });
}
