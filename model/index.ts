/**
 * The entry point of `model`: the reference, both as a pure state machine and as a router of the contract.
 *
 * @module partyline/model
 */

export type { Flight, Kept, State } from './change.ts';
export { nodeOf } from './change.ts';
export type { Advance } from './network.ts';
export { advance, start, tableOf } from './network.ts';
export { modelKind, modelKindWith } from './router.ts';
export type { ClientStep } from './steps/clients.ts';
export { clientFramesOf, unsubscribeRefusal } from './steps/clients.ts';
export type { Bounds } from './steps/enabledSteps.ts';
export { candidates, enabled, enabledOf, stepKinds } from './steps/enabledSteps.ts';
export { legal } from './steps/legality.ts';
