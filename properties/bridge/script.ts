/**
 * Scripts: the questions that a foreign router is asked in one scenario, from reset on, as JSON text, and the reading of its
 * answers. The text is made once, because it is compared, sent, and sent again after a crash.
 */

import type { z } from 'zod';
import type { Answer, Question, Topology } from '#spec';
import { answerKind, wireAnswers } from '#spec';
import { textOfIssue } from '../wording/nearest.ts';

export interface ScriptText {
  /** The topology as JSON. */
  readonly topology: string;
  readonly questions: readonly EncodedQuestion[];
}

export interface EncodedQuestion {
  readonly question: Question;
  readonly text: string;
}

export function encodeRequest(question: Question): EncodedQuestion {
  return { question, text: JSON.stringify(question) };
}

const topologies = new WeakMap<Topology, string>();

export function topologyText(topology: Topology): string {
  const text = topologies.get(topology) ?? JSON.stringify(topology);
  topologies.set(topology, text);
  return text;
}

/** Returns the approximate length on the wire, in characters. */
export function lengthOf({ topology, questions }: ScriptText): number {
  return questions.reduce((sum, { text }) => sum + text.length, topology.length);
}

/**
 * About how many characters the answers may have. After each question the router may show a table, which names every orc of the
 * topology with two more names.
 */
export const answerLengthOf = ({ topology, questions }: ScriptText): number =>
  3 * topology.length * questions.length;

/** Returns the fields of the question as JSON, without braces and kind. */
export const questionFields = ({ question, text }: EncodedQuestion): string =>
  text.slice(`{"kind":"${question.kind}"`.length + 1, -1);

/** Whether this answer is the last one of its scenario. */
export function endsScenario(
  answer: Answer,
): answer is { crash: string } | { unsupported: string } {
  return 'crash' in answer || 'unsupported' in answer;
}

/** Returns the answer to a question, or a sentence about what is wrong with its shape. */
export function readAnswer(value: unknown, question?: Question): Answer | string {
  if (typeof value !== 'object' || value === null) return 'expected an object';
  const kind = Object.hasOwn(value, 'crash')
    ? 'crash'
    : Object.hasOwn(value, 'unsupported')
      ? 'unsupported'
      : question
        ? answerKind(question)
        : 'done';
  const parsed = wireAnswers[kind].safeParse(value);
  if (!parsed.success) return faultOf(parsed.error, value);
  if (question?.kind === 'tables' && 'tables' in parsed.data) {
    const shown = parsed.data.tables.map(({ node }) => node);
    if (JSON.stringify(shown) !== JSON.stringify(question.nodes))
      return `tables: expected those of ${question.nodes.join(', ')}, came ${shown.join(', ') || 'none'}`;
  }
  if (question?.kind === 'size' && 'sizes' in parsed.data) {
    const [wanted, came] = [question.nodes.length, parsed.data.sizes.length];
    if (wanted !== came) return `sizes: expected ${wanted}, one for each node, came ${came}`;
  }
  return parsed.data as Answer;
}

/**
 * What is wrong with the answers to a script, and the index of the wrong answer. The index is null if the list as a whole is
 * wrong.
 */
export interface MisreadAnswers {
  readonly fault: string;
  readonly answerIndex: number | null;
}

/** Returns the answers to a script: one per question, or fewer if the last one is a crash or an unsupported step. */
export function readAnswers(
  value: unknown,
  questions: readonly EncodedQuestion[],
): Answer[] | MisreadAnswers {
  if (!Array.isArray(value))
    return { fault: 'expected a list of answers, one for each question', answerIndex: null };
  const answers: Answer[] = [];
  for (const [answerIndex, each] of value.entries()) {
    const answer = readAnswer(each, questions[answerIndex]?.question);
    if (typeof answer === 'string') return { fault: answer, answerIndex };
    answers.push(answer);
    if (endsScenario(answer)) return answers;
  }
  return answers.length === questions.length
    ? answers
    : { fault: `expected ${questions.length} answers, came ${answers.length}`, answerIndex: null };
}

/** Returns a sentence for a failed parse. For a union it tells what is wrong with the variant that came nearest. */
export function faultOf({ issues }: z.ZodError, answer: unknown): string {
  return issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the answer'}: ${textOfIssue(issue, answer)}`)
    .join('; ');
}
