/**
 * `partyline check`: runs generated scenarios on a router and gives a verdict per clause and an exit code. All input is
 * read, and refused if it is bad, before the first scenario runs. Reports are written after the last.
 */

import { addExhaustiveEvidence } from '../../explore/explored.ts';
import type { Trace } from '../../lockstep/trace.ts';
import { LARGEST } from '../../scenario/large.ts';
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import type { CheckFlags } from '../arguments/checkFlags.ts';
import {
  DEFAULT_HOSTILE,
  DEFAULT_RUNS,
  HOSTILE_PER_RUN,
  settingsOf,
} from '../arguments/checkFlags.ts';
import { readCorpus } from '../arguments/corpus.ts';
import { readDeviations, readExplored, refuseForeign } from '../arguments/documents.ts';
import { readEarlier } from '../arguments/earlier.ts';
import { againCommand } from '../arguments/invocation.ts';
import { readJobs } from '../arguments/jobs.ts';
import { applyJudge, declareJudgeOptions } from '../arguments/judges.ts';
import {
  readAmount,
  readClauses,
  readCount,
  readDuration,
  readLimit,
  readNodes,
  readPercent,
  readReports,
  readSeed,
  readShapes,
  reportForms,
  SHAPES_HELP,
} from '../arguments/options.ts';
import { declareRouter, kindsForShapes, loadKinds } from '../arguments/routers.ts';
import { readShard, refuseUnsharded, resolveShard } from '../arguments/shard.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import { OutputFolder } from '../files/outputFolder.ts';
import { declareForce, makeFolder } from '../files/writing.ts';
import { keepNewFindings } from '../output/newFindings.ts';
import { nextStepText } from '../output/nextStep.ts';
import { partialReport } from '../output/partialReport.ts';
import { openReportFolder, shardNames } from '../output/reportFolder.ts';
import { outputReport, refuseWithoutFolder, replayFlags } from '../output/reportOutput.ts';
import { tracesOf } from '../output/traces.ts';
import { addTrend, rerunOn } from '../output/trend.ts';
import { keepUndriven } from '../output/undrivenRun.ts';
import type { Exit } from '../program/exits.ts';
import { exitOf, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import { seedFor } from '../program/seed.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { performRun } from '../workers/checkRun.ts';
import { checkShard } from './shardCheck.ts';

export const checkCommand: Registration = (program, { terminal, argv, load, done }) => {
  const command = declareRouter(
    program
      .command('check')
      .description('the corpus, then generated scenarios against a router; a verdict per clause'),
  )
    .option('--runs <count>', `how many scenarios (default: ${DEFAULT_RUNS})`, readCount)
    .option(
      '--time <duration>',
      'stop 30s, 2m, ... after the first generated scenario',
      readDuration,
    )
    .option('--seed <seed>', 'where chance comes from', readSeed)
    .option('--only <clauses>', "only these clauses: LINE-2,'ARP-*'", readClauses)
    .option('--shape <shapes>', SHAPES_HELP, readShapes)
    .option(
      '--nodes <count>',
      `only topologies of at most so many nodes, 2 to ${LARGEST.nodes}`,
      readNodes,
    )
    .option('--orcs <count>', `at most so many orcs, 1 to ${LARGEST.orcs}`, readLimit('orcs'))
    .option(
      '--pairs <count>',
      `at most so many pairs of clients at a node, 1 to ${LARGEST.pairs}`,
      readLimit('pairs'),
    )
    .option('--lines <count>', `at most so many lines, 1 to ${LARGEST.lines}`, readLimit('lines'))
    .option('--steps <count>', `at most so many steps, 1 to ${LARGEST.steps}`, readLimit('steps'))
    .option(
      '--large <percent>',
      'share of the scenarios without a goal that are large in one dimension; 0: none is large (default: 4)',
      readPercent,
    )
    .option('--deviations <file>', 'deviations that are known, as JSON')
    .option('--no-fence', 'end each scenario at the first known deviation')
    .option('--against <report>', 'an earlier report.json: what is new since, still there, healed')
    .option('--explored <file>', 'the certificate of `explore` on this router, beside the evidence')
    .option('--out <folder>', 'write report.json and the scenarios of findings there')
    .option(
      '--report <forms>',
      `${reportForms.join(', ')}; in --out where there is one, else on stdout (default: text)`,
      readReports,
    )
    .option('--verbose', 'every clause with its evidence in the text, and how far the run went')
    .option(
      '--observe <file>',
      'write one JSON line a scenario there, for viewers such as Tyche (Hypothesis observations)',
    )
    .option('--no-shrink', 'keep the scenarios of findings as they were found')
    .option(
      '--shrink-time <duration>',
      'shrink the findings for 30s, 2m, ... altogether (default: as long as --time)',
      readDuration,
    )
    .option(
      '--interleave <percent>',
      'share of the scenarios that hold frames back (default: 40)',
      readPercent,
    )
    .option(
      '--hostile <count>',
      `how many hostile frames (default: ${HOSTILE_PER_RUN} for each scenario, ${DEFAULT_HOSTILE} at most)`,
      readAmount,
    )
    .option('--jobs <count>', 'worker threads, or auto for one a core (default: 1)', readJobs)
    .option(
      '--shard <i/n>',
      'only this part of the run, or auto; `partyline merge` joins the parts',
      readShard,
    )
    .option('--bail <count>', 'stop after so many findings that break a must', readCount)
    .option('--corpus <folder>', 'scenarios of your own to run first, beside the built-in corpus')
    .option('--keep', 'keep the scenarios of findings in your corpus (default: partyline-corpus)');
  declareForce(command, 'files of others in --out, and that of --observe');
  declareJudgeOptions(command).action(
    async (given: Omit<CheckFlags, 'report'> & Partial<CheckFlags>) => {
      const flags: CheckFlags = { ...given, report: given.report ?? ['text'] };
      done(await checkRouter(flags, argv, terminal, applyJudge(await load(), flags)));
    },
  );
};

async function checkRouter(
  flags: CheckFlags,
  argv: readonly string[],
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const { report: forms, out, router } = flags;
  refuseWithoutFolder(forms, out);
  if (flags.force && flags.observe === undefined && out === undefined)
    throw new Misuse(
      '--force says that --out and --observe may overwrite files. Give one of them, or leave it out.',
    );
  const shard = flags.shard === undefined ? null : resolveShard(flags.shard, terminal.env);
  if (shard) refuseUnsharded(flags, shard, forms, flags.runs ?? DEFAULT_RUNS);
  const deviations =
    flags.deviations === undefined ? [] : await readDeviations(flags.deviations, terminal.cwd);
  const explored =
    flags.explored === undefined ? null : await readExplored(flags.explored, terminal.cwd);
  const earlier =
    flags.against === undefined ? null : await readEarlier(flags.against, terminal.cwd);
  const keep = flags.keep === true;
  const corpus = await readCorpus(flags.corpus, { mayBeMissing: keep }, terminal, machinery);
  const kinds = kindsForShapes(await loadKinds(router, terminal), flags.shape, terminal);
  if (explored) refuseForeign(explored, kinds);
  const folderOptions = { cwd: terminal.cwd, err: terminal.err, flag: '--out', force: flags.force };
  const folder =
    out === undefined
      ? null
      : shard
        ? await OutputFolder.open(out, shardNames, folderOptions)
        : await openReportFolder(out, forms, folderOptions);
  const shelf = keep ? await makeFolder(corpus.folder, terminal.cwd, '--corpus') : null;
  const { seed, origin } = await seedFor(flags.seed, terminal);
  terminal.err(`seed ${seed} (${origin})\n`);
  const attempts = new OutputAttempts(terminal);
  const order = settingsOf(flags, seed, corpus, deviations);
  if (shard && folder !== null)
    return await checkShard(
      { flags, shard, folder, kinds, order, deviations, attempts },
      terminal,
      machinery,
    );
  const partialOf = (result: CampaignResult) => partialReport(result, deviations, folder);
  const ran = await performRun(
    {
      ...{ flags, settings: order, kinds, attempts, partialOf },
      onUndriven: (error, soFar) =>
        keepUndriven(error, soFar, { deviations, folder, attempts, writesReport: true }, terminal),
    },
    terminal,
    machinery.check,
  );
  const complete = explored === null ? ran : addExhaustiveEvidence(ran, explored);
  const { profile } = flags;
  const report = profile === undefined ? complete : { ...complete, profile };
  const judged = applyDeviations(report, deviations);
  const judgement = earlier
    ? await addTrend(judged, earlier, rerunOn(kinds, machinery, terminal))
    : judged;
  const loadTraces = async () =>
    forms.some((form) => form !== 'json')
      ? await tracesOf(judgement.report, kinds, terminal, machinery)
      : new Map<string, Trace>();
  await outputReport(
    judgement,
    {
      forms,
      folder,
      loadTraces,
      replay: replayFlags(router, flags),
      attempts,
      verbose: flags.verbose === true,
      again: (more) => againCommand(argv, { seed, cwd: terminal.cwd }, more),
    },
    terminal,
  );
  // What is printed and written now is more than what was kept.
  terminal.keepPartial?.({ text: '', files: [] });
  if (shelf !== null)
    await attempts.attempt('The corpus', () =>
      keepNewFindings(judgement, corpus.folder, shelf, terminal),
    );
  const next = nextStepText(judgement.report, kinds, router, terminal.cwd);
  if (next !== null) terminal.err(next);
  return attempts.exitFor(exitOf(judgement));
}
