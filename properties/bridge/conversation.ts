/**
 * A conversation: requests to one process and its answers, matched by id. Output that does not answer an open request ends the
 * conversation, with the text of the mishap. It knows only the envelope of the protocol, no scenario.
 */
import { DIALECT, PROTOCOL } from '#spec';
import { callsIn } from '../network/routerStack.ts';
import { LateAnswer, Silence, Undriven } from '../network/undriven.ts';
import type { Mishap } from './mishaps.ts';
import { endText, mishapText, quoteExcerpt } from './mishaps.ts';
import type { Opening, Pipe, ProcessEnd } from './pipe.ts';

/** The process ended while a request was open. */
export class ProcessDeath extends Error {
  readonly lastWords: readonly string[];

  constructor(end: ProcessEnd, words: readonly string[]) {
    super(endText(end));
    this.lastWords = words;
  }

  /** How it ended, with the last line of its stderr. */
  get text(): string {
    const words = this.lastWords.at(-1);
    return `the process ended with ${this.message}${words === undefined ? '' : `; its last words: ${words}`}`;
  }

  /** What this end is as an answer. Most programs tell on stderr what they threw, with the calls that led to it. */
  get answer(): { readonly crash: string; readonly stack?: string } {
    const calls = callsIn(this.lastWords);
    return { crash: this.text, ...(calls.length > 0 ? { stack: calls.join('\n') } : {}) };
  }
}

export type RawAnswer = Readonly<Record<string, unknown>>;

interface OpenRequest {
  readonly description: string;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (reason: Error) => void;
}

export interface ConversationOptions {
  /** The name of the command in messages. */
  readonly command: string;
  /** Time limit of an answer, in ms. */
  readonly timeoutMs: number;
}

/** In ms. If a timer fires later than this after it was due, this process was busy or asleep. */
const TIMER_SLACK_MS = 50;

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #pipe: Pipe;
  readonly #openRequests = new Map<number, OpenRequest>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Why nothing more can be asked, and whether a caller has already been told so. */
  #endReason: Error | null = null;
  #isEndKnown = false;

  constructor(opening: Opening, options: ConversationOptions) {
    this.#options = options;
    this.#pipe = opening({
      line: (text) => this.#receive(text),
      overlong: (head) => this.#fail('endless line', [`it begins: ${quoteExcerpt(head)}`]),
      silenced: () => this.#fail('stdout closed', []),
      ended: (end) => this.#handleEnd(end),
    });
  }

  /** Sends a request. `text`: its fields as JSON, without braces and id. Rejects with ProcessDeath or Undriven. */
  ask(kind: string, text = '', told: string = kind): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#endReason) {
        this.#isEndKnown = true;
        // It was silent at an earlier question, and not at this one, which it never gets.
        const isOfEarlier = this.#endReason instanceof Silence;
        return reject(isOfEarlier ? new Undriven(this.#endReason.message) : this.#endReason);
      }
      const id = ++this.#lastId;
      this.#openRequests.set(id, { description: `${told} (id ${id})`, resolve, reject });
      if (this.#openRequests.size === 1) this.#startTimeout();
      this.#pipe.send(`{"id":${id},"kind":"${kind}"${text === '' ? '' : `,${text}`}}`);
    });
  }

  /** Sends `hello` and resolves to the answer. Rejects with Undriven. */
  async greet(harness: string): Promise<RawAnswer> {
    const words = `"protocol":${PROTOCOL},"dialects":["${DIALECT}"],"harness":${JSON.stringify(harness)}`;
    try {
      return await this.ask('hello', words);
    } catch (error) {
      throw error instanceof ProcessDeath
        ? new Undriven(this.text('ended at once', [error.message]))
        : error;
    }
  }

  /**
   * Sends `bye`. Resolves to a message about how the process ended, null if it ended properly. Rejects with Undriven.
   */
  async close(graceMs: number): Promise<string | null> {
    const over = this.#reason();
    if (over) {
      this.#pipe.kill();
      if (over instanceof Undriven && !this.#isEndKnown) throw over;
      return null;
    }
    const until = performance.now() + graceMs;
    await Promise.race([this.ask('bye').catch(() => {}), delay(graceMs)]);
    const failed = this.#reason();
    this.#finish(new Error('the conversation is over'));
    const willing = await this.#pipe.close(Math.max(0, until - performance.now()));
    if (failed instanceof Undriven) throw failed;
    return willing ? null : this.text('stayed on', [`waited ${graceMs / 1000} s`]);
  }

  text(mishap: Mishap, facts: readonly string[]): string {
    const { command } = this.#options;
    return mishapText(mishap, { command, facts, lastWords: this.#pipe.lastWords() });
  }

  /** Ends the conversation for good because of a mishap, and throws it. */
  refuse(mishap: Mishap, facts: readonly string[]): never {
    this.#fail(mishap, facts);
    this.#isEndKnown = true;
    throw this.#endReason;
  }

  #fail(mishap: Mishap, facts: readonly string[]): void {
    const Failure = mishap === 'late' ? LateAnswer : mishap === 'silence' ? Silence : Undriven;
    this.#finish(new Failure(this.text(mishap, [...facts, ...this.#askedFacts()])));
    this.#pipe.kill();
  }

  /**
   * Returns why nothing more can be asked; null while something can. This is a method, because TypeScript would assume after an
   * `await` that a field is still null.
   */
  #reason(): Error | null {
    return this.#endReason;
  }

  #finish(reason: Error): void {
    this.#endReason ??= reason;
    clearTimeout(this.#timer);
    if (this.#openRequests.size > 0) this.#isEndKnown = true;
    for (const { reject } of this.#openRequests.values()) reject(this.#endReason);
    this.#openRequests.clear();
  }

  #askedFacts(): string[] {
    const [first] = this.#openRequests.values();
    return first ? [`asked was: ${first.description}`] : [];
  }

  #startTimeout(): void {
    const { timeoutMs } = this.#options;
    this.#startTimer(timeoutMs, () => this.#fail('silence', [`waited ${timeoutMs / 1000} s`]));
  }

  /**
   * Starts a timer. If it fires late, starts it once more: then this process was busy or the machine asleep, and the adapter may
   * not be the one that was silent.
   */
  #startTimer(delayMs: number, onExpired: () => void): void {
    clearTimeout(this.#timer);
    const until = performance.now() + delayMs;
    this.#timer = setTimeout(() => {
      const lateMs = performance.now() - until;
      if (lateMs > TIMER_SLACK_MS) this.#startTimer(lateMs, onExpired);
      else onExpired();
    }, delayMs);
  }

  #receive(text: string): void {
    if (this.#endReason) return;
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (error) {
      const begun = text.trimStart().startsWith('{');
      const reason = error instanceof Error ? [`it does not read: ${error.message}`] : [];
      return this.#fail(begun ? 'broken json' : 'no json', [
        `it wrote: ${quoteExcerpt(text)}`,
        ...(begun ? reason : []),
      ]);
    }
    const id = idOf(answer);
    if (id === null) return this.#fail('no id', [`it wrote: ${quoteExcerpt(text)}`]);
    const open = this.#openRequests.get(id);
    if (!open)
      return this.#fail(id >= 1 && id <= this.#lastId ? 'late' : 'unknown id', [
        `it wrote: ${quoteExcerpt(text)}`,
      ]);
    this.#openRequests.delete(id);
    if (this.#openRequests.size > 0) this.#startTimeout();
    else clearTimeout(this.#timer);
    open.resolve(answer as RawAnswer);
  }

  #handleEnd(end: ProcessEnd): void {
    if (end.failure !== undefined)
      return this.#finish(new Undriven(this.text('not started', [end.failure])));
    const died = new ProcessDeath(end, [...this.#pipe.lastWords()]);
    this.#finish(died);
  }
}

function idOf(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, 'id')) return null;
  const { id } = answer as { readonly id: unknown };
  return typeof id === 'number' && Number.isInteger(id) ? id : null;
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
