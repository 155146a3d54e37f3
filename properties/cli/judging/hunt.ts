/**
 * `partyline hunt`: coverage-guided search for faults that a check does not find, for as long as the user gives it. It
 * continues from the scenarios that earlier hunts kept in the folder of --corpus, and prints and stores each finding
 * when it is found. It gives no verdicts.
 */
import { resolve } from 'node:path';
import type { AnyRouterKind } from '#spec';
import type { HuntResult } from '../../hunt/huntOptions.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { isFailing, isInconclusive } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { HUNT_FOLDER, keepFindings, readCorpus } from '../arguments/corpus.ts';
import { readDeviations } from '../arguments/documents.ts';
import { invocationIn } from '../arguments/invocation.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { applyJudge, declareJudgeOptions, judgeOf } from '../arguments/judges.ts';
import { readCount, readDuration, readSeed } from '../arguments/options.ts';
import { declareRouter, loadKinds } from '../arguments/routers.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import { makeFolder } from '../files/writing.ts';
import { huntProgressOn } from '../hunting/huntProgress.ts';
import { foundText, huntText } from '../hunting/huntText.ts';
import { KeptFolder } from '../hunting/keptFolder.ts';
import { measureSource } from '../hunting/routerSource.ts';
import { replayFlags } from '../output/reportOutput.ts';
import { passOptionsOf } from '../output/traces.ts';
import type { Exit } from '../program/exits.ts';
import { exits, explainFailureToDrive, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import { seedFor } from '../program/seed.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAsciiOnly } from '../program/terminal.ts';
import { reportLinesOf } from '../workers/checkRun.ts';

/** What a hunt begins with the next time, in messages. */
const KEPT = `A scenario in ${HUNT_FOLDER}`;

/** How long a hunt takes without --time and --runs, in ms. */
const DEFAULT_TIME = 600_000;

interface HuntFlags extends JudgeFlags {
  readonly router: string;
  readonly corpus: string;
  readonly time?: number;
  readonly runs?: number;
  readonly seed?: string;
  readonly bail?: number;
  readonly deviations?: string;
}

export const huntCommand: Registration = (program, { terminal, load, done }) => {
  const command = declareRouter(
    program
      .command('hunt')
      .description('what a check does not come to, for a night: goes on from what it kept')
      .requiredOption(
        '--corpus <folder>',
        'keeps findings there, and in its folder kept what it goes on from',
      ),
  )
    .option('--time <duration>', 'stop after 10m, 8h, ... (default: 10m)', readDuration)
    .option('--runs <count>', 'stop after so many scenarios', readCount)
    .option('--seed <seed>', 'where chance comes from', readSeed)
    .option('--bail <count>', 'stop after so many findings that break a must', readCount)
    .option('--deviations <file>', 'deviations that are known, as JSON: gone past, not reported');
  declareJudgeOptions(command).action(async (flags: HuntFlags) =>
    done(await huntRouter(flags, terminal, applyJudge(await load(), flags))),
  );
};

async function huntRouter(
  flags: HuntFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const { router, corpus: given } = flags;
  const deviations =
    flags.deviations === undefined ? [] : await readDeviations(flags.deviations, terminal.cwd);
  if (given === '')
    throw new Misuse('--corpus is given no folder: it is empty. Expected its path.');
  const corpusOptions = { mayBeMissing: true, withHunts: true };
  const corpus = await readCorpus(given, corpusOptions, terminal, machinery);
  const keptFolder = new KeptFolder(resolve(terminal.cwd, given));
  await keptFolder.open();
  const kind = await chooseKind(router, terminal);
  const folder = await makeFolder(given, terminal.cwd, '--corpus');
  await makeFolder(resolve(folder, HUNT_FOLDER), terminal.cwd, '--corpus');
  const { seed, origin } = await seedFor(flags.seed, terminal);
  terminal.err(`seed ${seed} (${origin})\n`);
  const { hunt } = await import('../../hunt/hunt.ts');
  const progress = huntProgressOn(terminal);
  const replay = replayFlags(router, flags);
  const invocation = invocationIn(terminal.cwd);
  const judge = judgeOf(flags);
  const startMs = terminal.now();
  const code = await measureSource(router);
  // A hunt goes on where its folder does not take any more: each finding is printed as well.
  const attempts = new OutputAttempts(terminal);
  let result: HuntResult;
  let sightedIn: string | undefined;
  try {
    result = await explainFailureToDrive(() =>
      hunt(kind, {
        seed,
        ...runLimitsOf(flags),
        known: deviations,
        ...(judge ? { judge } : {}),
        ...(flags.bail === undefined ? {} : { bail: flags.bail }),
        stored: keptFolder.markKept(corpus.scenarios),
        code,
        signal: terminal.interrupted,
        now: terminal.now,
        onKept: async (scenario) => {
          await attempts.attempt(KEPT, () => keptFolder.add(scenario));
        },
        onDropped: async (scenario) => {
          await attempts.attempt(KEPT, () => keptFolder.drop(scenario));
        },
        onProgress: (done) => progress.tick(done),
        // Stored before it is shrunk, so that it is not lost if the hunt ends meanwhile.
        onSighted: async (finding) => {
          const stored = await attempts.attempt('The finding', () =>
            storeFinding(finding, folder, kind.name, seed),
          );
          sightedIn = stored ?? undefined;
        },
        onFinding: async (finding) => {
          progress.clear();
          const stored = await attempts.attempt('The finding', () =>
            storeFinding(finding, folder, kind.name, seed),
          );
          const written = stored ?? sightedIn;
          const trace = await traceOf(finding, kind, machinery);
          const [colours, ascii] = [coloursFor(terminal.coloured), isAsciiOnly(terminal.env)];
          const options = { corpus: given, written, invocation, replay, colours, ascii, trace };
          terminal.out(`${foundText(finding, options)}\n\n`);
        },
      }),
    );
  } finally {
    progress.clear();
    await code?.stop();
    for (const line of reportLinesOf(kind)) terminal.err(`${line}\n`);
  }
  const seconds = (terminal.now() - startMs) / 1000;
  terminal.out(huntText(kind, result, { corpus: given, invocation, replay, seconds }));
  return attempts.exitFor(exitFor(result));
}

/**
 * Returns the first kind of the router. For our own router that is the one at router level, which is judged frame by
 * frame.
 */
async function chooseKind(router: string, terminal: Terminal): Promise<AnyRouterKind> {
  const [kind] = await loadKinds(router, terminal);
  if (!kind) throw new Misuse(`The router ${JSON.stringify(router)} offers nothing to hunt on.`);
  return kind;
}

function runLimitsOf({ time, runs }: HuntFlags): { timeMs?: number; runs?: number } {
  if (runs === undefined) return { timeMs: time ?? DEFAULT_TIME };
  return time === undefined ? { runs } : { runs, timeMs: time };
}

/**
 * Writes a finding to the corpus as `check --keep` does, unless a second run did not reproduce it. Returns the name of
 * the file, if one was written.
 */
async function storeFinding(
  finding: Finding,
  folder: string,
  router: string,
  seed: string,
): Promise<string | undefined> {
  if (!finding.reproduced || isInconclusive(finding)) return undefined;
  const [written] = await keepFindings([finding], folder, router, seed);
  return written;
}

async function traceOf(finding: Finding, kind: AnyRouterKind, machinery: Machinery) {
  try {
    return await machinery.trace(kind, finding.scenario, passOptionsOf(finding));
  } catch (error) {
    // The scenario did not fail again, or has nothing to draw. Then the finding is printed without steps.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Returns the exit code. As in a check, a finding that breaks only clauses with a `should` does not fail the run. */
function exitFor({ found, interrupted, runs }: HuntResult): Exit {
  if (interrupted) return exits.interrupted;
  if (found.some(isFailing)) return exits.violated;
  return runs === 0 ? exits.undecided : exits.asExpected;
}
