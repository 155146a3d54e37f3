/** The door of the trace check: a recording of a router, and the judgement of one. */
export type { Judgement, Refusal } from './judgement.ts';
export { judgedLog } from './judgement.ts';
export type { Recording } from './recorder.ts';
export { recorded, tracelogText } from './recorder.ts';
export { DEFAULT_STATES } from './search/search.ts';
export { storyOf } from './story.ts';
export { thinned } from './thinned.ts';
