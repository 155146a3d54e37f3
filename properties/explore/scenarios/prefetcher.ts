/**
 * Ahead: questions asked in their order, several at a time, whose answers are taken in that same order, whoever is done
 * first. What a question is may hang on answers that were taken; then there is none to ask for a while.
 */

/** Answers that wait for their turn, for each question under way. */
const LEAD = 4;

export class Prefetcher<Question, Answer> {
  readonly #next: () => Question | null;
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #atOnce: number;
  /** The first is being taken, or was the last that was. */
  readonly #pending: { readonly question: Question; readonly answer: Promise<Answer> }[] = [];
  #busyCount = 0;
  #isTaking = false;
  #isEnded = false;

  constructor(
    atOnce: number,
    next: () => Question | null,
    ask: (question: Question) => Promise<Answer>,
  ) {
    this.#atOnce = atOnce;
    this.#next = next;
    this.#ask = ask;
  }

  /** The oldest that was not taken; null where nothing is left to ask. It fails as its answer does, in its turn. */
  async take(): Promise<{ readonly question: Question; readonly answer: Answer } | null> {
    if (this.#isTaking) this.#pending.shift();
    this.#isTaking = false;
    this.#fill();
    const [oldest] = this.#pending;
    if (!oldest) return null;
    this.#isTaking = true;
    return { question: oldest.question, answer: await oldest.answer };
  }

  /** Asks no more, and waits for what is under way. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await Promise.allSettled(this.#pending.map(({ answer }) => answer));
  }

  /** One at a time is never ahead: what it is taken for comes first. */
  #fill(): void {
    const most = this.#atOnce === 1 ? 1 : LEAD * this.#atOnce;
    while (!this.#isEnded && this.#busyCount < this.#atOnce && this.#pending.length < most) {
      const question = this.#next();
      if (question === null) return;
      this.#busyCount++;
      const answer = this.#ask(question);
      this.#pending.push({ question, answer });
      answer.then(
        () => {
          this.#busyCount--;
          this.#fill();
        },
        () => {
          this.#isEnded = true;
        },
      );
    }
  }
}
