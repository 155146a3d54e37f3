/**
 * `partyline explore`: visits every state of the model within bounds, or runs every scenario within bounds on a router.
 * Gives a certificate or the shortest counterexample. A search that was stopped proves nothing and says so.
 */

import { join } from 'node:path';
import type { AnyRouterKind, Scenario } from '#spec';
import type { ExplorationOptions } from '../../explore/exploration.ts';
import type { Explored } from '../../explore/explored.ts';
import { formatExploration } from '../../explore/exploredText.ts';
import { missingCapabilities } from '../../explore/scenarios/capabilities.ts';
import type { Bounds } from '../../explore/search/bounds.ts';
import { boundsFaults } from '../../explore/search/bounds.ts';
import { layoutFaults, layoutOf } from '../../explore/search/layout.ts';
import { Representative } from '../../explore/search/representative.ts';
import type { StopReason } from '../../explore/search/search.ts';
import { countExchanges, MOST_EXCHANGES } from '../../explore/search/symmetry.ts';
import { worldOf } from '../../explore/search/world.ts';
import { routerWords, shellWord } from '../arguments/adapter.ts';
import { faultsText, readDeviations } from '../arguments/documents.ts';
import { invocationIn } from '../arguments/invocation.ts';
import { loadKinds } from '../arguments/routers.ts';
import type { KeptExploration } from '../exploring/exploration.ts';
import { COUNTEREXAMPLE, ExplorationFolder, readExploration } from '../exploring/exploration.ts';
import type { ExploreFlags } from '../exploring/explorationFlags.ts';
import { boundsOf, declareExploreOptions } from '../exploring/explorationFlags.ts';
import { explorationProgressOn } from '../exploring/explorationProgress.ts';
import type { ExplorationRun } from '../exploring/explorationRun.ts';
import { runModelExploration, runRouterExploration } from '../exploring/explorationRun.ts';
import { OutputAttempts } from '../files/outputAttempts.ts';
import { shownPath } from '../files/outputFolder.ts';
import { declareForce, writeToFreeName } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { afterInterrupt } from '../workers/partialResults.ts';

/** The file for a counterexample if there is no --out; with a number if there is one of the name. */
const LOOSE_COUNTEREXAMPLE = 'partyline-counterexample.json';

export const exploreCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('explore')
    .description('every state within bounds: a certificate, or the shortest counterexample');
  declareForce(declareExploreOptions(command), 'files of others in --out').action(
    async (flags: ExploreFlags) => done(await explore(flags, terminal)),
  );
};

async function explore(flags: ExploreFlags, terminal: Terminal): Promise<Exit> {
  const kept =
    flags.resume === undefined ? null : await readExploration(flags.resume, terminal.cwd);
  const asked = kept ? restoreFlags(flags, kept) : flags;
  refuseIdleJobs(asked);
  if (asked.router === undefined)
    terminal.err('No --router is given: the model is searched, and no router is run.\n');
  const bounds = boundsOf(asked);
  const kind = asked.router === undefined ? null : await chooseKind(asked.router, bounds, terminal);
  refuseBounds(bounds, asked, kind);
  const declared =
    asked.deviations === undefined ? [] : await readDeviations(asked.deviations, terminal.cwd);
  const out = flags.out ?? flags.resume;
  const folder =
    out === undefined
      ? null
      : await ExplorationFolder.open(out, {
          cwd: terminal.cwd,
          err: terminal.err,
          now: terminal.now,
          flag: flags.out ? '--out' : '--resume',
          force: flags.force,
        });
  const progress = explorationProgressOn(terminal, bounds.steps);
  const startMs = terminal.now();
  const spent = kept?.checkpoint.seconds ?? 0;
  const options: ExplorationOptions = {
    bounds,
    symmetry: asked.symmetry,
    partialOrder: asked.partialOrder,
    seconds: () => spent + (terminal.now() - startMs) / 1000,
    givenUp: afterInterrupt(terminal.interrupted),
    stopReason: (done, bytes) => {
      progress.tick(done);
      return stopOf(flags, terminal, startMs, bytes);
    },
  };
  const attempts = new OutputAttempts(terminal);
  const explorationRun = { options, flags: asked, kept, folder, attempts };
  const explored = await (kind === null
    ? runModelExploration(explorationRun)
    : runRouterExploration(explorationRun, kind, declared, terminal)
  ).finally(() => progress.end());
  return await reportExplored(explored, asked, { folder, attempts }, terminal);
}

function stopOf(
  { time, memory }: ExploreFlags,
  terminal: Terminal,
  startMs: number,
  bytes: number,
): StopReason | null {
  if (terminal.interrupted.aborted) return 'interrupted';
  if (time !== undefined && terminal.now() - startMs >= time) return 'time';
  return memory !== undefined && bytes > memory ? 'memory' : null;
}

/**
 * Returns the first kind of the router. If the router has several, that is the one at router level, whose frames the
 * search can deliver one by one.
 */
async function chooseKind(
  router: string,
  bounds: Bounds,
  terminal: Terminal,
): Promise<AnyRouterKind> {
  const [kind] = await loadKinds(router, terminal);
  if (!kind) throw new Misuse(`The router ${JSON.stringify(router)} offers nothing to explore.`);
  const faults = missingCapabilities(bounds, kind);
  if (faults.length > 0)
    throw new Misuse(faultsText(`${kind.name} ${kind.version} cannot be explored so`, faults));
  return kind;
}

/**
 * Checks that several jobs have a router to run: only scenarios can be distributed to threads. Throws Misuse
 * otherwise.
 */
function refuseIdleJobs({ jobs = 1, router }: ExploreFlags): void {
  if (jobs > 1 && router === undefined)
    throw new Misuse(
      '--jobs has nothing to hand out: the model alone is searched in one thread, over one table of the states met. Leave --jobs out, or give --router, whose scenarios are run in so many threads.',
    );
}

/** Checks the bounds. Throws Misuse for impossible ones, or if they do not fit into the packed state. */
function refuseBounds(
  bounds: Bounds,
  { symmetry }: ExploreFlags,
  kind: AnyRouterKind | null,
): void {
  const faults = boundsFaults(bounds);
  if (bounds.stalls && kind === null)
    faults.push('stalls: the model has no clients that read; expected --router');
  if (faults.length > 0)
    throw new Misuse(faultsText('Nothing can be explored within these bounds', faults));
  const world = worldOf(bounds);
  const layout = layoutOf(world);
  const tight = kind === null ? layoutFaults(layout, bounds.queueCap) : [];
  const exchanges = countExchanges(world);
  const every = kind !== null || !Representative.fits(world, layout);
  if (symmetry && every && exchanges > MOST_EXCHANGES)
    tight.push(
      `${exchanges} exchanges of names would be tried at every state, ${MOST_EXCHANGES} at most: expected fewer orcs or lines, or --no-symmetry`,
    );
  if (tight.length > 0) throw new Misuse(faultsText('These bounds are too wide', tight));
}

const BOUND_FLAGS = [
  'shape',
  'nodes',
  'orcs',
  'lines',
  'countCap',
  'queueCap',
  'steps',
  'router',
] as const;

/** Returns the flags of the search that was stopped. Throws Misuse if other flags beside --resume contradict them. */
function restoreFlags(flags: ExploreFlags, { flags: before }: KeptExploration): ExploreFlags {
  const given = [...BOUND_FLAGS, 'interleaved', 'cuts', 'stalls'] as const;
  for (const name of given)
    if (flags[name] !== undefined && flags[name] !== before[name])
      throw new Misuse(
        `--resume goes on within the bounds it was stopped in; there ${name} was ${JSON.stringify(before[name] ?? 'not given')}, here it is ${JSON.stringify(flags[name])}. Leave it out, or begin anew with --out.`,
      );
  const { json, time, memory, jobs, out, resume, force } = flags;
  return { ...before, ...dropUndefined({ json, time, memory, jobs, out, resume, force }) };
}

function dropUndefined<T extends object>(flags: T): { [Key in keyof T]: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: NonNullable<T[Key]>;
  };
}

async function reportExplored(
  explored: Explored,
  flags: ExploreFlags,
  { folder, attempts }: Pick<ExplorationRun, 'folder' | 'attempts'>,
  terminal: Terminal,
): Promise<Exit> {
  const { finding, stopped, complete } = explored;
  const shown =
    finding &&
    (await attempts.attempt('The counterexample', () =>
      writeCounterexample(finding.scenario, folder, terminal.cwd),
    ));
  if (!attempts.haveFailed)
    await attempts.attempt('The list of the files', async () => folder?.output.removeOlder());
  const replay =
    shown &&
    `${invocationIn(terminal.cwd)} replay ${shellWord(shown)}${routerWords(flags.router ?? 'model')}`;
  const text = formatExploration(explored, replay);
  // Data goes to stdout; then the text goes to stderr.
  if (flags.json) terminal.out(`${JSON.stringify(explored, null, 2)}\n`);
  (flags.json ? terminal.err : terminal.out)(text);
  return attempts.exitFor(
    finding
      ? exits.violated
      : stopped === 'interrupted'
        ? exits.interrupted
        : complete
          ? exits.asExpected
          : exits.undecided,
  );
}

/** Writes the counterexample. Returns its path as a user would write it. */
async function writeCounterexample(
  scenario: Scenario,
  folder: ExplorationFolder | null,
  cwd: string,
): Promise<string> {
  if (folder === null) {
    const text = `${JSON.stringify(scenario, null, 2)}\n`;
    return await writeToFreeName(join(cwd, LOOSE_COUNTEREXAMPLE), text);
  }
  await folder.output.writeJson(COUNTEREXAMPLE, scenario);
  return shownPath(folder.output, COUNTEREXAMPLE, cwd);
}
