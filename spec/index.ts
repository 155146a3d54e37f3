/**
 * The entry point of `spec`: the law, and the words in which it is written.
 */
export * from './audience/afterwards.ts';
export type { Attachment, History } from './audience/attachments.ts';
export { attachmentOf, beginning, closed, judged, pairOf } from './audience/attachments.ts';
export * from './audience/audience.ts';
export * from './audience/copies.ts';
export * from './audience/history.ts';
export type { Subscription } from './audience/subscriptions.ts';
export * from './carries.ts';
export * from './clauses.ts';
export * from './free.ts';
export * from './glossary.ts';
export * from './interval/breach.ts';
export * from './interval/interval.ts';
export * from './interval/log.ts';
export type { Span } from './interval/span.ts';
export * from './interval/timeline.ts';
export * from './network.ts';
export * from './router.ts';
export * from './scenario/links.ts';
export * from './scenario/paths.ts';
export type { Scenario } from './scenario/scenario.ts';
export { parseScenario, SCENARIO_VERSION, scenarioSchema } from './scenario/scenario.ts';
export type { NameMap, StepField } from './scenario/stepFields.ts';
export { mapNames, namedBy, stepFields } from './scenario/stepFields.ts';
export { stepRegistry } from './scenario/stepRegistry.ts';
export * from './scenario/steps.ts';
export * from './scenario/topology.ts';
export * from './tracelog/tracelog.ts';
export * from './tracelog/tracelogReader.ts';
export * from './wire/meanings.ts';
export * from './wire/wire.ts';
export {
  wireEffect,
  wireInput,
  wireMessage,
  wireObservation,
  wireTable,
} from './wire/wireShapes.ts';
export * from './words/faults.ts';
export * from './words/features.ts';
export * from './words/grammar.ts';
export * from './words/json.ts';
export * from './words/message.ts';
export * from './words/names.ts';
export * from './words/observation.ts';
export * from './words/table.ts';
export * from './words/topic.ts';
export * from './words/ways.ts';
