/**
 * The courier: brings scripts to the process and their answers back. Whatever is asked while a message is under way goes
 * together in the next one, so that a slow adapter costs a round trip for many scenarios. A process that ends is started
 * anew and asked again, one script at a time, until it is known at which question it ends. It knows no router.
 */
import type { Answer } from '#spec';
import { Undriven } from '../network/undriven.ts';
import type { Answered, Conversation } from './conversation.ts';
import { Died } from './conversation.ts';
import { shownJson } from './mishaps.ts';
import type { Asked, ScriptText } from './script.ts';
import { ends, lengthOf, readAnswer, readAnswers } from './script.ts';

export interface Errand {
  readonly script: ScriptText;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Most characters of a message, but for a single script that is longer. */
const MESSAGE_LENGTH = 4_000_000;
/** Questions of the first message, but for a single script that has more; later ones by what the router has shown it can do. */
const FIRST_QUESTIONS = 200;

export interface CourierOptions {
  readonly start: () => Promise<Conversation>;
  readonly batch: boolean;
  readonly timeoutMs: number;
  /** Most restarts. */
  readonly restarts: number;
}

export class Courier {
  readonly #options: CourierOptions;
  #conversation: Conversation;
  #waiting: Errand[] = [];
  #under = false;
  /** Under way: a process that died is started anew once, however many had asked it. */
  #anew: Promise<void> | null = null;
  /** Whoever asks question by question, or in a message of many, is alone with the process until he has done. */
  #alone: Promise<unknown> = Promise.resolve();
  #restarts = 0;
  /** Ends of the process whose question was found; and how it ended where none was. */
  #located = 0;
  readonly #unexplained: string[] = [];
  /** Questions a message may hold so that it is answered within a tenth of the patience. */
  #room = FIRST_QUESTIONS;

  constructor(first: Conversation, options: CourierOptions) {
    this.#conversation = first;
    this.#options = options;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  /** Says bye; gives what is to be said of how it ended, now and before. Rejects with Undriven. */
  async close(graceMs: number): Promise<string | null> {
    const [last] = this.#unexplained.slice(-1);
    const facts = [`so often: ${this.#unexplained.length}`, `the last time with ${last}`];
    const unexplained =
      last === undefined ? [] : [this.#conversation.text('died unexplained', facts)];
    const said = await this.#conversation.close(graceMs);
    return [...unexplained, ...(said === null ? [] : [said])].join('\n') || null;
  }

  /** Rejects with Undriven. */
  ask(script: ScriptText): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ script, resolve, reject });
      if (this.#under) return;
      this.#under = true;
      // Whoever else has something to ask does so in this turn.
      setImmediate(() => this.#deliver());
    });
  }

  /** Its turn has come when it is given; `done` ends it. Nobody else asks meanwhile. */
  async turn(): Promise<{ readonly done: () => void }> {
    const before = this.#alone;
    let done = () => {};
    this.#alone = new Promise<void>((resume) => {
      done = resume;
    });
    await before;
    return { done };
  }

  /** Begins a scenario that is asked question by question, in a turn of its own. A death is a crash. */
  async reset(topology: string): Promise<Answer> {
    return await this.#surviving(async () =>
      this.#read(await this.#conversation.ask('reset', `"topology":${topology}`)),
    );
  }

  async one(question: Asked): Promise<Answer> {
    return await this.#surviving(() => this.#one(question));
  }

  async #surviving(what: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#conversation;
    try {
      return await what();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      if (this.#conversation === asked) await this.#restartOnce(error);
      return { crash: deathText(error) };
    }
  }

  async #restartOnce(died: Died): Promise<void> {
    this.#anew ??= this.#restart(died).finally(() => {
      this.#anew = null;
    });
    await this.#anew;
  }

  async #deliver(): Promise<void> {
    while (this.#waiting.length > 0) {
      const { done } = await this.turn();
      const errands = this.#load();
      try {
        await this.#together(errands);
      } catch (error) {
        for (const { reject } of errands) reject(error);
      } finally {
        done();
      }
      // Those who were answered ask for what they need next, before the next message goes.
      await new Promise((resume) => setImmediate(resume));
    }
    this.#under = false;
  }

  #load(): Errand[] {
    let questions = 0;
    let length = 0;
    let count = 0;
    for (const { script } of this.#waiting) {
      questions += script.questions.length;
      length += lengthOf(script);
      if (count > 0 && (questions > this.#room || length > MESSAGE_LENGTH)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #together(errands: readonly Errand[]): Promise<void> {
    try {
      const answers = this.#options.batch ? await this.#run(errands) : await this.#singly(errands);
      for (const [at, { resolve }] of errands.entries()) resolve(answers[at] as Answer[]);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      await this.#restart(error);
      const located = this.#located;
      if (errands.length > 1) for (const errand of errands) await this.#together([errand]);
      else for (const { script, resolve } of errands) resolve(await this.#stepwise(script));
      if (this.#located === located) this.#unexplained.push(error.message);
    }
  }

  /** All of it in one message. */
  async #run(errands: readonly Errand[]): Promise<Answer[][]> {
    const scripts = errands.map(
      ({ script: { topology, questions } }) =>
        `{"topology":${topology},"questions":[${questions.map(({ text }) => text).join(',')}]}`,
    );
    const began = performance.now();
    const count = errands.reduce((sum, { script }) => sum + script.questions.length, 0);
    const told = `run with ${errands.length} scenario${errands.length === 1 ? '' : 's'}, ${count} questions`;
    const { answers } = await this.#conversation.ask(
      'run',
      `"scripts":[${scripts.join(',')}]`,
      told,
    );
    this.#pace(count, performance.now() - began);
    if (!Array.isArray(answers) || answers.length !== errands.length)
      return this.#misshapen(`answers: expected a list of ${errands.length} lists`, told);
    return errands.map(({ script }, at) => {
      const read = readAnswers(answers[at], script.questions);
      if (Array.isArray(read)) return read;
      const where = `scenario ${at + 1} of ${errands.length}`;
      if (read.at === null) return this.#misshapen(`${where}: ${read.fault}`, told, answers[at]);
      const asked = `${shownJson(script.questions[read.at]?.question)}, question ${read.at + 1} in ${where}`;
      return this.#misshapen(read.fault, asked, (answers[at] as unknown[])[read.at]);
    });
  }

  /** What the next message may hold. */
  #pace(questions: number, elapsedMs: number): void {
    const pace = questions / Math.max(elapsedMs, 1);
    this.#room = Math.max(1, Math.min(50_000, Math.round((pace * this.#options.timeoutMs) / 10)));
  }

  /** Each question in a message of its own, the next before the last is answered. */
  async #singly(errands: readonly Errand[]): Promise<Answer[][]> {
    const all: Promise<Answer[]>[] = [];
    for (const { script } of errands) {
      const { conversation } = this;
      const reset = conversation.ask('reset', `"topology":${script.topology}`);
      const came = script.questions.map((each) => this.#one(each));
      all.push(this.#gathered(reset, came));
    }
    const settled = await Promise.allSettled(all);
    return settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  async #gathered(reset: Promise<Answered>, came: Promise<Answer>[]): Promise<Answer[]> {
    const settled = await Promise.allSettled([reset, ...came]);
    for (const each of settled) if (each.status === 'rejected') throw each.reason;
    const first = this.#read(await reset);
    if (ends(first)) return [first];
    const answers: Answer[] = [];
    for (const each of came) {
      answers.push(await each);
      if (ends(answers.at(-1) as Answer)) break;
    }
    return answers;
  }

  /** Waits for each answer, so that it is known which question the process does not survive. */
  async #stepwise({ topology, questions }: ScriptText): Promise<Answer[]> {
    const answers: Answer[] = [];
    try {
      const reset = this.#read(await this.#conversation.ask('reset', `"topology":${topology}`));
      if (ends(reset)) return [reset];
      for (const question of questions) {
        const answer = await this.#one(question);
        answers.push(answer);
        if (ends(answer)) break;
      }
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      this.#located++;
      answers.push({ crash: deathText(error) });
      await this.#restart(error);
    }
    return answers;
  }

  async #one({ question, text }: Asked): Promise<Answer> {
    const { kind } = question;
    const fields = text.slice(`{"kind":"${kind}"`.length + 1, -1);
    return this.#read(await this.#conversation.ask(kind, fields), question);
  }

  #read(value: Answered, question?: Asked['question']): Answer {
    const answer = readAnswer(value, question);
    return typeof answer === 'string'
      ? this.#misshapen(answer, question ? shownJson(question) : 'reset', value)
      : answer;
  }

  #misshapen(fault: string, asked: string, value?: unknown): never {
    const came = value === undefined ? [] : [`it answered: ${shownJson(value)}`];
    return this.#conversation.refuse('shape', [fault, ...came, `asked was: ${asked}`]);
  }

  async #restart(died: Died): Promise<void> {
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

function deathText(died: Died): string {
  const words = died.words.at(-1);
  return `the process ended with ${died.message}${words === undefined ? '' : `; its last words: ${words}`}`;
}
