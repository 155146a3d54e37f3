/**
 * Differ: runs generated scenarios on two routers and finds the smallest scenario on which they differ. It also finds which of
 * the two the law allows there. It uses the same shrinker as findings do, with another question: do the two still differ in this
 * way?
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { dropSteps } from '../campaign/bypass.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import type { Shape } from '../scenario/topology.ts';
import { shrink } from '../shrink/shrinker.ts';
import type { Contrast } from './contrast.ts';
import { commonFeatures, compareOn, findContrast, restrictFeatures } from './contrast.ts';

export interface DifferOptions {
  readonly seed: string;
  readonly runs: number;
  readonly shapes: readonly Shape[];
  readonly nodes?: number;
  readonly interleave?: number;
  /** Scenarios to run first, except those that need a feature which one of the two lacks. */
  readonly corpus: readonly Scenario[];
  /** Deviations of either router that are known already. Runs continue past them, or leave out their steps. Default: none. */
  readonly known?: readonly KnownDeviation[];
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  readonly onProgress?: (done: { scenarios: number; steps: number; total: number }) => void;
  /** Called with the differences found so far, none of them shrunk, when there is a new one or a shorter scenario. */
  readonly onSighted?: (
    found: readonly { readonly signature: string; readonly scenario: Scenario }[],
  ) => void;
}

export interface DifferReport {
  /** Number of scenarios run on both routers, including those of the corpus. */
  readonly scenarios: number;
  /** Number of scenarios on which they differed. */
  readonly differing: number;
  /** One per signature, the smallest scenario first. */
  readonly found: readonly RouterDifference[];
  readonly interrupted: boolean;
}

export interface RouterDifference {
  readonly scenario: Scenario;
  readonly contrast: Contrast;
  /** Signature of the violation of each router on the scenario; null where the law allows its behaviour. */
  readonly breaks: { readonly left: string | null; readonly right: string | null };
  /** Whether every smaller neighbour was tried. */
  readonly minimal: boolean;
}

/** At most this many signatures are shrunk: the smallest difference is nearly always among the first. */
const MOST_SIGNATURES = 8;
/** How often one scenario is compared. Each time the steps at which a known deviation ended it are left out. */
const MOST_TRIES = 6;

/** Compares the two routers. Throws Undriven. */
export async function differ(
  left: AnyRouterKind,
  right: AnyRouterKind,
  options: DifferOptions,
): Promise<DifferReport> {
  const features = commonFeatures(left, right);
  const pair = [restrictFeatures(left, features), restrictFeatures(right, features)] as const;
  const { signal, onProgress, onSighted, known = [] } = options;
  const first = new Map<string, Scenario>();
  const all = [...drawScenarios(pair[0], options)];
  let [ran, differing] = [0, 0];
  for (const draw of all) {
    if (signal?.aborted) break;
    // Gives signal handlers a chance to run.
    if (ran % 20 === 0) await new Promise((resume) => setImmediate(resume));
    const { scenario, contrast } = await compareBypassing(pair, draw(), known);
    ran++;
    onProgress?.({ scenarios: ran, steps: 0, total: all.length });
    if (!contrast) continue;
    differing++;
    const shortest = first.get(contrast.signature);
    if (shortest ? shortest.steps.length <= scenario.steps.length : first.size >= MOST_SIGNATURES)
      continue;
    first.set(contrast.signature, scenario);
    onSighted?.([...first].map(([signature, each]) => ({ signature, scenario: each })));
  }
  const found: RouterDifference[] = [];
  for (const [signature, scenario] of first)
    found.push(await shrinkDifference(pair, scenario, signature, options));
  found.sort((one, other) => sizeOf(one) - sizeOf(other));
  return { scenarios: ran, differing, found, interrupted: signal?.aborted === true };
}

/**
 * Compares the two routers on the scenario. Where a known deviation ends a run before any difference shows, it compares again
 * without the step that showed the deviation. Returns the scenario that was compared last.
 */
async function compareBypassing(
  [left, right]: readonly [AnyRouterKind, AnyRouterKind],
  scenario: Scenario,
  known: readonly KnownDeviation[],
): Promise<{ readonly scenario: Scenario; readonly contrast: Contrast | null }> {
  let current = scenario;
  for (let tries = 1; ; tries++) {
    const { contrast, endedAt } = await compareOn(left, right, current, known);
    const next =
      contrast || endedAt.length === 0 || tries === MOST_TRIES ? null : dropSteps(current, endedAt);
    if (!next) return { scenario: current, contrast };
    current = next;
  }
}

/** Yields functions, so that each scenario is drawn only when it is about to be run. */
function* drawScenarios(kind: AnyRouterKind, options: DifferOptions): Generator<() => Scenario> {
  const { seed, runs, shapes, nodes, interleave, corpus } = options;
  for (const scenario of corpus)
    if (missingForScenario(scenario, kind).length === 0) yield () => scenario;
  for (let index = 0; index < runs; index++)
    yield () =>
      generate(`${seed}/differ`, index, {
        features: featuresOf(kind),
        shapes,
        ...(nodes === undefined ? {} : { nodes }),
        ...(interleave === undefined ? {} : { interleave }),
      });
}

function sizeOf({ scenario: { topology, steps } }: RouterDifference): number {
  return steps.length * 100 + topology.nodes.length + topology.orcs.length;
}

async function shrinkDifference(
  [left, right]: readonly [AnyRouterKind, AnyRouterKind],
  scenario: Scenario,
  signature: string,
  { signal, known = [] }: DifferOptions,
): Promise<RouterDifference> {
  const ask = async (candidates: readonly Scenario[]) => {
    const answers = [];
    for (const candidate of candidates)
      answers.push(await findContrast(left, right, candidate, known));
    return answers;
  };
  const limits = { features: featuresOf(left), ...(signal ? { signal } : {}) };
  const shrunk = await shrink(scenario, signature, ask, limits);
  const contrast = await findContrast(left, right, shrunk.scenario, known);
  if (!contrast) throw new Error('the smallest scenario does not show the difference any more');
  const signatureOn = async (kind: AnyRouterKind) =>
    (await run(kind, shrunk.scenario, { past: (each) => isKnown(known, each, shrunk.scenario) }))
      .findings[0]?.signature ?? null;
  return {
    scenario: shrunk.scenario,
    contrast,
    breaks: { left: await signatureOn(left), right: await signatureOn(right) },
    minimal: shrunk.minimal,
  };
}
