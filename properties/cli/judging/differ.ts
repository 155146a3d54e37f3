/**
 * `partyline differ A B`: the smallest scenario on which two routers differ, and which of them the law allows there.
 * Exit code 0 if no difference was found, 1 if one was; whether a difference is a fault is for the law to say.
 */

import type { AnyRouterKind } from '#spec';
import { commonFeatures } from '../../differ/contrast.ts';
import type { DifferOptions, DifferReport, RouterDifference } from '../../differ/differ.ts';
import { LARGEST } from '../../scenario/large.ts';
import type { Shape } from '../../scenario/topology.ts';
import { shapes } from '../../scenario/topology.ts';
import { formatCount } from '../../wording/counts.ts';
import { phraseOfListedStep, stepNumber } from '../../wording/steps.ts';
import { wrapText } from '../../wording/wrap.ts';
import { routerWords, shellWord } from '../arguments/adapter.ts';
import { readCorpus } from '../arguments/corpus.ts';
import { readDeviations } from '../arguments/documents.ts';
import { invocationIn } from '../arguments/invocation.ts';
import {
  readCount,
  readNodes,
  readPercent,
  readSeed,
  readShapes,
  SHAPES_HELP,
} from '../arguments/options.ts';
import { loadKinds } from '../arguments/routers.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputNames } from '../files/outputFolder.ts';
import { OutputFolder, shownPath } from '../files/outputFolder.ts';
import { declareForce } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, explainFailureToDrive, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import { progressOn } from '../program/progress.ts';
import { seedFor } from '../program/seed.ts';
import type { Registration } from '../program/shell.ts';
import type { PartialResult, Terminal } from '../program/terminal.ts';

const DEFAULT_RUNS = 300;

interface DifferFlags {
  readonly runs?: number;
  readonly seed?: string;
  readonly shape?: readonly Shape[];
  readonly nodes?: number;
  readonly interleave?: number;
  readonly corpus?: string;
  readonly deviations?: string;
  readonly out?: string;
  readonly force?: boolean;
}

export const differCommand: Registration = (program, { terminal, load, done }) => {
  const command = program
    .command('differ')
    .description(
      'the smallest scenario on which two routers differ, and which the law allows (exit code 1: they differ)',
    )
    .argument('<a>', "a router as for --router, or 'cmd:python3 router.py'")
    .argument('<b>', 'another one')
    .option('--runs <count>', `how many scenarios (default: ${DEFAULT_RUNS})`, readCount)
    .option('--seed <seed>', 'where chance comes from', readSeed)
    .option('--shape <shapes>', SHAPES_HELP, readShapes)
    .option(
      '--nodes <count>',
      `only topologies of at most so many nodes, 2 to ${LARGEST.nodes}`,
      readNodes,
    )
    .option('--interleave <percent>', 'share that hold frames back (default: 40)', readPercent)
    .option('--corpus <folder>', 'scenarios of your own to run first, beside the built-in corpus')
    .option('--deviations <file>', 'deviations of either that are known, as JSON: not reported')
    .option('--out <folder>', 'write the scenarios there');
  declareForce(command, 'files of others in --out').action(
    async (a: string, b: string, flags: DifferFlags) =>
      done(await compareRouters([a, b], flags, terminal, await load())),
  );
};

async function compareRouters(
  routers: readonly [string, string],
  flags: DifferFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const deviations =
    flags.deviations === undefined ? [] : await readDeviations(flags.deviations, terminal.cwd);
  const corpus = await readCorpus(flags.corpus, { mayBeMissing: false }, terminal, machinery);
  const [left, right] = chooseComparable(
    routers,
    await loadKinds(routers[0], terminal),
    await loadKinds(routers[1], terminal),
  );
  const { cwd, err } = terminal;
  const folder =
    flags.out === undefined
      ? null
      : await OutputFolder.open(flags.out, outputNames, {
          cwd,
          err,
          flag: '--out',
          force: flags.force,
        });
  const { seed, origin } = await seedFor(flags.seed, terminal);
  terminal.err(`seed ${seed} (${origin})\n`);
  const { runs = DEFAULT_RUNS, nodes, interleave } = flags;
  const progress = progressOn(terminal);
  const { differ } = await import('../../differ/differ.ts');
  let report: DifferReport;
  try {
    report = await explainFailureToDrive(
      () =>
        differ(left, right, {
          seed,
          runs,
          shapes: flags.shape ?? shapes,
          ...(nodes === undefined ? {} : { nodes }),
          ...(interleave === undefined ? {} : { interleave }),
          corpus: corpus.scenarios,
          known: deviations,
          signal: terminal.interrupted,
          onProgress: (done) => progress.tick(done),
          onSighted: (found) => terminal.keepPartial?.(differencesSoFar(found, folder)),
        }),
      'A router',
    );
  } finally {
    progress.clear();
  }
  const attempts = new OutputAttempts(terminal);
  const places: (string | null)[] = [];
  for (const [index, { scenario }] of report.found.entries()) {
    const name = differenceName(index);
    places.push(
      folder &&
        (await attempts.attempt(name, async () => {
          await folder.writeJson(name, scenario);
          return shownPath(folder, name, cwd);
        })),
    );
  }
  terminal.out(`${differText(report, [left, right], routers, places, terminal.cwd)}\n`);
  if (!attempts.haveFailed)
    await attempts.attempt('The list of the files', async () => folder?.removeOlder());
  if (report.interrupted) return attempts.exitFor(exits.interrupted);
  return attempts.exitFor(report.found.length > 0 ? exits.violated : exits.asExpected);
}

/** Returns what to print and write if the comparison cannot end by itself: the differences, none of them shrunk. */
function differencesSoFar(
  found: Parameters<NonNullable<DifferOptions['onSighted']>>[0],
  folder: OutputFolder | null,
): PartialResult {
  const lines = found.map(
    ({ signature, scenario }) => `  ${signature}, ${formatCount(scenario.steps.length, 'step')}\n`,
  );
  return {
    text: `So far they differ in this, on scenarios that were not made smaller:\n${lines.join('')}`,
    files:
      folder === null
        ? []
        : found.map(({ scenario }, index) => folder.partialJson(differenceName(index), scenario)),
  };
}

const differenceName = (index: number) => `difference-${index + 1}.json`;

const outputNames: OutputNames = {
  files: /^difference-[1-9]\d*\.json$/,
  folders: { test: () => false },
};

/**
 * Returns a kind of each router, at the same level if possible, because then both get the same schedule. Throws
 * Misuse if they have no feature in common.
 */
function chooseComparable(
  routers: readonly [string, string],
  left: readonly AnyRouterKind[],
  right: readonly AnyRouterKind[],
): [AnyRouterKind, AnyRouterKind] {
  const pairs = left.flatMap((one) =>
    right.map((other): [AnyRouterKind, AnyRouterKind] => [one, other]),
  );
  const pair = pairs.find(([one, other]) => one.level === other.level) ?? pairs[0];
  const backends = pair
    ? commonFeatures(...pair).filter((each) => each === 'ee' || each === 'axon')
    : [];
  if (pair && backends.length > 0) return pair;
  const offersText = (kinds: readonly AnyRouterKind[]) =>
    kinds[0]?.features.join(', ') || 'nothing';
  throw new Misuse(
    `${routers[0]} and ${routers[1]} cannot be compared: they have no backend in common. Expected \`ee\` or \`axon\` of both; ${routers[0]} offers ${offersText(left)}, ${routers[1]} offers ${offersText(right)}.`,
  );
}

/** Returns the text of the report. The two routers may have the same name. */
function differText(
  { scenarios, differing, found, interrupted }: DifferReport,
  [left, right]: readonly [AnyRouterKind, AnyRouterKind],
  routers: readonly [string, string],
  places: readonly (string | null)[],
  cwd: string,
): string {
  const names = [`${left.name} ${left.version} (A)`, `${right.name} ${right.version} (B)`] as const;
  const [first, ...others] = found;
  const ended = interrupted ? ['Interrupted: this is what was found so far.'] : [];
  if (!first)
    return [
      `${names[0]} and ${names[1]} did the same in ${formatCount(scenarios, 'scenario')}, by all that can be seen of both.`,
      ...ended,
    ].join('\n');
  const replays = routers.map((router) =>
    places[0]
      ? `${invocationIn(cwd)} replay ${shellWord(places[0])}${routerWords(router)}`
      : 'differ again with --out DIR, which keeps the scenario for replay',
  );
  return [
    `${names[0]} and ${names[1]} differ in ${differing} of ${formatCount(scenarios, 'scenario')}.`,
    '',
    ...differenceLines(first),
    ...lawLines(first),
    `  replay: ${[...new Set(replays)].join('\n          ')}`,
    ...(others.length > 0 ? ['', 'Other differences, each on its smallest scenario:'] : []),
    ...others.map(
      (each, index) =>
        `  ${each.contrast.signature}, ${formatCount(each.scenario.steps.length, 'step')}: ${verdictText(each)}${places[index + 1] ? ` (${places[index + 1]})` : ''}`,
    ),
    ...ended,
  ].join('\n');
}

function differenceLines({ scenario, contrast, minimal }: RouterDifference): string[] {
  const { at, step, left, right } = contrast;
  const epilogue = at >= scenario.steps.length;
  const steps = scenario.steps.map(
    (each, index) =>
      `${index === at ? '>' : ' '} ${stepNumber(index)}  ${phraseOfListedStep(each, index)}`,
  );
  return [
    ...steps,
    ...(epilogue ? [`> ${stepNumber(at)}  ${phraseOfListedStep(step, at)} (epilogue)`] : []),
    ...left.flatMap((each) => wrapText(each, '     only A: ', '             ')),
    ...right.flatMap((each) => wrapText(each, '     only B: ', '             ')),
    '',
    minimal
      ? '  None of the scenarios one edit away shows it.'
      : '  Ended early: not proved to be minimal.',
  ];
}

function lawLines(difference: RouterDifference): string[] {
  const { left, right } = difference.breaks;
  return [
    `  The law: ${verdictText(difference)}.`,
    ...(left === null ? [] : [`    A: ${left}`]),
    ...(right === null ? [] : [`    B: ${right}`]),
  ];
}

function verdictText({ breaks: { left, right } }: RouterDifference): string {
  if (left === null && right === null) return 'allows both, it leaves this free';
  if (left !== null && right !== null) return 'allows neither';
  return left === null ? 'allows A and not B' : 'allows B and not A';
}
