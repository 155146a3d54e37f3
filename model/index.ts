/** The one door of `model`: the reference, as a pure machine and dressed as a router. */

export type { Flight, State } from './change.ts';
export { nodeOf } from './change.ts';
export type { Bounds } from './enabledSteps.ts';
export { candidates, enabled, enabledOf, stepKinds } from './enabledSteps.ts';
export { legal } from './legality.ts';
export type { Advance } from './network.ts';
export { advance, start, tableOf } from './network.ts';
export { modelKind } from './router.ts';
