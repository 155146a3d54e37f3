/** The exports of the trace check: recording a router's run as a log, and judging a log. */

export { judgeLines as judgedLines } from './judgement.ts';

export { formatTracelog as tracelogText, recordScenario as recorded } from './recorder.ts';
export { DEFAULT_STATES } from './search/search.ts';
export type { Survey } from './search/survey.ts';
export { Surveyor } from './search/survey.ts';
export { formatJudgement as storyOf } from './story.ts';
export { thinRecording as thinned } from './thinning.ts';
