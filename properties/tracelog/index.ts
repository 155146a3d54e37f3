/** The door of the trace check: a recording of a router, and the judgement of one. */
export type { Judgement, Refusal } from './judgement.ts';
export { judgeLog as judgedLog } from './judgement.ts';
export type { Recording } from './recorder.ts';
export { formatTracelog as tracelogText, recordScenario as recorded } from './recorder.ts';
export { DEFAULT_STATES } from './search/search.ts';
export { formatJudgement as storyOf } from './story.ts';
export { thinRecording as thinned } from './thinning.ts';
