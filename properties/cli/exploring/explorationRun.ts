/**
 * Runs an exploration, in this process or in the threads of `--jobs`, and saves what is needed to continue after a
 * stop. Separate from the command, which knows flags and exit codes.
 */

import type { AnyRouterKind } from '#spec';
import type { ExplorationOptions } from '../../explore/exploration.ts';
import {
  createSearch,
  createTrials,
  exploreModel,
  exploreRouter,
} from '../../explore/exploration.ts';
import type { Explored } from '../../explore/explored.ts';
import type { Trials } from '../../explore/scenarios/trials.ts';
import type { Search } from '../../explore/search/search.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import { explainFailureToDrive } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { reportLinesOf } from '../workers/checkRun.ts';
import { Pool } from '../workers/pool.ts';
import type { ExplorationFolder, KeptExploration } from './exploration.ts';
import type { ExploreFlags } from './explorationFlags.ts';

export interface ExplorationRun {
  readonly options: ExplorationOptions;
  readonly flags: ExploreFlags;
  /** The stopped exploration to continue; null for a new one. */
  readonly kept: KeptExploration | null;
  /** The folder of `--out`; null without one. */
  readonly folder: ExplorationFolder | null;
  readonly attempts: OutputAttempts;
}

export async function runModelExploration(run: ExplorationRun): Promise<Explored> {
  const search = createSearch(run.options);
  run.kept?.restore(search);
  const explored = await exploreModel(search, withCheckpoints(run, search));
  await keepResult(run, explored, search);
  return explored;
}

/** Returns options by which the search is saved now and then. */
function withCheckpoints(run: ExplorationRun, subject: Search | Trials): ExplorationOptions {
  const { folder, options, flags, attempts } = run;
  if (folder === null) return options;
  return {
    ...options,
    onPause: async () => {
      if (folder.isDue)
        await attempts.attempt(CHECKPOINT_NAME, () =>
          folder.save(dropRunFlags(flags), subject, options.seconds()),
        );
    },
  };
}

const CHECKPOINT_NAME = 'The checkpoint';

async function keepResult(
  { folder, flags, attempts }: ExplorationRun,
  explored: Explored,
  subject: Search | Trials,
): Promise<void> {
  if (folder === null) return;
  if (explored.stopped !== null)
    await attempts.attempt(CHECKPOINT_NAME, () =>
      folder.save(dropRunFlags(flags), subject, explored.seconds),
    );
  await attempts.attempt('The result', () => folder.finish(explored));
}

/** Explores a router by running scenarios on it. Throws Undriven. */
export async function runRouterExploration(
  run: ExplorationRun,
  kind: AnyRouterKind,
  declared: readonly Deviation[],
  { cwd, interrupted, err }: Terminal,
): Promise<Explored> {
  const { options, flags, kept } = run;
  const { router, jobs = 1 } = flags;
  const pool =
    jobs > 1 && router !== undefined
      ? new Pool(jobs, { router, cwd, check: null }, interrupted)
      : null;
  try {
    const trials = createTrials(options, kind, declared, pool ?? undefined);
    kept?.restore(trials);
    const explored = await explainFailureToDrive(() =>
      exploreRouter(trials, kind, withCheckpoints(run, trials)),
    );
    await keepResult(run, explored, trials);
    return explored;
  } finally {
    const reportLines = pool ? await pool.close() : reportLinesOf(kind);
    for (const line of reportLines) err(`${line}\n`);
  }
}

/** Returns the flags that describe the search, without those that concern only this run of it. */
function dropRunFlags({
  json: _,
  time: __,
  memory: ___,
  jobs: ____,
  out: _____,
  resume: ______,
  force: _______,
  ...kept
}: ExploreFlags) {
  return kept;
}
