/**
 * The script runner: sends scripts to the process and returns their answers. Scripts that are asked for while a message is being
 * answered are sent together in the next message. So a slow adapter costs one round trip for many scenarios. If the process ends,
 * it is restarted and asked again, script by script, to find out at which question it ends (`hang.ts`: at which it hangs).
 */
import type { Answer } from '#spec';
import { Silence, Undriven } from '../network/undriven.ts';
import type { Conversation, RawAnswer } from './conversation.ts';
import { ProcessDeath } from './conversation.ts';
import { rejectHanging } from './hang.ts';
import { excerptJson } from './mishaps.ts';
import type { EncodedQuestion, ScriptText } from './script.ts';
import {
  answerLengthOf,
  endsScenario,
  lengthOf,
  questionFields,
  readAnswer,
  readAnswers,
} from './script.ts';

export interface PendingScript {
  readonly script: ScriptText;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Most characters in a message, and about as many in its answers, unless a single script needs more. */
const [MESSAGE_LENGTH, ANSWER_LENGTH] = [4_000_000, 16_000_000];
/** Most questions in the first message, unless one script has more; later limits follow the speed of the router. */
const FIRST_QUESTIONS = 200;

export interface ScriptRunnerOptions {
  readonly start: () => Promise<Conversation>;
  readonly batch: boolean;
  readonly timeoutMs: number;
  /** Most restarts over the lifetime of the runner. */
  readonly restarts: number;
}

export class ScriptRunner {
  readonly #options: ScriptRunnerOptions;
  #conversation: Conversation;
  #queue: PendingScript[] = [];
  #isDelivering = false;
  /** The current restart. A process that ended is restarted once, however many callers were waiting for it. */
  #pendingRestart: Promise<void> | null = null;
  /**
   * Resolves when the last turn that was taken ends. During its turn a caller has the process to itself, to ask question by
   * question or to send a message.
   */
  #lastTurn: Promise<unknown> = Promise.resolve();
  #restarts = 0;
  /** How often the process ended at a question that is known; and (below) how it ended when the question is not known. */
  #locatedCount = 0;
  readonly #unexplainedEnds: string[] = [];
  /** Most questions in a message, chosen so that it is answered within a tenth of the time-out. */
  #questionLimit = FIRST_QUESTIONS;

  constructor(first: Conversation, options: ScriptRunnerOptions) {
    this.#conversation = first;
    this.#options = options;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  /**
   * Sends `bye`. Resolves to a message about how the process ended, now and earlier; null if it ended properly each time. Rejects
   * with Undriven.
   */
  async close(graceMs: number): Promise<string | null> {
    const [last] = this.#unexplainedEnds.slice(-1);
    const facts = [`so often: ${this.#unexplainedEnds.length}`, `the last time with ${last}`];
    const unexplained =
      last === undefined ? [] : [this.#conversation.text('died unexplained', facts)];
    const said = await this.#conversation.close(graceMs);
    return [...unexplained, ...(said === null ? [] : [said])].join('\n') || null;
  }

  /** Resolves to the answers to a whole script. Rejects with Undriven. */
  ask(script: ScriptText): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ script, resolve, reject });
      if (this.#isDelivering) return;
      this.#isDelivering = true;
      // Scripts that are asked for in the same turn of the event loop are sent together.
      setImmediate(() => this.#deliver());
    });
  }

  /** Resolves when the caller may use the process alone; `done` ends its turn. */
  async takeTurn(): Promise<{ readonly done: () => void }> {
    const before = this.#lastTurn;
    let done = () => {};
    this.#lastTurn = new Promise<void>((resume) => {
      done = resume;
    });
    await before;
    return { done };
  }

  /**
   * Begins a scenario that is asked question by question, within a turn. If the process ends, the answer is a crash.
   */
  async reset(topology: string): Promise<Answer> {
    return await this.#answerOrCrash(async () =>
      this.#read(await this.#conversation.ask('reset', `"topology":${topology}`)),
    );
  }

  async askOne(question: EncodedQuestion): Promise<Answer> {
    return await this.#answerOrCrash(() => this.#askQuestion(question));
  }

  async #answerOrCrash(call: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#conversation;
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ProcessDeath)) throw error;
      if (this.#conversation === asked) await this.#restartOnce(error);
      return error.answer;
    }
  }

  async #restartOnce(died: ProcessDeath): Promise<void> {
    this.#pendingRestart ??= this.#restart(died).finally(() => {
      this.#pendingRestart = null;
    });
    await this.#pendingRestart;
  }

  async #deliver(): Promise<void> {
    while (this.#queue.length > 0) {
      const { done } = await this.takeTurn();
      const batch = this.#takeBatch();
      try {
        await this.#deliverBatch(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      } finally {
        done();
      }
      // Callers that have just been answered can ask for their next script before the next message is sent.
      await new Promise((resume) => setImmediate(resume));
    }
    this.#isDelivering = false;
  }

  #takeBatch(): PendingScript[] {
    let questions = 0;
    let [length, answerLength] = [0, 0];
    let count = 0;
    for (const { script } of this.#queue) {
      questions += script.questions.length;
      length += lengthOf(script);
      answerLength += answerLengthOf(script);
      const isLong = length > MESSAGE_LENGTH || answerLength > ANSWER_LENGTH;
      if (count > 0 && (questions > this.#questionLimit || isLong)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #deliverBatch(batch: readonly PendingScript[]): Promise<void> {
    try {
      const answers = this.#options.batch
        ? await this.#askTogether(batch)
        : await this.#askSingly(batch);
      for (const [at, { resolve }] of batch.entries()) resolve(answers[at] as Answer[]);
    } catch (error) {
      if (error instanceof Silence) throw await rejectHanging(error, batch, this.#options.start);
      if (!(error instanceof ProcessDeath)) throw error;
      await this.#restart(error);
      const located = this.#locatedCount;
      if (batch.length > 1) for (const pending of batch) await this.#deliverBatch([pending]);
      else for (const { script, resolve } of batch) resolve(await this.#askStepwise(script));
      if (this.#locatedCount === located) this.#unexplainedEnds.push(error.message);
    }
  }

  /** Sends all scripts in one message. */
  async #askTogether(batch: readonly PendingScript[]): Promise<Answer[][]> {
    const scripts = batch.map(
      ({ script: { topology, questions } }) =>
        `{"topology":${topology},"questions":[${questions.map(({ text }) => text).join(',')}]}`,
    );
    const began = performance.now();
    const count = batch.reduce((sum, { script }) => sum + script.questions.length, 0);
    const told = `run with ${batch.length} scenario${batch.length === 1 ? '' : 's'}, ${count} questions`;
    const { answers } = await this.#conversation.ask(
      'run',
      `"scripts":[${scripts.join(',')}]`,
      told,
    );
    this.#adjustLimit(count, performance.now() - began);
    if (!Array.isArray(answers) || answers.length !== batch.length)
      return this.#refuseShape(`answers: expected a list of ${batch.length} lists`, told);
    return batch.map(({ script }, at) => {
      const read = readAnswers(answers[at], script.questions);
      if (Array.isArray(read)) return read;
      const where = `scenario ${at + 1} of ${batch.length}`;
      if (read.answerIndex === null)
        return this.#refuseShape(`${where}: ${read.fault}`, told, answers[at]);
      const asked = `${excerptJson(script.questions[read.answerIndex]?.question)}, question ${read.answerIndex + 1} in ${where}`;
      return this.#refuseShape(read.fault, asked, (answers[at] as unknown[])[read.answerIndex]);
    });
  }

  /** Adapts the number of questions in the next message to the speed of this one. */
  #adjustLimit(questions: number, elapsedMs: number): void {
    const pace = questions / Math.max(elapsedMs, 1);
    this.#questionLimit = Math.max(
      1,
      Math.min(50_000, Math.round((pace * this.#options.timeoutMs) / 10)),
    );
  }

  /** Sends each question as its own message, without waiting for answers in between. */
  async #askSingly(batch: readonly PendingScript[]): Promise<Answer[][]> {
    const all: Promise<Answer[]>[] = [];
    for (const { script } of batch) {
      const { conversation } = this;
      const reset = conversation.ask('reset', `"topology":${script.topology}`);
      const came = script.questions.map((each) => this.#askQuestion(each));
      all.push(this.#gatherAnswers(reset, came));
    }
    const settled = await Promise.allSettled(all);
    return settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  async #gatherAnswers(reset: Promise<RawAnswer>, came: Promise<Answer>[]): Promise<Answer[]> {
    const settled = await Promise.allSettled([reset, ...came]);
    for (const each of settled) if (each.status === 'rejected') throw each.reason;
    const first = this.#read(await reset);
    if (endsScenario(first)) return [first];
    const answers: Answer[] = [];
    for (const each of came) {
      answers.push(await each);
      if (endsScenario(answers.at(-1) as Answer)) break;
    }
    return answers;
  }

  /** Waits for each answer before the next question, to find out which one makes the process end. */
  async #askStepwise({ topology, questions }: ScriptText): Promise<Answer[]> {
    const answers: Answer[] = [];
    try {
      const reset = this.#read(await this.#conversation.ask('reset', `"topology":${topology}`));
      if (endsScenario(reset)) return [reset];
      for (const question of questions) {
        const answer = await this.#askQuestion(question);
        answers.push(answer);
        if (endsScenario(answer)) break;
      }
    } catch (error) {
      if (!(error instanceof ProcessDeath)) throw error;
      this.#locatedCount++;
      answers.push(error.answer);
      await this.#restart(error);
    }
    return answers;
  }

  async #askQuestion(asked: EncodedQuestion): Promise<Answer> {
    const { question } = asked;
    const answer = await this.#conversation.ask(question.kind, questionFields(asked));
    return this.#read(answer, question);
  }

  #read(value: RawAnswer, question?: EncodedQuestion['question']): Answer {
    const answer = readAnswer(value, question);
    return typeof answer === 'string'
      ? this.#refuseShape(answer, question ? excerptJson(question) : 'reset', value)
      : answer;
  }

  #refuseShape(fault: string, asked: string, value?: unknown): never {
    const came = value === undefined ? [] : [`it answered: ${excerptJson(value)}`];
    return this.#conversation.refuse('shape', [fault, ...came, `asked was: ${asked}`]);
  }

  async #restart(died: ProcessDeath): Promise<void> {
    const { restarts, start } = this.#options;
    if (this.#restarts++ >= restarts)
      throw new Undriven(
        this.#conversation.text('died often', [
          `it was started anew ${restarts} times`,
          `the last time it ended with ${died.message}`,
        ]),
      );
    this.#conversation = await start();
  }
}
