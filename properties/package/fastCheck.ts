/**
 * `partyline/fast-check`: scenarios as an arbitrary, and the law as properties for `fc.assert`. Seed, path, number of runs, examples,
 * time limits and reporters are fast-check's own; the smallest scenario is searched for by our shrinker, because it keeps to one failure and
 * knows which edits are legal. Knows no particular router and no files.
 *
 * @module partyline/fast-check
 */
import type { IAsyncPropertyWithHooks, Value as ValueOf } from 'fast-check';
import { asyncProperty, PreconditionFailure, pre, Stream, Value } from 'fast-check';
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import { clauseIds, clauses, featuresOf } from '#spec';
import { Confirmation } from '../campaign/confirmation.ts';
import { shrinkFinding } from '../campaign/smallestScenario.ts';
import { judgeFor } from '../interval/index.ts';
import { requireDriven } from '../lockstep/outcome.ts';
import type { Outcome, RunOptions } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { kindFaults } from '../network/kindFaults.ts';
import type { ScenarioOptions } from '../scenario/draw.ts';
import { scenario } from '../shrink/scenarioArbitrary.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isCrash, isFailing, isTimedOut } from '../verdict/verdict.ts';
import { suggestName } from '../wording/nearest.ts';
import { formatFindingStory, makeFailure } from './findingStory.ts';

export type { ScenarioOptions } from '../scenario/draw.ts';
export { scenario } from '../shrink/scenarioArbitrary.ts';

export interface PropertyOptions extends Omit<ScenarioOptions, 'features' | 'carries'> {
  /** How long the smallest scenario of a failure is searched for, in ms. Default: half a minute. */
  readonly shrinkTimeMs?: number;
}

/** A property of one scenario: `fc.assert(conforms(kind))`. */
export type ScenarioProperty = IAsyncPropertyWithHooks<[Scenario]>;

/** Creates the property that the router keeps every clause that must hold. A scenario that shows nothing, or ends in a time-out, is skipped. */
export function conforms(kind: AnyRouterKind, options: PropertyOptions = {}): ScenarioProperty {
  return createProperty(kind, options, isFailing, ({ exercised }) => exercised.size > 0);
}

/**
 * Creates the property that the router keeps one clause. A scenario that does not exercise the clause, or ends before in another
 * failure, is skipped and drawn anew, so that each run that counts says something. What the router throws always fails. Throws
 * RangeError for a clause that needs a feature which the router does not declare.
 */
export function clauseHolds(
  kind: AnyRouterKind,
  id: ClauseId,
  options: PropertyOptions = {},
): ScenarioProperty {
  if (!clauseIds.includes(id))
    throw new RangeError(
      `no clause is called ${JSON.stringify(id)}; expected an id such as LINE-2, from SPEC.md.${suggestName(id, clauseIds)}`,
    );
  requireKind(kind);
  const features = featuresOf(kind);
  const missing = clauses[id].needs.filter((feature) => !features.includes(feature));
  if (missing.length > 0)
    throw new RangeError(`${id} needs ${missing.join(', ')}, which ${kind.name} does not declare`);
  const { unless } = clauses[id];
  if (unless !== undefined && features.includes(unless))
    throw new RangeError(`${id} does not apply to ${kind.name}, which declares ${unless}`);
  return createProperty(
    kind,
    options,
    (finding) => isCrash(finding) || [finding.clause, ...finding.also].includes(id),
    ({ exercised, findings }) => exercised.has(id) && findings.length === 0,
  );
}

/** `isShown`: whether a scenario without a failure that counts has shown that what is asked holds; it is skipped if not. */
function createProperty(
  kind: AnyRouterKind,
  { shrinkTimeMs = 30_000, ...options }: PropertyOptions,
  isFailure: (finding: Finding) => boolean,
  isShown: (outcome: Outcome) => boolean,
): ScenarioProperty {
  requireKind(kind);
  const runOnce = async (_: AnyRouterKind, of: Scenario, more: Pick<RunOptions, 'past'> = {}) => {
    const judge = judgeFor(kind, undefined);
    return await (judge ? judge.run(kind, of, more) : run(kind, of, more));
  };
  const findFailure = async (of: Scenario): Promise<Finding | null> => {
    const outcome = await runOnce(kind, of);
    requireDriven(outcome, of);
    const [divergence] = outcome.findings;
    const [finding] = divergence
      ? await new Confirmation(runOnce, {}).confirm(kind, of, divergence)
      : [];
    if (finding && isTimedOut(finding)) pre(false);
    if (finding && isFailure(finding)) return finding;
    pre(isShown(outcome));
    return null;
  };

  /** The values to be run by a search for their smallest scenario, which then takes their place. */
  const searched = new WeakSet<readonly [Scenario]>();
  const property = asyncProperty<[Scenario]>(
    scenario({
      ...options,
      features: featuresOf(kind),
      ...(kind.carries ? { carries: kind.carries } : {}),
    }),
    async () => {},
  );
  // fast-check shrinks synchronously, by values that it then runs, and our search runs its candidates itself. So a failure has one
  // smaller value, and running that value is the search. A path such as `12:0` thereby leads to it again.
  return Object.assign(property, {
    shrink: ({ value_: [failing] }: ValueOf<[Scenario]>): Stream<ValueOf<[Scenario]>> => {
      if (smallestFound.has(failing)) return Stream.nil();
      const value: [Scenario] = [failing];
      searched.add(value);
      return Stream.of(new Value(value, undefined));
    },
    run: async (value: [Scenario]) => {
      try {
        const finding = await findFailure(value[0]);
        if (finding === null) return null;
        if (!searched.has(value) || !finding.reproduced) {
          if (searched.has(value)) smallestFound.add(value[0]);
          return { error: makeFailure(await formatFindingStory(finding, kind, 'not shrunk')) };
        }
        const until = performance.now() + shrinkTimeMs;
        const signal = {
          get aborted() {
            return performance.now() >= until;
          },
        };
        const smallest = await shrinkFinding(kind, finding, { signal });
        value[0] = smallest.scenario;
        smallestFound.add(value[0]);
        return { error: makeFailure(await formatFindingStory(smallest, kind, 'smallest')) };
      } catch (error) {
        return PreconditionFailure.isFailure(error) ? error : { error };
      }
    },
  });
}

/** Scenarios that a search has ended with, which are not searched again. */
const smallestFound = new WeakSet<Scenario>();

function requireKind(given: AnyRouterKind): void {
  const faults = kindFaults(given);
  if (faults.length > 0)
    throw new RangeError(
      `what was given is no router (spec/router.ts) and no network (spec/network.ts): ${faults.join('; ').replaceAll('default export', 'it')}`,
    );
}
