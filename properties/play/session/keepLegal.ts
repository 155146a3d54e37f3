/**
 * Keeps a changed scenario legal: steps that name what is no longer declared, or that the law does not allow where they now stand,
 * go, and each is told with the reason.
 */
import type { State } from '#model';
import { advance, legal, start } from '#model';
import type { Scenario, Step } from '#spec';
import { stepFaults, topologyFaults } from '#spec';

interface DroppedStep {
  readonly step: Step;
  readonly why: string;
}

export type Edited =
  | {
      readonly scenario: Scenario;
      readonly dropped: readonly DroppedStep[];
      /** How many of the first steps came through; the number of steps done at what is shown follows from it. */
      readonly keptBefore: (index: number) => number;
    }
  /** Why the law does not allow the change. */
  | { readonly refused: string };

/** The first steps of a changed scenario that are as they were, and the state behind them. */
export interface KnownStart {
  readonly length: number;
  readonly state: State;
}

/**
 * Returns the scenario without the steps that became illegal; or why its topology is not allowed. `known`: the part that need not be
 * looked at again, if the topology is as it was.
 */
export function keepLegal(scenario: Scenario, known?: KnownStart): Edited {
  const faults = known ? [] : topologyFaults(scenario.topology);
  if (faults.length > 0) return { refused: faults.join('. ') };
  const steps = scenario.steps.slice(0, known?.length ?? 0);
  const dropped: DroppedStep[] = [];
  const places = steps.map((_, index) => index);
  let state = known?.state ?? start(scenario.topology);
  for (const step of scenario.steps.slice(steps.length)) {
    const [undeclared] = stepFaults(step, scenario.topology);
    const why = undeclared ?? legal(state, step);
    places.push(steps.length);
    if (why !== null) {
      dropped.push({ step, why });
      continue;
    }
    state = advance(state, step, steps.length).state;
    steps.push(step);
  }
  return {
    scenario: { ...scenario, steps },
    dropped,
    keptBefore: (index) => places[index] ?? steps.length,
  };
}
