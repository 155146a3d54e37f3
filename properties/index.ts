/** The one door of `properties`: scenarios for all, a run, a check, a smaller counterexample. */

export type { Chance } from './arbitraries/chance.ts';
export { oneOf, percent, seeded, weighted } from './arbitraries/chance.ts';
export type { ScenarioOptions } from './arbitraries/scenario.ts';
export { generate, scenario } from './arbitraries/scenario.ts';
export type { Shape } from './arbitraries/topology.ts';
export { shapes } from './arbitraries/topology.ts';
export type { Bridge, ConnectOptions } from './bridge/connect.ts';
export { connect } from './bridge/connect.ts';
export type { Opening } from './bridge/pipe.ts';
export { processOf } from './bridge/pipe.ts';
export type { CheckOptions } from './check.ts';
export { check } from './check.ts';
export { scenarioFaults } from './legal.ts';
export { lifted } from './lifted.ts';
export type { StepRecord } from './record.ts';
export type { Divergence, Outcome, RunOptions } from './run.ts';
export { run } from './run.ts';
export type { Certificate } from './shrink/certificate.ts';
export { certificateFaults, parseCertificate } from './shrink/certificate.ts';
export type { Size } from './shrink/measure.ts';
export { sizeOf } from './shrink/measure.ts';
export type { Ask, Failure, ShrinkOptions, Shrunk } from './shrink/search.ts';
export { shrink } from './shrink/search.ts';
export type { Smallest } from './shrink/smallest.ts';
export { askOf, failureOf, smallest } from './shrink/smallest.ts';
export { Undriven } from './undriven.ts';
export type { ClauseResult, Finding, RunReport, Verdict } from './verdict.ts';
