/**
 * Drawn: what the model did while a scenario was drawn, kept beside it until it is run, so that the first run of that
 * very object asks the model once a step and not twice. A scenario from anywhere else is simply not here.
 * It is handed out once: what a weak map holds outlives all small collections of garbage, and it is most of a run.
 */
import type { Advance } from '#model';
import type { Scenario } from '#spec';

const kept = new WeakMap<Scenario, readonly Advance[]>();

/** One advance for each step, in order. */
export function keep(scenario: Scenario, advances: readonly Advance[]): Scenario {
  kept.set(scenario, advances);
  return scenario;
}

/** None for a scenario that was not drawn here, or was run before. */
export function takeDrawn(scenario: Scenario): readonly Advance[] {
  const advances = kept.get(scenario) ?? [];
  kept.delete(scenario);
  return advances;
}
