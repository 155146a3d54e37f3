/**
 * `partyline shrink FILE`: finds the smallest scenario with the same failure as the one in the file, with the
 * certificate that it is minimal. The scenario goes to stdout or to a file, messages about it go to stderr.
 */

import { basename, join } from 'node:path';
import type { AnyRouterKind, Scenario } from '#spec';
import type { Smallest } from '../../campaign/smallestScenario.ts';
import { sizeOf } from '../../shrink/measure.ts';
import type { Failure } from '../../shrink/shrinker.ts';
import { stepName } from '../../wording/steps.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { applyJudge, declareJudgeOptions } from '../arguments/judges.ts';
import { readCount } from '../arguments/options.ts';
import { readLegalScenario, selectCapableKinds } from '../arguments/rerun.ts';
import { declareRouter } from '../arguments/routers.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputNames } from '../files/outputFolder.ts';
import { OutputFolder } from '../files/outputFolder.ts';
import { declareForce } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { PartialResult, Terminal } from '../program/terminal.ts';

interface ShrinkFlags {
  readonly router: string;
  /** The folder to which the scenario and its certificate are written. */
  readonly out?: string;
  readonly force?: boolean;
  /** Number of candidates that the router runs at the same time. */
  readonly batch?: number;
}

export const shrinkCommand: Registration = (program, { terminal, load, done }) => {
  const command = declareRouter(
    program
      .command('shrink')
      .description('the smallest scenario that ends as this one does')
      .argument('<file>', 'a scenario that fails'),
  )
    .option('--out <folder>', 'write it there, with the certificate that it is minimal')
    .option('--batch <count>', 'scenarios handed to the router at a time (default: 1)', readCount);
  declareForce(command);
  declareJudgeOptions(command).action(async (file: string, flags: ShrinkFlags & JudgeFlags) =>
    done(await shrinkFile(file, flags, terminal, applyJudge(await load(), flags))),
  );
};

async function shrinkFile(
  path: string,
  { router, out, batch, force }: ShrinkFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const scenario = await readLegalScenario(path, 'shrunk', terminal, machinery);
  const kinds = await selectCapableKinds(scenario, router, terminal);
  if (kinds.length === 0)
    throw new Misuse(
      `The router ${router} does not offer what the scenario needs. Give another one with --router.`,
    );
  const failing = await failingKind(kinds, scenario, machinery);
  if (!failing) {
    terminal.err(`${path} passes on ${router}: there is nothing to shrink.\n`);
    return exits.undecided;
  }
  const { kind, first, second } = failing;
  if (first?.signature !== second?.signature) {
    terminal.err(unsteadyText(path, first, second));
    return exits.undecided;
  }
  const signature = first?.signature as string;
  const { cwd, err } = terminal;
  const name = basename(path, '.json');
  const folder =
    out === undefined
      ? null
      : await OutputFolder.open(out, outputNames(name), { cwd, err, flag: '--out', force });
  terminal.err(`${path} ends in ${signature} on ${kind.name} ${kind.version}\n`);
  const smallest = await machinery.smallest(kind, scenario, signature, {
    signal: terminal.interrupted,
    onSmaller: (smaller) => terminal.keepPartial?.(bestSoFar(scenario, smaller, folder, name)),
    ...(batch === undefined ? {} : { batch }),
  });
  const attempts = new OutputAttempts(terminal);
  const place =
    folder && (await attempts.attempt('The scenario', () => writeSmallest(smallest, folder, name)));
  // What took long to find is not lost where the folder does not take it.
  if (!place) terminal.out(`${JSON.stringify(smallest.scenario, null, 2)}\n`);
  terminal.err(shrinkText(scenario, smallest, place));
  return attempts.exitFor(terminal.interrupted.aborted ? exits.interrupted : exits.asExpected);
}

/** Returns the names of what is written for a scenario of this name. */
function outputNames(name: string): OutputNames {
  const written = [scenarioFile(name), proofFile(name)];
  return {
    files: { test: (each) => written.includes(each) },
    folders: { test: (each) => each === name },
  };
}

const scenarioFile = (name: string) => `${name}.json`;
const proofFile = (name: string) => `${name}/minimality.json`;

/** Writes the scenario and its certificate, and removes an older one. Returns the path of the scenario. */
async function writeSmallest(
  { scenario, certificate }: Smallest,
  folder: OutputFolder,
  name: string,
): Promise<string> {
  await folder.writeJson(scenarioFile(name), scenario);
  if (certificate) await folder.writeJson(proofFile(name), certificate);
  await folder.removeOlder();
  return join(folder.path, scenarioFile(name));
}

/** Returns what to print and write if the search cannot end by itself: the smallest scenario so far. */
function bestSoFar(
  before: Scenario,
  smaller: Scenario,
  folder: OutputFolder | null,
  name: string,
): PartialResult {
  const figures = `From ${sizeText(before)} to ${sizeText(smaller)} so far: not proved to be minimal.\n`;
  if (folder === null)
    return { data: `${JSON.stringify(smaller, null, 2)}\n`, text: figures, files: [] };
  const place = join(folder.path, scenarioFile(name));
  return {
    text: `${figures}written to ${place}\n`,
    files: [folder.partialJson(scenarioFile(name), smaller)],
  };
}

interface FailingKind {
  readonly kind: AnyRouterKind;
  readonly first: Failure;
  readonly second: Failure;
}

/** Returns the first kind on which the scenario fails in at least one of two runs. */
async function failingKind(
  kinds: readonly AnyRouterKind[],
  scenario: Scenario,
  machinery: Machinery,
): Promise<FailingKind | null> {
  for (const kind of kinds) {
    const first = await machinery.failureOf(kind, scenario);
    const second = await machinery.failureOf(kind, scenario);
    if (first || second) return { kind, first, second };
  }
  return null;
}

function unsteadyText(path: string, first: Failure, second: Failure): string {
  const failureText = (failure: Failure) =>
    failure ? `${failure.signature} at ${stepName(failure.at)}` : 'no failure';
  return [
    `${path} is not deterministic, so there is nothing to hold on to while it is made smaller.`,
    `  the first run ended in ${failureText(first)}`,
    `  the second run ended in ${failureText(second)}`,
    'Look for a clock, chance or state that outlives a reset in the router.',
    '',
  ].join('\n');
}

function shrinkText(before: Scenario, smallest: Smallest, place: string | null): string {
  const { scenario: after, certificate, explanation, calls } = smallest;
  return [
    `from ${sizeText(before)}`,
    `to   ${sizeText(after)}; ${calls.search} runs to find it, ${calls.certificate} more to prove it`,
    ...(certificate
      ? [`None of the ${certificate.neighbours.length} scenarios one edit away shows it.`]
      : ['Ended early: this is the best so far, and not proved to be minimal.']),
    ...explanation.map((sentence) => `  ${sentence}`),
    ...(place === null ? [] : [`written to ${place}`]),
    '',
  ].join('\n');
}

function sizeText(scenario: Scenario): string {
  const { steps, nodes, orcs, lines } = sizeOf(scenario);
  return `${steps} steps, ${nodes} nodes, ${orcs} orcs, ${lines} lines`;
}
