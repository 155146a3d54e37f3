/**
 * `partyline merge DIR...`: joins the shards of a run into one report, with the verdicts, forms and exit code
 * of a run on one machine. Runs no router. Throws Misuse if the shards are not exactly those of one run.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseShard } from '../../campaign/shardDocument.ts';
import type { NamedShard } from '../../campaign/shardMerge.ts';
import { mergeShards, shardFaults } from '../../campaign/shardMerge.ts';
import { addExhaustiveEvidence } from '../../explore/explored.ts';
import type { Trace } from '../../lockstep/trace.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { profileNames } from '../../verdict/profiles.ts';
import { reportOf } from '../../verdict/runReport.ts';
import { corpusFolderOf } from '../arguments/corpus.ts';
import { faultsText, readExplored, readJson, refuseForeign } from '../arguments/documents.ts';
import { readEarlier } from '../arguments/earlier.ts';
import type { ReportForm } from '../arguments/options.ts';
import { readReports } from '../arguments/options.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import { declareForce, makeFolder } from '../files/writing.ts';
import { keepNewFindings } from '../output/newFindings.ts';
import { openReportFolder } from '../output/reportFolder.ts';
import { outputReport, refuseWithoutFolder } from '../output/reportOutput.ts';
import { addTrend } from '../output/trend.ts';
import type { Exit } from '../program/exits.ts';
import { exitOf, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';

interface MergeFlags {
  readonly out?: string;
  readonly report: readonly ReportForm[];
  readonly corpus?: string;
  readonly keep?: boolean;
  readonly explored?: string;
  readonly against?: string;
  readonly force?: boolean;
  readonly verbose?: boolean;
}

export const mergeCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('merge')
    .description('the shards of a run joined to one report, a verdict per clause')
    .argument('<folders...>', 'folders that check --shard wrote to, or that hold such folders')
    .option('--out <folder>', 'write report.json and the scenarios of findings there')
    .option('--report <forms>', 'as for check (default: text)', readReports)
    .option('--verbose', 'as for check')
    .option('--against <report>', 'as for check, by what the shards found alone')
    .option('--explored <file>', 'the certificate of `explore` on this router, beside the evidence')
    .option('--corpus <folder>', 'where --keep keeps findings')
    .option('--keep', 'keep the scenarios of findings in your corpus (default: partyline-corpus)');
  declareForce(command, 'files of others in --out').action(
    async (folders: readonly string[], given: Partial<MergeFlags>) =>
      done(await merge(folders, { ...given, report: given.report ?? ['text'] }, terminal)),
  );
};

async function merge(
  folders: readonly string[],
  flags: MergeFlags,
  terminal: Terminal,
): Promise<Exit> {
  const {
    out,
    report: forms,
    corpus,
    keep = false,
    explored: path,
    force,
    verbose = false,
  } = flags;
  refuseWithoutFolder(forms, out);
  const shards = await readShards(folders, terminal.cwd);
  const faults = shardFaults(shards);
  if (faults.length > 0) throw new Misuse(faultsText('These shards are not one whole run', faults));
  const gathered = mergeShards(shards);
  const explored = path === undefined ? null : await readExplored(path, terminal.cwd);
  if (explored) refuseForeign(explored, gathered.kinds);
  const earlier =
    flags.against === undefined ? null : await readEarlier(flags.against, terminal.cwd);
  const { cwd, err } = terminal;
  const folder =
    out === undefined
      ? null
      : await openReportFolder(out, forms, { cwd, err, flag: '--out', force });
  const [first] = shards;
  // All shards agree on it, so the first one's is the run's.
  const profile = profileNames.find((name) => name === first?.document.run['--profile']);
  const merged = { ...reportOf(gathered), ...(profile === undefined ? {} : { profile }) };
  const report = explored ? addExhaustiveEvidence(merged, explored) : merged;
  const judged = applyDeviations(report, first?.document.deviations ?? []);
  const judgement = earlier ? await addTrend(judged, earlier, runNothing) : judged;
  const attempts = new OutputAttempts(terminal);
  terminal.err(`${shards.length} shards of seed ${gathered.seed}\n`);
  const replay = first?.document.replay ?? '';
  await outputReport(
    judgement,
    {
      forms,
      folder,
      loadTraces: async () => mergeTraces(shards, judgement.report),
      replay,
      attempts,
      verbose,
      again: null,
    },
    terminal,
  );
  if (keep)
    await attempts.attempt('The corpus', async () => {
      const name = await corpusFolderOf(corpus, cwd);
      await keepNewFindings(judgement, name, await makeFolder(name, cwd, '--corpus'), terminal);
    });
  return attempts.exitFor(exitOf(judgement));
}

const runNothing = async () => ({ unrun: 'the shards did not meet it, and a merge runs nothing' });

/**
 * Returns the traces of the findings in the merged report. If several shards found the same signature, the trace is
 * taken from the shard whose scenario the merged report has.
 */
function mergeTraces(
  shards: readonly NamedShard[],
  { findings }: { readonly findings: readonly { id: string; scenario: unknown }[] },
): ReadonlyMap<string, Trace> {
  const traces = new Map<string, Trace>();
  for (const { id, scenario } of findings)
    for (const { document } of shards) {
      const trace = document.traces[id];
      if (trace && JSON.stringify(trace.scenario) === JSON.stringify(scenario))
        traces.set(id, trace);
    }
  return traces;
}

const SHARD = /^shard-\d+-of-\d+\.json$/;

/** Reads the shards in the folders and one level below, where CI systems unpack artifacts. Throws Misuse. */
async function readShards(folders: readonly string[], cwd: string): Promise<NamedShard[]> {
  const paths = new Set<string>();
  for (const folder of folders)
    for (const path of await findShardFiles(folder, cwd)) paths.add(path);
  const shards: NamedShard[] = [];
  for (const path of paths) {
    const name = relative(cwd, path);
    const document = parseShard(await readJson(name, cwd, 'shard'), version);
    if (typeof document === 'string') throw new Misuse(`${name} ${document}`);
    shards.push({ name, document });
  }
  return shards;
}

async function findShardFiles(given: string, cwd: string): Promise<string[]> {
  const folder = resolve(cwd, given);
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    throw new Misuse(
      `There is no folder ${JSON.stringify(given)}. Give the folders that \`partyline check --shard\` wrote to, or one that holds them.`,
    );
  const below = (await readdir(folder, { withFileTypes: true })).filter((each) =>
    each.isDirectory(),
  );
  const files: string[] = [];
  for (const each of [folder, ...below.map(({ name }) => join(folder, name))])
    for (const name of (await readdir(each)).sort())
      if (SHARD.test(name)) files.push(join(each, name));
  if (files.length === 0)
    throw new Misuse(
      `${JSON.stringify(given)} holds no report of a shard (shard-1-of-5.json), nor does a folder in it. Give the folders that \`partyline check --shard\` wrote to.`,
    );
  return files;
}
