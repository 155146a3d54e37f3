/**
 * `partyline mutants`: runs every mutant and prints how soon the clause that it breaks names it. Fails if a
 * mutant survives, if a clause has none, or if a kill takes more than twice as long as in the committed baseline.
 */

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { allMutants } from '#impl';
import { clauseIds } from '#spec';
import type { Baseline } from '../../mutationTesting/baseline.ts';
import { formatBaseline, mergeResults, readBaseline } from '../../mutationTesting/baseline.ts';
import type { KillRecord } from '../../mutationTesting/killRecord.ts';
import { SCENARIO_BUDGET } from '../../mutationTesting/killRecord.ts';
import type { MutantResult } from '../../mutationTesting/mutantResult.ts';
import {
  findFlaws,
  findGaps,
  limitOf,
  mutantResultOf,
  SEEDS_PER_MUTANT,
} from '../../mutationTesting/mutantResult.ts';
import { formatMutantsPage, formatResults } from '../../mutationTesting/resultTable.ts';
import { suggestName } from '../../wording/nearest.ts';
import { readCount, readSeed } from '../arguments/options.ts';
import { matchesPattern } from '../arguments/patterns.ts';
import { writeWhole } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import type { MutantBatch } from '../workers/mutantBatch.ts';
import { testMutants } from '../workers/mutantBatch.ts';
import { Pool } from '../workers/pool.ts';

const SEED = 'zoo';
const BASELINE = new URL('../../mutationTesting/baseline.json', import.meta.url);
const PAGE = new URL('../../../docs/mutants.md', import.meta.url);
interface MutantsFlags {
  readonly only?: readonly string[];
  readonly seed: string;
  readonly jobs: number;
  readonly json?: boolean;
  readonly update?: boolean;
  readonly quick?: boolean;
}

export const mutantsCommand: Registration = (program, { terminal, done }) => {
  program
    .command('mutants')
    .description('wrong routers on purpose: how soon each is named by the clause it breaks')
    .option(
      '--only <names>',
      "only these: count-once, 'hall-*', or of clauses: 'LINE-*'",
      readNames,
    )
    .option('--seed <seed>', 'where chance comes from', readSeed, SEED)
    .option('--jobs <count>', 'worker threads', readCount, availableParallelism())
    .option('--json', 'the table as JSON on stdout')
    .option(
      '--update',
      'write the baseline and docs/mutants.md anew; with --only the lines of those',
    )
    .option(
      '--quick',
      'test each mutant only until it is clear whether it is killed as soon as in the baseline',
    )
    .action(async (flags: MutantsFlags) => done(await runMutants(flags, terminal)));
};

async function runMutants(flags: MutantsFlags, terminal: Terminal): Promise<Exit> {
  const { only, seed, jobs, json, update, quick } = flags;
  if (quick && (update || seed !== SEED))
    throw new Misuse(
      `--quick compares with the baseline, which is of the seed ${SEED}. Expected it without --update and --seed.`,
    );
  if (update && seed !== SEED)
    throw new Misuse(
      `The baseline is of the seed ${SEED}. Expected --update without --seed, or with that one.`,
    );
  const ids = allMutants.map(({ id }) => id);
  const wanted = only ?? ids;
  const started = terminal.now();
  // The old baseline is not read if all of it is replaced, because it may be broken.
  const baseline = update && !only ? null : await loadBaseline();
  const known = baseline?.seed === seed ? baseline.mutants : null;
  const limits = quick
    ? new Map(wanted.map((id) => [id, limitOf(id, known ?? []) ?? SCENARIO_BUDGET]))
    : null;
  const results = await runAllMutants({ ids: wanted, seed, jobs, limits }, terminal);
  if (terminal.interrupted.aborted) {
    if (json)
      terminal.out(`${JSON.stringify({ seed, mutants: results, interrupted: true }, null, 2)}\n`);
    else if (results.length > 0) terminal.out(`${formatResults(results)}\n`);
    terminal.err(
      `Interrupted: ${results.length} of ${wanted.length} mutants were tested, not all of them on every seed, and nothing was compared.\n`,
    );
    return exits.interrupted;
  }
  if (update && only && !known)
    throw new Misuse(
      `There is no baseline of the seed ${SEED} to put these into. Expected --update without --only first.`,
    );
  const comparable = update ? null : known;
  const updated = mergeResults(known ?? [], results, ids);
  const flaws = findFlaws(results, comparable);
  const wrong = [...flaws, ...(only && !update ? [] : findGaps(updated, undefined, !quick))];
  const killed = results.filter((each) => each.killed).length;
  if (json) terminal.out(`${JSON.stringify({ seed, mutants: results }, null, 2)}\n`);
  else terminal.out(`${formatResults(results)}\n`);
  terminal.err(
    `${killed} of ${results.length} mutants killed, ${((terminal.now() - started) / 1000).toFixed(0)} s\n`,
  );
  if (!update && comparable === null)
    terminal.err(`not compared: the baseline is of the seed ${baseline?.seed ?? SEED}\n`);
  const left = ids.filter((id) => !updated.some((each) => each.id === id));
  if (update && left.length > 0)
    terminal.err(`not in the baseline yet: ${left.join(', ')}; add them by --only\n`);
  for (const each of wrong) terminal.err(`error: ${each}\n`);
  if (update && flaws.length === 0) await saveBaseline({ seed, mutants: updated }, terminal);
  return wrong.length > 0 ? exits.violated : exits.asExpected;
}

interface MutantRun {
  readonly ids: readonly string[];
  readonly seed: string;
  readonly jobs: number;
  /** By id: within how many scenarios more than half of the seeds have to kill it. Null: all is tested wholly. */
  readonly limits: ReadonlyMap<string, number> | null;
}

type Test = (batch: MutantBatch) => Promise<readonly KillRecord[]>;

/** Runs all mutants. After an interrupt it returns the results on the seeds that were tested until then. */
async function runAllMutants(
  { ids, seed, jobs, limits }: MutantRun,
  terminal: Terminal,
): Promise<MutantResult[]> {
  const { interrupted, cwd } = terminal;
  const pool = jobs > 1 ? new Pool(jobs, { router: null, cwd, check: null }, interrupted) : null;
  const test: Test = (batch) =>
    pool ? pool.testMutants(batch) : testMutants(batch, () => interrupted.aborted);
  const found = new Map<string, KillRecord[]>(ids.map((id) => [id, []]));
  const runBatches = async (batches: NumberedBatch[]) => {
    for (let next = batches.shift(); next && !interrupted.aborted; next = batches.shift()) {
      const { number, batch } = next;
      for (const [at, each] of (await test(batch)).entries()) {
        const all = found.get(batch.ids[at] ?? '');
        if (all) all[number - 1] = each;
      }
    }
  };
  const runSeeds = async (numbers: readonly number[], those: readonly string[], whole: boolean) => {
    const parts = pool ? 2 * jobs : 1;
    const batches = batchesOf(numbers, those, seed, parts, whole ? null : limits);
    await Promise.all(Array.from({ length: pool ? jobs : 1 }, () => runBatches(batches)));
  };
  const killsOf = (id: string) =>
    (found.get(id) ?? []).filter(({ kill }) => kill !== null && kill <= (limits?.get(id) ?? 0));
  try {
    if (limits) {
      const most = Math.ceil(SEEDS_PER_MUTANT / 2);
      const isOpen = (id: string) => killsOf(id).length < most;
      await runSeeds(seedNumbers.slice(0, most), ids, false);
      for (const number of seedNumbers.slice(most))
        await runSeeds([number], ids.filter(isOpen), false);
      // What is slower than it was is measured as in the baseline.
      await runSeeds(seedNumbers, ids.filter(isOpen), true);
    } else await runSeeds(seedNumbers, ids, true);
  } finally {
    await pool?.close();
  }
  return allMutants
    .map((wrong) => ({ wrong, records: (found.get(wrong.id) ?? []).filter(Boolean) }))
    .filter(({ records }) => records.length > 0)
    .map(({ wrong, records }) => mutantResultOf(wrong, records));
}

const seedNumbers = Array.from({ length: SEEDS_PER_MUTANT }, (_, at) => at + 1);

interface NumberedBatch {
  readonly number: number;
  readonly batch: MutantBatch;
}

/**
 * Splits the mutants of each seed into several batches, so that no thread is idle for long. Each thread draws the
 * scenarios of the batch's seed itself. With limits, which clauses object is looked at on the first seed alone.
 */
function batchesOf(
  numbers: readonly number[],
  ids: readonly string[],
  seed: string,
  parts: number,
  limits: ReadonlyMap<string, number> | null,
): NumberedBatch[] {
  return numbers.flatMap((number) =>
    Array.from({ length: parts }, (_, part) => {
      const own = ids.filter((_, index) => index % parts === part);
      const searches = limits
        ? own.map((id) => ({ budget: limits.get(id) ?? SCENARIO_BUDGET, goesOn: number === 1 }))
        : undefined;
      return {
        number,
        batch: { seed: `${seed} ${number}`, ids: own, ...(searches && { searches }) },
      };
    }).filter(({ batch }) => batch.ids.length > 0),
  );
}

async function loadBaseline(): Promise<Baseline | null> {
  const text = await readFile(BASELINE, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return readBaseline(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Misuse(`The baseline ${fileURLToPath(BASELINE)} cannot be read: ${said}`);
  }
}

async function saveBaseline(baseline: Baseline, terminal: Terminal): Promise<void> {
  await writeWhole(fileURLToPath(BASELINE), formatBaseline(baseline));
  await writeWhole(fileURLToPath(PAGE), formatMutantsPage(allMutants, baseline.mutants));
  terminal.err(`written: ${fileURLToPath(BASELINE)}, ${fileURLToPath(PAGE)}\n`);
}

/** Reads the mutants named by comma-separated ids, clauses or patterns of either; each must name at least one. */
function readNames(value: string, before: readonly string[] = []): string[] {
  const named = new Set(before);
  for (const pattern of value.split(',').map((each) => each.trim())) {
    const found = allMutants.filter(
      ({ id, clause }) => matchesPattern(pattern, id) || matchesPattern(pattern, clause),
    );
    if (found.length === 0)
      throw new InvalidArgumentError(
        `No mutant is called ${JSON.stringify(pattern)}, nor breaks a clause of that name. Expected names such as count-once, or clauses such as ${clauseIds[0]}; docs/mutants.md lists them.${suggestName(pattern, [...allMutants.map(({ id }) => id), ...clauseIds])}`,
      );
    for (const { id } of found) named.add(id);
  }
  return allMutants.flatMap(({ id }) => (named.has(id) ? [id] : []));
}
