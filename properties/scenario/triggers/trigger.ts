/**
 * Triggers: whether a run fails by a trigger that is known, a smallest scenario of some bug. It is not enough that the scenario of the
 * run contains the trigger, as nearly every long one contains each short one: the step at which it fails must be the one that ends
 * the trigger. It knows no router.
 */
import type { Feature, Scenario, Step } from '#spec';
import { featureNames } from '#spec';
import { planRun } from '../runPlan.ts';
import { embeds, endsAs } from './embedding.ts';

const ALL_FEATURES: ReadonlySet<Feature> = new Set(featureNames);

/**
 * Whether a run of the scenario that fails at the step `at`, of the given kind, fails by the trigger, up to renaming of orcs, pairs,
 * nodes and lines. The trigger fails at its last own step, or in its epilogue.
 */
export function failsByTrigger(
  scenario: Scenario,
  { at, kind }: { readonly at: number; readonly kind: string },
  trigger: Scenario,
): boolean {
  const steps = stepsOf(scenario).slice(0, at + 1);
  const failing = steps[at];
  // Epilogues differ between routers of different features.
  if (failing?.kind !== kind) return embeds(scenario, trigger);
  const { topology, steps: own } = trigger;
  const triggerSteps = stepsOf(trigger);
  return triggerSteps.some((last, index) => {
    if (last.kind !== kind || index < own.length - 1) return false;
    return endsAs({ ...scenario, steps }, { topology, steps: own.slice(0, index) }, last);
  });
}

/**
 * Whether what a run of `part` did before it failed at `at` is among what a run of `whole` did before it failed. Of the epilogue of
 * `part` only the failing step counts.
 */
export function runEmbeds(
  whole: FailingRun,
  part: FailingRun,
  features: ReadonlySet<Feature> = ALL_FEATURES,
): boolean {
  const { topology, steps: own } = part.scenario;
  const steps = [...own.slice(0, part.at)];
  const failing = part.at < own.length ? own[part.at] : stepsOf(part.scenario, features)[part.at];
  if (failing) steps.push(failing);
  const done = stepsOf(whole.scenario, features).slice(0, whole.at + 1);
  return embeds({ topology: whole.scenario.topology, steps: done }, { topology, steps });
}

/** A scenario, and the index of the step at which its run failed. */
interface FailingRun {
  readonly scenario: Scenario;
  readonly at: number;
}

function stepsOf(scenario: Scenario, features = ALL_FEATURES): readonly Step[] {
  return planRun(scenario, features).steps;
}
