/**
 * The entry point of `model`: the reference, both as a pure state machine and as a router of the contract.
 */

export type { Flight, State } from './change.ts';
export { nodeOf } from './change.ts';
export type { ClientStep } from './clients.ts';
export { clientFramesOf, unsubscribeRefusal } from './clients.ts';
export type { Bounds } from './enabledSteps.ts';
export { candidates, enabled, enabledOf, stepKinds } from './enabledSteps.ts';
export { legal } from './legality.ts';
export type { Advance } from './network.ts';
export { advance, start, tableOf } from './network.ts';
export { modelKind } from './router.ts';
