/**
 * The table of mutants: for each clause, the mutants that break it, and how soon the clause is named. As text for a terminal and
 * as the page `docs/mutants.md`.
 */
import { clauseIds, clauses } from '#spec';
import type { AnyMutant } from './killRecord.ts';
import { SCENARIO_BUDGET } from './killRecord.ts';
import type { MutantResult } from './mutantResult.ts';
import { isCaughtByOneClause, SEEDS_PER_MUTANT } from './mutantResult.ts';
import { reasonsForNoOwnMutant } from './reasons.ts';

const sortByClause = (results: readonly MutantResult[]) =>
  clauseIds.flatMap((id) => results.filter(({ clause }) => clause === id));

const formatMedian = ({ medianScenarios }: MutantResult) => String(medianScenarios ?? 'survives');

const TITLES = ['clause', 'mutant', 'scenarios', 'named before by', 'objecting too'] as const;

/** Returns the table for a terminal. */
export function formatResults(results: readonly MutantResult[]): string {
  const rows = sortByClause(results).map((tally) => [
    tally.clause,
    tally.id,
    formatMedian(tally),
    tally.before.join(' '),
    tally.others.join(' '),
  ]);
  const all: readonly (readonly string[])[] = [TITLES, ...rows];
  const widths = TITLES.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Returns the text of `docs/mutants.md`. */
export function formatMutantsPage(
  mutants: readonly AnyMutant[],
  results: readonly MutantResult[],
): string {
  const faults = new Map(mutants.map(({ id, fault }) => [id, fault]));
  const known = results.filter(({ id }) => faults.has(id));
  return `${[
    '# Mutants',
    '',
    '<!-- Written by `npx partyline mutants --update`; a test compares it with `properties/mutationTesting/baseline.json`. -->',
    '',
    `${known.length} wrong routers, each our own with one fault planted (\`impl/mutants/\`), and the clause that must name it. *Scenarios* is how many`,
    `random ones it takes until a finding names the clause: the median over ${SEEDS_PER_MUTANT} seeds, at most ${SCENARIO_BUDGET} each. *Before* are clauses that named a finding of`,
    'it earlier, under some seed. *Alone* is in how many of the findings looked at no other clause objects; `*` where that is all of them.',
    '`npx partyline mutants` runs all of them again, and fails when one survives, when a clause has none, or when a kill takes more',
    'than twice as many scenarios as here.',
    '',
    '| clause | mutant | fault | scenarios | before | alone | objecting too |',
    '| --- | --- | --- | ---: | --- | ---: | --- |',
    ...sortByClause(known).map((tally) => {
      const { id, clause, before, findings, alone, others } = tally;
      const share = `${alone} of ${findings}${isCaughtByOneClause(tally) ? ' *' : ''}`;
      return `| ${clause} | \`${id}\` | ${faults.get(id)} | ${formatMedian(tally)} | ${before.join(' ')} | ${share} | ${others.join(' ')} |`;
    }),
    '',
    '## Clauses that never object alone',
    '',
    'Every other must has a mutant that no other clause catches (`*`).',
    '',
    ...clauseIds.flatMap((id) =>
      reasonsForNoOwnMutant[id]
        ? [`- **${id}** (${clauses[id].level}): ${reasonsForNoOwnMutant[id]}`]
        : [],
    ),
    '',
  ].join('\n')}`;
}
