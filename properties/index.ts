/**
 * The public entry of `properties`: generate scenarios, run one, check a router, shrink a failure, explore
 * exhaustively.
 */

export type { Bridge, ConnectOptions } from './bridge/connection.ts';
export { connect } from './bridge/connection.ts';
export type { Opening } from './bridge/pipe.ts';
export { processOf } from './bridge/pipe.ts';
export type { CheckOptions } from './campaign/check.ts';
export { check } from './campaign/check.ts';
export { Performer } from './campaign/performer.ts';
export type { Smallest } from './campaign/smallestScenario.ts';
export { askOf, failureOf, smallest } from './campaign/smallestScenario.ts';
export type { StepRecord } from './compare/record.ts';
export type { Explored } from './explore/explored.ts';
export type { Bounds } from './explore/search/bounds.ts';
export { Search } from './explore/search/search.ts';
export { worldOf } from './explore/search/world.ts';
export { CodeCoverage } from './hunt/codeCoverage.ts';
export { hunt } from './hunt/hunt.ts';
export type { Divergence, Outcome, RunOptions } from './lockstep/run.ts';
export { run } from './lockstep/run.ts';
export { readBaseline } from './mutationTesting/baseline.ts';
export { Fences } from './network/fences.ts';
export { liftKind } from './network/lifting.ts';
export { Undriven } from './network/undriven.ts';
export type { DrawnScenario, ScenarioOptions } from './scenario/draw.ts';
export { drawScenario, generate } from './scenario/draw.ts';
export { scenarioFaults } from './scenario/legality.ts';
export type { ReachCounts, ReachDocument } from './scenario/reach/reach.ts';
export { Reach, reachOf } from './scenario/reach/reach.ts';
export { planRun } from './scenario/runPlan.ts';
export { goalListsFor } from './scenario/situations/lists.ts';
export { holdsAll, SituationTracker } from './scenario/situations/tracker.ts';
export { placeOf } from './scenario/steering/goals.ts';
export type { Shape } from './scenario/topology.ts';
export { shapes } from './scenario/topology.ts';
export { embeds } from './scenario/triggers/embedding.ts';
export type { Chance } from './scenario/values/chance.ts';
export { oneOf, percent, seeded, weighted } from './scenario/values/chance.ts';
export type { Certificate } from './shrink/certificate.ts';
export { certificateFaults, parseCertificate } from './shrink/certificate.ts';
export type { Size } from './shrink/measure.ts';
export { sizeOf } from './shrink/measure.ts';
export { scenario } from './shrink/scenarioArbitrary.ts';
export type { Ask, Failure, ShrinkOptions, Shrunk } from './shrink/shrinker.ts';
export { shrink } from './shrink/shrinker.ts';
export { judgedLines, recorded, Surveyor } from './tracelog/index.ts';
export type { ClauseResult, Finding, RunReport, Verdict } from './verdict/verdict.ts';
