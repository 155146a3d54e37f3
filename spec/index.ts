/** The one door of `spec`: what must be true, and the words to say it in. */
export * from './audience.ts';
export * from './clauses.ts';
export * from './faults.ts';
export * from './features.ts';
export * from './history.ts';
export * from './links.ts';
export * from './message.ts';
export * from './names.ts';
export * from './network.ts';
export * from './observation.ts';
export * from './router.ts';
export * from './scenario.ts';
export * from './step.ts';
export type { Subscription } from './subscriptions.ts';
export * from './table.ts';
export * from './topic.ts';
export * from './topology.ts';
