/**
 * Drawn: what the model did while a scenario was drawn, kept beside it for as long as the scenario lives, so that a
 * run of that very object asks the model once a step and not twice. A scenario from anywhere else is simply not here.
 */
import type { Advance } from '#model';
import type { Scenario } from '#spec';

const kept = new WeakMap<Scenario, readonly Advance[]>();

/** One advance for each step, in order. */
export function keep(scenario: Scenario, advances: readonly Advance[]): Scenario {
  kept.set(scenario, advances);
  return scenario;
}

/** None for a scenario that was not drawn here. */
export function drawnWith(scenario: Scenario): readonly Advance[] {
  return kept.get(scenario) ?? [];
}
