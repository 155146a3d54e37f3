/**
 * A conversation: requests and answers with one process, by their ids. Whatever is no answer to an open request ends
 * it, with the mishap's text. It knows the protocol's envelope alone, and no scenario.
 */
import { DIALECT, PROTOCOL } from '#spec';
import { LateAnswer, Undriven } from '../network/undriven.ts';
import type { Mishap } from './mishaps.ts';
import { endText, mishapText, shown } from './mishaps.ts';
import type { End, Opening, Pipe } from './pipe.ts';

/** The process is gone while something was asked of it. */
export class Died extends Error {
  readonly words: readonly string[];

  constructor(end: End, words: readonly string[]) {
    super(endText(end));
    this.words = words;
  }
}

export type Answered = Readonly<Record<string, unknown>>;

interface Open {
  readonly told: string;
  readonly resolve: (answer: Answered) => void;
  readonly reject: (reason: Error) => void;
}

export interface Manner {
  /** How the command is named in messages. */
  readonly command: string;
  /** How long nothing at all may come while an answer is awaited. */
  readonly timeoutMs: number;
}

/** A timer is never so late where somebody listens. */
const DEAF_MS = 50;

export class Conversation {
  readonly #manner: Manner;
  readonly #pipe: Pipe;
  readonly #open = new Map<number, Open>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Why nothing more can be asked, and whether anybody who asked was told. */
  #over: Error | null = null;
  #known = false;

  constructor(opening: Opening, manner: Manner) {
    this.#manner = manner;
    this.#pipe = opening({
      line: (text) => this.#heard(text),
      overlong: (head) => this.#fail('endless line', [`it begins: ${shown(head)}`]),
      silenced: () => this.#fail('stdout closed', []),
      ended: (end) => this.#ended(end),
    });
  }

  /** `text`: the request's fields as JSON, without its braces and its id. Rejects with Died or Undriven. */
  ask(kind: string, text = '', told: string = kind): Promise<Answered> {
    return new Promise((resolve, reject) => {
      if (this.#over) {
        this.#known = true;
        return reject(this.#over);
      }
      const id = ++this.#lastId;
      this.#open.set(id, { told: `${told} (id ${id})`, resolve, reject });
      if (this.#open.size === 1) this.#wait();
      this.#pipe.send(`{"id":${id},"kind":"${kind}"${text === '' ? '' : `,${text}`}}`);
    });
  }

  /** What it offers. Rejects with Undriven. */
  async greet(harness: string): Promise<Answered> {
    const words = `"protocol":${PROTOCOL},"dialects":["${DIALECT}"],"harness":${JSON.stringify(harness)}`;
    try {
      return await this.ask('hello', words);
    } catch (error) {
      throw error instanceof Died
        ? new Undriven(this.text('ended at once', [error.message]))
        : error;
    }
  }

  /** Says bye; gives what is to be said of the way it ended, null where it did as it should. Rejects with Undriven. */
  async close(graceMs: number): Promise<string | null> {
    const over = this.#reason();
    if (over) {
      this.#pipe.kill();
      if (over instanceof Undriven && !this.#known) throw over;
      return null;
    }
    const until = performance.now() + graceMs;
    await Promise.race([this.ask('bye').catch(() => {}), after(graceMs)]);
    const failed = this.#reason();
    this.#finish(new Error('the conversation is over'));
    const willing = await this.#pipe.close(Math.max(0, until - performance.now()));
    if (failed instanceof Undriven) throw failed;
    return willing ? null : this.text('stayed on', [`waited ${graceMs / 1000} s`]);
  }

  text(mishap: Mishap, facts: readonly string[]): string {
    const { command } = this.#manner;
    return mishapText(mishap, { command, facts, lastWords: this.#pipe.lastWords() });
  }

  /** Ends it for good, and throws. */
  refuse(mishap: Mishap, facts: readonly string[]): never {
    this.#fail(mishap, facts);
    this.#known = true;
    throw this.#over;
  }

  #fail(mishap: Mishap, facts: readonly string[]): void {
    const Failure = mishap === 'late' ? LateAnswer : Undriven;
    this.#finish(new Failure(this.text(mishap, [...facts, ...this.#asked()])));
    this.#pipe.kill();
  }

  /** It may have come to an end while something else was waited for. */
  #reason(): Error | null {
    return this.#over;
  }

  #finish(reason: Error): void {
    this.#over ??= reason;
    clearTimeout(this.#timer);
    if (this.#open.size > 0) this.#known = true;
    for (const { reject } of this.#open.values()) reject(this.#over);
    this.#open.clear();
  }

  #asked(): string[] {
    const [first] = this.#open.values();
    return first ? [`asked was: ${first.told}`] : [];
  }

  #wait(): void {
    const { timeoutMs } = this.#manner;
    this.#waitFor(timeoutMs, () => this.#fail('silence', [`waited ${timeoutMs / 1000} s`]));
  }

  /** Who was busy, or asleep with the whole machine, has not listened for so long: that is nobody's silence. */
  #waitFor(delayMs: number, over: () => void): void {
    clearTimeout(this.#timer);
    const until = performance.now() + delayMs;
    this.#timer = setTimeout(() => {
      const lateMs = performance.now() - until;
      if (lateMs > DEAF_MS) this.#waitFor(lateMs, over);
      else over();
    }, delayMs);
  }

  #heard(text: string): void {
    if (this.#over) return;
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (error) {
      const begun = text.trimStart().startsWith('{');
      const reason = error instanceof Error ? [`it does not read: ${error.message}`] : [];
      return this.#fail(begun ? 'broken json' : 'no json', [
        `it wrote: ${shown(text)}`,
        ...(begun ? reason : []),
      ]);
    }
    const id = idOf(answer);
    if (id === null) return this.#fail('no id', [`it wrote: ${shown(text)}`]);
    const open = this.#open.get(id);
    if (!open)
      return this.#fail(id >= 1 && id <= this.#lastId ? 'late' : 'unknown id', [
        `it wrote: ${shown(text)}`,
      ]);
    this.#open.delete(id);
    if (this.#open.size > 0) this.#wait();
    else clearTimeout(this.#timer);
    open.resolve(answer as Answered);
  }

  #ended(end: End): void {
    if (end.failure !== undefined)
      return this.#finish(new Undriven(this.text('not started', [end.failure])));
    const died = new Died(end, [...this.#pipe.lastWords()]);
    this.#finish(died);
  }
}

function idOf(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, 'id')) return null;
  const { id } = answer as { readonly id: unknown };
  return typeof id === 'number' && Number.isInteger(id) ? id : null;
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
