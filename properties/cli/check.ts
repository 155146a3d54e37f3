/**
 * `partyline check`: generated scenarios against a router, a verdict per clause, an exit code.
 * Everything given is read and refused before the first scenario runs; reports are written after the last.
 */
import { join, relative } from 'node:path';
import type { ClauseId } from '#spec';
import type { Shape } from '../arbitraries/topology.ts';
import { shapes } from '../arbitraries/topology.ts';
import type { Judgement } from '../deviations.ts';
import { judge } from '../deviations.ts';
import { reportDocument, scenarioPath } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import type { Trace } from '../trace.ts';
import type { Finding, RunReport } from '../verdict.ts';
import { routerWords, shellWord } from './adapter.ts';
import type { Corpus } from './corpus.ts';
import { keepFindings, readCorpus } from './corpus.ts';
import { makeFolder, readDeviations } from './documents.ts';
import type { Exit } from './exits.ts';
import { exitOf, Misuse } from './exits.ts';
import type { JudgeFlags } from './judges.ts';
import { judgeOptions, judgeWords, judging } from './judges.ts';
import type { Machinery } from './machinery.ts';
import type { ReportForm } from './options.ts';
import {
  readAmount,
  readClauses,
  readCount,
  readDuration,
  readNodes,
  readPercent,
  readReports,
  readSeed,
  readShapes,
} from './options.ts';
import { dropPage, writePage } from './page.ts';
import { progressOn } from './progress.ts';
import { writeReport } from './report-folder.ts';
import type { Kind } from './routers.ts';
import { ROUTER, routersOf } from './routers.ts';
import { seedFor } from './seed.ts';
import type { Registration } from './shell.ts';
import type { Terminal } from './terminal.ts';
import { plainOnly } from './terminal.ts';
import { tracesOf } from './traces.ts';
import { version } from './version.ts';

/** So that the main job runs more than 1000 settled scenarios and about 1000 that hold frames back, within 40 s on two cores. */
export const DEFAULT_RUNS = 2600;

/** Of a run of the usual length; a shorter one throws as many for each of its scenarios. */
export const DEFAULT_HOSTILE = 100_000;
export const HOSTILE_PER_RUN = 40;

export interface CheckFlags extends JudgeFlags {
  readonly router: string;
  readonly runs?: number;
  /** In ms. */
  readonly time?: number;
  readonly seed?: string;
  readonly only?: readonly ClauseId[];
  readonly shape?: readonly Shape[];
  /** Most nodes of a scenario. */
  readonly nodes?: number;
  readonly deviations?: string;
  readonly out?: string;
  readonly report: readonly ReportForm[];
  readonly shrink: boolean;
  readonly bail?: number;
  /** Hostile frames. */
  readonly hostile?: number;
  /** Percent of the cases. */
  readonly interleave?: number;
  /** The folder of the user's own corpus. */
  readonly corpus?: string;
  /** Findings go into the corpus. */
  readonly keep?: boolean;
}

export const checkCommand: Registration = (program, { terminal, load, done }) => {
  const command = program
    .command('check')
    .description('the corpus, then generated scenarios against a router; a verdict per clause')
    .option('--router <router>', ROUTER, 'ours')
    .option('--runs <count>', `how many scenarios (default: ${DEFAULT_RUNS})`, readCount)
    .option('--time <duration>', 'stop after 30s, 2m, ...', readDuration)
    .option('--seed <seed>', 'where chance comes from', readSeed)
    .option('--only <clauses>', "only these clauses: LINE-2,'ARP-*'", readClauses)
    .option('--shape <shapes>', 'only these topologies: chain,tree,roots,single', readShapes)
    .option('--nodes <count>', 'only topologies of at most so many nodes, 2 to 6', readNodes)
    .option('--deviations <file>', 'deviations that are known, as JSON')
    .option('--out <folder>', 'write report.json and the scenarios of findings there')
    .option(
      '--report <forms>',
      'text and json on stdout, html as report.html in --out (default: text)',
      readReports,
    )
    .option('--no-shrink', 'keep the scenarios of findings as they were found')
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
    .option('--bail <count>', 'stop after so many findings', readCount)
    .option('--corpus <folder>', 'scenarios of your own to run first, beside the built-in corpus')
    .option('--keep', 'keep the scenarios of findings in your corpus (default: partyline-corpus)');
  judgeOptions(command).action(async (given: Omit<CheckFlags, 'report'> & Partial<CheckFlags>) => {
    const flags: CheckFlags = { ...given, report: given.report ?? ['text'] };
    done(await checkRouter(flags, terminal, judging(await load(), flags)));
  });
};

export async function checkRouter(
  flags: CheckFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const { report: forms, out } = flags;
  if (forms.includes('html') && out === undefined)
    throw new Misuse(
      'The page of --report html is a file. Expected a folder for it as well, such as --out .partyline.',
    );
  const deviations =
    flags.deviations === undefined ? [] : await readDeviations(flags.deviations, terminal.cwd);
  const keep = flags.keep === true;
  const corpus = await readCorpus(flags.corpus, keep, terminal, machinery);
  const kinds = await routersOf(flags.router, terminal);
  const folder = out === undefined ? null : await makeFolder(out, terminal.cwd, '--out');
  const shelf = keep ? await makeFolder(corpus.folder, terminal.cwd, '--corpus') : null;
  const { seed, origin } = await seedFor(flags.seed, terminal);
  terminal.err(`seed ${seed} (${origin})\n`);
  const report = await checked(flags, kinds, seed, corpus, terminal, machinery);
  for (const kind of kinds)
    if ('told' in kind && kind.told) terminal.err(`${kind.name}: ${kind.told()}\n`);
  const judgement = judge(report, deviations);
  if (shelf !== null) await keepNew(judgement, corpus.folder, shelf, terminal);
  const traces = forms.some((form) => form !== 'json')
    ? await tracesOf(judgement.report, kinds, terminal, machinery)
    : new Map<string, Trace>();
  if (folder !== null) {
    if (forms.includes('html'))
      await writePage(folder, judgement, traces, terminal, (finding) =>
        replayWords(finding, flags, folder, terminal.cwd),
      );
    else await dropPage(folder);
    await writeReport(folder, judgement);
  }
  print(judgement, flags, traces, folder, terminal);
  return exitOf(judgement.report);
}

async function checked(
  flags: CheckFlags,
  kinds: readonly Kind[],
  seed: string,
  { scenarios }: Corpus,
  terminal: Terminal,
  machinery: Machinery,
): Promise<RunReport> {
  const { runs, time, only, shape, nodes, shrink, bail, interleave, hostile } = flags;
  const progress = progressOn(terminal, time);
  try {
    return await machinery.check(kinds, {
      seed,
      // A time limit alone means: as many as fit.
      runs: runs ?? (time === undefined ? DEFAULT_RUNS : Number.MAX_SAFE_INTEGER),
      ...(time === undefined ? {} : { timeMs: time }),
      ...(only === undefined ? {} : { only }),
      hostile:
        hostile ?? Math.min(DEFAULT_HOSTILE, HOSTILE_PER_RUN * (runs ?? Number.MAX_SAFE_INTEGER)),
      corpus: scenarios,
      shapes: shape ?? shapes,
      ...(nodes === undefined ? {} : { nodes }),
      shrink,
      ...(bail === undefined ? {} : { bail }),
      ...(interleave === undefined ? {} : { interleave }),
      onProgress: (done) => progress.tick(done),
      signal: terminal.interrupted,
      now: terminal.now,
    });
  } finally {
    progress.end();
  }
}

/** Findings that came back and that no deviation expects. */
async function keepNew(
  { report, deviations }: Judgement,
  name: string,
  shelf: string,
  terminal: Terminal,
): Promise<void> {
  const expected = deviations.flatMap(({ state, findings }) =>
    state === 'expected' ? findings : [],
  );
  const found = report.findings.filter(
    ({ id, reproduced }) => reproduced && !expected.includes(id),
  );
  const kept = await keepFindings(found, shelf, report.router.name, report.seed);
  for (const each of kept) terminal.err(`kept ${join(name, each)}\n`);
  const left = found.length - kept.length;
  if (left > 0) terminal.err(`${left} kept before, by a scenario no larger\n`);
}

function print(
  { report, deviations }: Judgement,
  flags: CheckFlags,
  traces: ReadonlyMap<string, Trace>,
  folder: string | null,
  terminal: Terminal,
): void {
  const both = flags.report.includes('text') && flags.report.includes('json');
  if (flags.report.includes('json'))
    terminal.out(`${JSON.stringify(reportDocument(report, deviations, version), null, 2)}\n`);
  if (!flags.report.includes('text')) return;
  const text = textReport(report, deviations, {
    version,
    colour: terminal.coloured && !both,
    replay: (finding) => replayWords(finding, flags, folder, terminal.cwd),
    explanation: reasonsFor,
    trace: (finding) => traces.get(finding.id),
    ascii: plainOnly(terminal.env),
  });
  // Data is on stdout; with both wanted, the text is talk.
  (both ? terminal.err : terminal.out)(text);
}

function reasonsFor({ explanation = [], certificate }: Finding): readonly string[] {
  if (!certificate) return explanation;
  const around = certificate.neighbours.length;
  return [...explanation, `Minimal: none of the ${around} scenarios one edit away shows it.`];
}

function replayWords(
  finding: Finding,
  { router, ...judge }: CheckFlags,
  folder: string | null,
  cwd: string,
): string {
  if (folder === null) return 'check again with --out DIR, which keeps the scenario for replay';
  const path = relative(cwd, join(folder, scenarioPath(finding)));
  return `npx partyline replay ${shellWord(path)}${judgeWords(judge)}${routerWords(router)}`;
}
