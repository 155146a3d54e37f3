/**
 * Exits: the exit codes of the command line, and the error that a command throws on bad input, or when its output
 * cannot be written. (For a router that cannot be driven it throws Undriven.) The message of each is a sentence for the user, printed without a stack.
 */
import type { ClauseId } from '#spec';
import { clauses } from '#spec';
import { rewordUndriven, Undriven } from '../../network/undriven.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';
import { isInconclusive } from '../../verdict/verdict.ts';

export const exits = {
  asExpected: 0,
  /** A clause is violated, or a declared deviation is stale. */
  violated: 1,
  usage: 2,
  undecided: 3,
  /** The router could not be driven. */
  undriven: 4,
  /** Part of the output could not be written; what a run found was printed nevertheless. */
  unwritten: 5,
  interrupted: 130,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** Bad input; the message says what came, what was expected, and what to do. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Output that the system does not let be written; the message says why, and what to do. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}

/** Calls the harness. If that throws Undriven, throws an Undriven whose message is a sentence for the user. */
export async function explainFailureToDrive<T>(
  ask: () => Promise<T>,
  who: 'The router' | 'A router' = 'The router',
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Undriven)) throw error;
    throw rewordUndriven(error, `${who} could not be driven: ${error.message}`);
  }
}

/** Returns the exit code for a judged report. A violated should is printed and does not fail the run. */
export function exitOf({ report, deviations }: Judgement): Exit {
  if (report.interrupted) return exits.interrupted;
  const must = report.clauses.filter(({ id }) => clauses[id].level === 'must');
  const failed =
    must.some(({ verdict }) => verdict === 'violated') ||
    report.clauses.some(({ verdict }) => verdict === 'healed' || verdict === 'crashed');
  const stale = deviations.some(({ state }) => state === 'unmatched');
  const unexplained = report.findings.filter((finding) => isUnexplained(finding, report));
  if (failed || stale || !unexplained.every(isInconclusive)) return exits.violated;
  const judged = report.clauses.some(
    ({ verdict }) => verdict === 'holds' || verdict === 'violated' || verdict === 'expected',
  );
  // A run of nothing must not exit with 0.
  if (!judged || report.totals.scenarios === 0 || unexplained.length > 0) return exits.undecided;
  return must.some(({ verdict }) => verdict === 'undecided') ? exits.undecided : exits.asExpected;
}

/**
 * Whether the finding fails the run. It does unless a deviation is declared for every must that the finding breaks,
 * whatever the verdicts of those clauses.
 */
export function isUnexplained({ clause, also }: Finding, report: RunReport): boolean {
  const musts = [clause, ...also].filter((id) => clauses[id].level === 'must');
  const verdictOf = (id: ClauseId) => report.clauses.find((each) => each.id === id)?.verdict;
  if (musts.some((id) => verdictOf(id) === 'violated')) return true;
  return musts.length > 0 && ![clause, ...also].some((id) => verdictOf(id) === 'expected');
}
