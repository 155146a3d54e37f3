/**
 * Survey: one exploration from its bounds to what is told of it, of the model alone or of a router. What stops it, who
 * watches it and where its memory is kept come from outside.
 */

import type { ClauseId } from '#spec';
import { clauseIds, clauses } from '#spec';
import { checks } from '../clauses/index.ts';
import { Undriven } from '../network/undriven.ts';
import type { Deviation } from '../verdict/deviations.ts';
import type { Explored } from './explored.ts';
import { EXPLORED_VERSION } from './explored.ts';
import type { Kind } from './scenarios/offered.ts';
import type { Runner } from './scenarios/runner.ts';
import type { Tried } from './scenarios/trials.ts';
import { Trials } from './scenarios/trials.ts';
import type { Bounds } from './search/bounds.ts';
import { claims } from './search/claims.ts';
import { scenarioTo } from './search/path.ts';
import type { Ended, Progress, Reductions, Stop } from './search/search.ts';
import { Search } from './search/search.ts';
import { worldOf } from './search/world.ts';

export interface SurveyOptions extends Reductions {
  readonly bounds: Bounds;
  /** Names the reason to stop, if there is one. */
  readonly over: (progress: Progress, bytes: number) => Stop | null;
  /** Seconds spent, those before a stop included. */
  readonly seconds: () => number;
}

/** Between two breaths, in which an interrupt gets through. */
const BREATH_SECONDS = 0.1;

/** Of the model: `search` is new, or goes on from where it was stopped. */
export async function surveyModel(search: Search, options: SurveyOptions): Promise<Explored> {
  const { breach, stopped } = await breathing(search, options);
  return {
    ...told(options, stopped, search.progress),
    router: null,
    reductions: {
      symmetry: search.canonical?.size ?? 1,
      partialOrder: search.commuting.length > 0,
      merged: false,
    },
    complete: stopped === null && breach === null,
    scenarios: 0,
    checks: clauseIds.flatMap((clause) =>
      clause in claims ? [{ clause, asked: claims[clause as keyof typeof claims] }] : [],
    ),
    expected: [],
    finding: breach ? findingOf(search, breach) : null,
  };
}

async function breathing(
  search: Search,
  { over, seconds }: SurveyOptions,
): Promise<{ readonly stopped: Stop | null; readonly breach: Ended['breach'] }> {
  for (;;) {
    const until = seconds() + BREATH_SECONDS;
    // Never where it has only begun, or a slow clock would keep it there.
    let begun = false;
    const { stopped, breach } = search.run((progress) => {
      const stop = over(progress, search.seen.bytes);
      const pause = begun && seconds() >= until;
      begun = true;
      return stop ?? (pause ? 'pause' : null);
    });
    if (stopped !== 'pause') return { stopped, breach };
    await new Promise((resume) => setImmediate(resume));
  }
}

/** Of a router, by running every scenario on it. Throws Undriven. */
export async function surveyRouter(
  trials: Trials,
  kind: Kind,
  options: SurveyOptions,
): Promise<Explored> {
  const tried = await trials.run((progress) => options.over(progress, trials.bytes));
  if (tried.error !== null) throw new Undriven(tried.error);
  const { name, version, level } = kind;
  return {
    ...told(options, tried.stopped, trials.progress),
    router: { name, version, level },
    reductions: { symmetry: trials.exchanges, partialOrder: false, merged: trials.merged },
    complete: tried.stopped === null && tried.found === null,
    scenarios: trials.scenarios,
    checks: clauseIds
      .filter((id) => trials.exercised.has(id) && judged(id, kind))
      // A declared failure of a departure ends the epilogue before its last word.
      .filter((id) => trials.expected.size === 0 || id !== 'SAFE-3')
      .filter((id) => ![...trials.expected.keys()].some((each) => each.startsWith(`${id}|`)))
      .map((clause) => ({ clause, asked: 'every difference from the model, at every step' })),
    expected: [...trials.expected].map(([signature, scenarios]) => ({ signature, scenarios })),
    finding: foundOf(tried),
  };
}

export const newSearch = ({ bounds, ...reductions }: SurveyOptions): Search =>
  new Search(worldOf(bounds), reductions);

export const newTrials = (
  { bounds, symmetry }: SurveyOptions,
  kind: Kind,
  declared: readonly Deviation[] = [],
  runner?: Runner,
): Trials => new Trials(worldOf(bounds), kind, symmetry, declared, runner);

function judged(id: ClauseId, { features }: Kind): boolean {
  const { through } = checks[id] as { readonly through?: Kind['features'][number] };
  const { needs } = clauses[id];
  return (
    needs.every((feature) => features.includes(feature)) &&
    (through === undefined || features.includes(through))
  );
}

function told({ bounds, seconds }: SurveyOptions, stopped: Stop | null, progress: Progress) {
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

function findingOf(search: Search, breach: NonNullable<Ended['breach']>): Explored['finding'] {
  const { clause, detail, index } = breach;
  return {
    clause,
    signature: `${clause}|state|explore`,
    detail,
    scenario: scenarioTo(search, index),
  };
}

function foundOf({ found }: Tried): Explored['finding'] {
  if (!found) return null;
  const { clause, signature, detail, scenario } = found;
  return { clause, signature, detail, scenario };
}
