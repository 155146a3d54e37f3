/**
 * Mishaps: every way in which talking with an adapter can fail, each with its likely cause and the part of PROTOCOL.md that says
 * what should have come. The registry is closed: PROTOCOL.md lists it, and a test provokes each mishap.
 */
import { showActing } from '../wording/visible.ts';
import type { ProcessEnd } from './pipe.ts';

export const mishaps = {
  'not started': {
    what: 'cannot be started',
    likely: 'the program is not installed, not executable, or its path is wrong',
    read: 'start-and-end',
  },
  'ended at once': {
    what: 'ended before it answered hello',
    likely: 'it failed while it started; run it by hand and look',
    read: 'start-and-end',
  },
  silence: {
    what: 'did not answer in time',
    likely:
      'a missing flush after each line, a loop that never ends, or a read that waits for more than a line',
    read: 'lines',
  },
  'no json': {
    what: 'wrote a line to stdout that is not JSON',
    likely: 'a print to stdout; what is no answer belongs on stderr',
    read: 'lines',
  },
  'broken json': {
    what: 'wrote a line that begins like JSON and does not end so',
    likely:
      'an answer over several lines, one cut short, or two writers at once; write one object a line',
    read: 'lines',
  },
  'endless line': {
    what: 'wrote a line that does not end',
    likely: 'no newline after the object, or an answer that grows without end',
    read: 'lines',
  },
  'no id': {
    what: 'wrote an object without the id of a request',
    likely: 'the answer does not repeat the id as the number it is, or it is data of another kind',
    read: 'ids',
  },
  'unknown id': {
    what: 'answered a request that was never made',
    likely: 'ids counted by the router; an answer repeats the id it was asked with',
    read: 'ids',
  },
  late: {
    what: 'wrote something after its answer, when it had said that all is done',
    likely:
      'a second answer to one request, or work that goes on after the answer: an answer means that nothing is in flight',
    read: 'quiescence',
  },
  protocol: {
    what: 'speaks another protocol or dialect',
    likely:
      'an adapter for another Partyline; this one speaks the protocol and the dialect that hello names',
    read: 'hello',
  },
  hello: {
    what: 'answered hello with what is no hello',
    likely: 'a field is missing or of another type, or a feature is misspelt',
    read: 'hello',
  },
  shape: {
    what: 'gave an answer of the wrong shape',
    likely: 'a field is missing, misspelt or of another type',
    read: 'requests-and-answers',
  },
  'stdout closed': {
    what: 'closed its stdout while it ran on',
    likely: 'stdout was closed or sent elsewhere; it is the way of the answers until bye',
    read: 'start-and-end',
  },
  'died often': {
    what: 'ended too often',
    likely:
      'it crashes on many scenarios; look at one with --bail 1, or answer a crash in place of ending',
    read: 'crashes',
  },
  'died unexplained': {
    what: 'ended while it was asked, and not when it was asked the same again one by one',
    likely:
      'something outlives a reset, memory runs out, or it ends by chance; what it answered then was judged, and doctor looks for it',
    read: 'crashes',
  },
  'stayed on': {
    what: 'did not end after bye, and was killed',
    likely: 'the loop that reads stdin does not end at bye and at the end of stdin',
    read: 'start-and-end',
  },
} as const satisfies Record<string, { what: string; likely: string; read: string }>;

export type Mishap = keyof typeof mishaps;

export interface MishapDetails {
  readonly command: string;
  /** What came, or what was found wrong with it. */
  readonly facts?: readonly string[];
  /** The last lines of its stderr. */
  readonly lastWords: readonly string[];
}

const LONGEST = 300;

/** Makes untrusted text fit for a message: shortens and quotes it, and removes control characters. */
export function quoteExcerpt(text: string): string {
  return showActing(JSON.stringify(cutExcerpt(text)));
}

/** Does the same as `quoteExcerpt` for a value that is shown as JSON. */
export function excerptJson(value: unknown): string {
  return showActing(cutExcerpt(JSON.stringify(value) ?? 'nothing'));
}

function cutExcerpt(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} ... (${text.length} characters)` : text;
}

/**
 * Returns the whole message, in several lines: what came, the likely cause, what to do, where to read on, and the last words of
 * the process.
 */
export function mishapText(
  mishap: Mishap,
  { command, facts = [], lastWords }: MishapDetails,
): string {
  const { what, likely, read } = mishaps[mishap];
  return [
    `${command} ${what}.`,
    ...facts.map((fact) => `  ${fact}`),
    `  likely: ${likely}`,
    `  read: docs/PROTOCOL.md#${read}`,
    ...wordLines(lastWords),
  ].join('\n');
}

function wordLines(lastWords: readonly string[]): string[] {
  if (lastWords.length === 0) return ['  on stderr it said nothing'];
  return ['  its last words on stderr:', ...lastWords.map((word) => `    ${showActing(word)}`)];
}

export function endText({ code, signal, failure }: ProcessEnd): string {
  if (failure !== undefined) return failure;
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}
