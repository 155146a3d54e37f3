/**
 * Exits: the exit codes of the command line, and how a command gives up on bad input. (On a router that cannot be
 * driven it throws Undriven.) Both carry a sentence for the user and never a stack.
 */
import type { ClauseId } from '#spec';
import { clauses } from '#spec';
import { Undriven } from '../../network/undriven.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';

export const exits = {
  asExpected: 0,
  /** Violated, or a stale deviation. */
  violated: 1,
  usage: 2,
  undecided: 3,
  /** The router could not be driven. */
  undriven: 4,
  interrupted: 130,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** Bad input: what came, what was expected, what to do. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Asks the harness; what it says of a router that cannot be driven becomes a sentence for the user. */
export async function explainUndriven<T>(
  ask: () => Promise<T>,
  who: 'The router' | 'A router' = 'The router',
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Undriven)) throw error;
    throw new Undriven(`${who} could not be driven: ${error.message}`);
  }
}

/** What a judged report means for the exit code. A violated should is printed and fails nothing. */
export function exitOf({ report, deviations }: Judgement): Exit {
  if (report.interrupted) return exits.interrupted;
  const must = report.clauses.filter(({ id }) => clauses[id].level === 'must');
  const failed =
    must.some(({ verdict }) => verdict === 'violated') ||
    report.clauses.some(({ verdict }) => verdict === 'healed' || verdict === 'crashed');
  const stale = deviations.some(({ state }) => state === 'unmatched');
  if (failed || stale || report.findings.some((finding) => isUnexplained(finding, report)))
    return exits.violated;
  const judged = report.clauses.some(
    ({ verdict }) => verdict === 'holds' || verdict === 'violated' || verdict === 'expected',
  );
  // Nothing run is never green.
  if (!judged || report.totals.scenarios === 0) return exits.undecided;
  return must.some(({ verdict }) => verdict === 'undecided') ? exits.undecided : exits.asExpected;
}

/** A finding that no deviation explains for every must that it breaks fails the run, whatever the verdict of its clause says. */
export function isUnexplained({ clause, also }: Finding, report: RunReport): boolean {
  const musts = [clause, ...also].filter((id) => clauses[id].level === 'must');
  const verdictOf = (id: ClauseId) => report.clauses.find((each) => each.id === id)?.verdict;
  if (musts.some((id) => verdictOf(id) === 'violated')) return true;
  return musts.length > 0 && ![clause, ...also].some((id) => verdictOf(id) === 'expected');
}
