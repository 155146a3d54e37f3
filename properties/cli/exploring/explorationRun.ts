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
import type { Deviation } from '../../verdict/deviations.ts';
import { explainFailureToDrive } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { reportLinesOf } from '../workers/checkRun.ts';
import { Pool } from '../workers/pool.ts';
import type { KeptExploration } from './exploration.ts';
import { keepExploration } from './exploration.ts';
import type { ExploreFlags } from './explorationFlags.ts';

export interface ExplorationRun {
  readonly options: ExplorationOptions;
  readonly flags: ExploreFlags;
  /** The stopped exploration to continue; null for a new one. */
  readonly kept: KeptExploration | null;
  /** The folder of `--out`; null without one. */
  readonly folder: string | null;
}

export async function runModelExploration({
  options,
  flags,
  kept,
  folder,
}: ExplorationRun): Promise<Explored> {
  const search = createSearch(options);
  kept?.restore(search);
  const explored = await exploreModel(search, options);
  if (folder !== null) await keepExploration(folder, dropRunFlags(flags), explored, search);
  return explored;
}

/** Explores a router by running scenarios on it. Throws Undriven. */
export async function runRouterExploration(
  { options, flags, kept, folder }: ExplorationRun,
  kind: AnyRouterKind,
  declared: readonly Deviation[],
  { cwd, interrupted, err }: Terminal,
): Promise<Explored> {
  const { router, jobs = 1 } = flags;
  const pool =
    jobs > 1 && router !== undefined
      ? new Pool(jobs, { router, cwd, check: null }, interrupted)
      : null;
  try {
    const trials = createTrials(options, kind, declared, pool ?? undefined);
    kept?.restore(trials);
    const explored = await explainFailureToDrive(() => exploreRouter(trials, kind, options));
    if (folder !== null) await keepExploration(folder, dropRunFlags(flags), explored, trials);
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
  ...kept
}: ExploreFlags) {
  return kept;
}
