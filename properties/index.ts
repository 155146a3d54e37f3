/** The one door of `properties`: scenarios for all, a run, a check, a smaller counterexample. */

export type { ScenarioOptions } from './arbitraries/scenario.ts';
export { generate, scenario } from './arbitraries/scenario.ts';
export type { Shape } from './arbitraries/topology.ts';
export { shapes } from './arbitraries/topology.ts';
export type { CheckOptions } from './check.ts';
export { check, Undriven } from './check.ts';
export { lifted } from './fabric.ts';
export { scenarioFaults } from './legal.ts';
export type { StepRecord } from './record.ts';
export type { Divergence, Outcome, RunOptions } from './run.ts';
export { run } from './run.ts';
export { shrink, smaller } from './shrink.ts';
export type { ClauseResult, Finding, RunReport, Verdict } from './verdict.ts';
