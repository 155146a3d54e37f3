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
import type { MutantResult } from '../../mutationTesting/mutantResult.ts';
import {
  findFlaws,
  findGaps,
  mutantResultOf,
  SEEDS_PER_MUTANT,
} from '../../mutationTesting/mutantResult.ts';
import { formatMutantsPage, formatResults } from '../../mutationTesting/resultTable.ts';
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
    .action(async (flags: MutantsFlags) => done(await runMutants(flags, terminal)));
};

async function runMutants(flags: MutantsFlags, terminal: Terminal): Promise<Exit> {
  const { only, seed, jobs, json, update } = flags;
  if (update && seed !== SEED)
    throw new Misuse(
      `The baseline is of the seed ${SEED}. Expected --update without --seed, or with that one.`,
    );
  const ids = allMutants.map(({ id }) => id);
  const wanted = only ?? ids;
  const started = terminal.now();
  const results = await runAllMutants({ ids: wanted, seed, jobs }, terminal);
  if (terminal.interrupted.aborted) {
    if (json)
      terminal.out(`${JSON.stringify({ seed, mutants: results, interrupted: true }, null, 2)}\n`);
    else if (results.length > 0) terminal.out(`${formatResults(results)}\n`);
    terminal.err(
      `Interrupted: ${results.length} of ${wanted.length} mutants were tested, not all of them on every seed, and nothing was compared.\n`,
    );
    return exits.interrupted;
  }
  // The old baseline is not read if all of it is replaced, because it may be broken.
  const baseline = update && !only ? null : await loadBaseline();
  const known = baseline?.seed === seed ? baseline.mutants : null;
  if (update && only && !known)
    throw new Misuse(
      `There is no baseline of the seed ${SEED} to put these into. Expected --update without --only first.`,
    );
  const comparable = update ? null : known;
  const updated = mergeResults(known ?? [], results, ids);
  const flaws = findFlaws(results, comparable);
  const wrong = [...flaws, ...(only && !update ? [] : findGaps(updated))];
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

interface MutantRunOptions extends MutantBatch {
  readonly jobs: number;
}

/** Runs all mutants. After an interrupt it returns the results on the seeds that were tested until then. */
async function runAllMutants(
  { ids, seed, jobs }: MutantRunOptions,
  terminal: Terminal,
): Promise<MutantResult[]> {
  const { interrupted, cwd } = terminal;
  const pool = jobs > 1 ? new Pool(jobs, { router: null, cwd, check: null }, interrupted) : null;
  const found = new Map<string, KillRecord[]>(ids.map((id) => [id, []]));
  const batches = batchesOf(ids, seed, pool ? 2 * jobs : 1);
  const runBatches = async () => {
    for (let next = batches.shift(); next && !interrupted.aborted; next = batches.shift()) {
      const { number, batch } = next;
      const records = pool
        ? await pool.testMutants(batch)
        : await testMutants(batch, () => interrupted.aborted);
      for (const [at, each] of records.entries()) {
        const all = found.get(batch.ids[at] ?? '');
        if (all) all[number - 1] = each;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: pool ? jobs : 1 }, runBatches));
  } finally {
    await pool?.close();
  }
  return allMutants
    .map((wrong) => ({ wrong, records: (found.get(wrong.id) ?? []).filter(Boolean) }))
    .filter(({ records }) => records.length > 0)
    .map(({ wrong, records }) => mutantResultOf(wrong, records));
}

/**
 * Splits the mutants of each seed into several batches, so that no thread is idle for long. Each thread draws the
 * scenarios of the batch's seed itself.
 */
function batchesOf(ids: readonly string[], seed: string, parts: number) {
  return Array.from({ length: SEEDS_PER_MUTANT * parts }, (_, at) => {
    const number = 1 + Math.floor(at / parts);
    const own = ids.filter((_, index) => index % parts === at % parts);
    return { number, batch: { seed: `${seed} ${number}`, ids: own } };
  });
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
        `No mutant is called ${JSON.stringify(pattern)}, nor breaks a clause of that name. Expected names such as count-once, or clauses such as ${clauseIds[0]}; docs/mutants.md lists them.`,
      );
    for (const { id } of found) named.add(id);
  }
  return allMutants.flatMap(({ id }) => (named.has(id) ? [id] : []));
}
