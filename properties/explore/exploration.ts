/**
 * Exploration: one exhaustive search from its bounds to a result, over the model alone or on a router. The caller decides when to
 * stop, shows the progress and stores the results.
 */

import type { AnyRouterKind, ClauseId } from '#spec';
import { clauseIds, featuresOf } from '#spec';
import { standingOf } from '../clauses/halves/standing.ts';
import { checks } from '../clauses/index.ts';
import { Undriven } from '../network/undriven.ts';
import type { Deviation } from '../verdict/deviations.ts';
import type { Explored } from './explored.ts';
import { EXPLORED_VERSION } from './explored.ts';
import type { Runner } from './scenarios/runner.ts';
import type { TrialsResult } from './scenarios/trials.ts';
import { Trials } from './scenarios/trials.ts';
import type { Bounds } from './search/bounds.ts';
import { scenarioTo } from './search/counterexample.ts';
import { invariants } from './search/invariants.ts';
import type { Progress, Reductions, SearchEnd, StopReason } from './search/search.ts';
import { Search } from './search/search.ts';
import { worldOf } from './search/world.ts';

export interface ExplorationOptions extends Reductions {
  readonly bounds: Bounds;
  /** Returns the reason to stop, or null to continue. */
  readonly stopReason: (progress: Progress, bytes: number) => StopReason | null;
  /** Resolves some time after an interrupt: a router's answers that are not there by then are not waited for. */
  readonly givenUp?: Promise<void>;
  /** Called now and then, at moments at which the search can be saved; the search waits for it. */
  readonly onPause?: () => Promise<void>;
  /** Returns the seconds spent so far, including those before an earlier stop. */
  readonly seconds: () => number;
}

/** After this many seconds control goes back to the event loop once, so that an interrupt is noticed. */
const SLICE_SECONDS = 0.1;

/** Explores the model. `search` is either new, or continues from where it was stopped. */
export async function exploreModel(search: Search, options: ExplorationOptions): Promise<Explored> {
  const { violation, stopped } = await runInSlices(search, options);
  return {
    ...buildBaseReport(options, stopped, search.progress),
    router: null,
    reductions: {
      symmetry: search.canonical?.size ?? 1,
      partialOrder: search.commuting.length > 0,
      merged: false,
    },
    complete: stopped === null && violation === null,
    scenarios: 0,
    checks: clauseIds.flatMap((clause) =>
      clause in invariants
        ? [{ clause, asked: invariants[clause as keyof typeof invariants] }]
        : [],
    ),
    expected: [],
    finding: violation ? findingOfSearch(search, violation) : null,
  };
}

async function runInSlices(
  search: Search,
  { stopReason, seconds, onPause }: ExplorationOptions,
): Promise<{ readonly stopped: StopReason | null; readonly violation: SearchEnd['violation'] }> {
  for (;;) {
    const until = seconds() + SLICE_SECONDS;
    // Never stops at the first call: with a slow clock the search would not get anywhere.
    let hasBegun = false;
    const { stopped, violation } = search.run((progress) => {
      const stop = stopReason(progress, search.seen.bytes);
      const pause = hasBegun && seconds() >= until;
      hasBegun = true;
      return stop ?? (pause ? 'pause' : null);
    });
    if (stopped !== 'pause') return { stopped, violation };
    await new Promise((resume) => setImmediate(resume));
    await onPause?.();
  }
}

/** Explores a router by running every scenario within the bounds on it. Throws Undriven. */
export async function exploreRouter(
  trials: Trials,
  kind: AnyRouterKind,
  options: ExplorationOptions,
): Promise<Explored> {
  const result = await trials.run(
    (progress) => options.stopReason(progress, trials.bytes),
    options.givenUp,
    options.onPause,
  );
  if (result.error !== null) throw new Undriven(result.error);
  const { name, version, level } = kind;
  return {
    ...buildBaseReport(options, result.stopped, trials.progress),
    router: { name, version, level },
    reductions: { symmetry: trials.exchanges, partialOrder: false, merged: trials.merged },
    complete: result.stopped === null && result.found === null,
    scenarios: trials.scenarios,
    checks: clauseIds
      .filter((id) => trials.exercised.has(id) && canBeJudged(id, kind))
      // A declared failure ends its scenario early. So SAFE-3, which is judged at the very end, and the clause of the failure are
      // not covered exhaustively.
      .filter((id) => trials.expected.size === 0 || id !== 'SAFE-3')
      .filter((id) => ![...trials.expected.keys()].some((each) => each.startsWith(`${id}|`)))
      .map((clause) => ({ clause, asked: 'every difference from the model, at every step' })),
    expected: [...trials.expected].map(([signature, scenarios]) => ({ signature, scenarios })),
    finding: findingOfTrials(result),
  };
}

export const createSearch = ({ bounds, ...reductions }: ExplorationOptions): Search =>
  new Search(worldOf(bounds), reductions);

export const createTrials = (
  { bounds, symmetry }: ExplorationOptions,
  kind: AnyRouterKind,
  declared: readonly Deviation[] = [],
  runner?: Runner,
): Trials => new Trials(worldOf(bounds, featuresOf(kind)), kind, symmetry, declared, runner);

function canBeJudged(id: ClauseId, kind: AnyRouterKind): boolean {
  const { through } = checks[id] as { readonly through?: AnyRouterKind['features'][number] };
  const features = featuresOf(kind);
  return standingOf(id, features) !== null && (through === undefined || features.includes(through));
}

function buildBaseReport(
  { bounds, seconds }: ExplorationOptions,
  stopped: StopReason | null,
  progress: Progress,
) {
  const { states, transitions, depth } = progress;
  return {
    explored: EXPLORED_VERSION,
    bounds,
    stopped,
    states,
    transitions,
    depth,
    seconds: Math.round(seconds() * 1000) / 1000,
  } as const;
}

function findingOfSearch(
  search: Search,
  violation: NonNullable<SearchEnd['violation']>,
): Explored['finding'] {
  const { clause, detail, index } = violation;
  return {
    clause,
    signature: `${clause}|state|explore`,
    detail,
    scenario: scenarioTo(search, index),
  };
}

function findingOfTrials({ found }: TrialsResult): Explored['finding'] {
  if (!found) return null;
  const { clause, signature, detail, scenario } = found;
  return { clause, signature, detail, scenario };
}
