/**
 * Prefetcher: asks several questions at a time, and hands out the answers in the order of the questions. New questions may depend
 * on answers that were taken, so at times there may be nothing to ask.
 */

/** At most this many questions are pending for each one that is answered in parallel. */
const MAX_PENDING_PER_SLOT = 4;

export class Prefetcher<Question, Answer> {
  readonly #next: () => Question | null;
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #atOnce: number;
  /** The pending questions. The first one is being taken now, or was taken last. */
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

  /**
   * Returns the oldest answer that was not taken yet, with its question; null when nothing is left to ask. Rejects if the answer
   * does.
   */
  async take(): Promise<{ readonly question: Question; readonly answer: Answer } | null> {
    if (this.#isTaking) this.#pending.shift();
    this.#isTaking = false;
    this.#fill();
    const [oldest] = this.#pending;
    if (!oldest) return null;
    this.#isTaking = true;
    return { question: oldest.question, answer: await oldest.answer };
  }

  /** Asks no further questions, and waits for those already asked. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await Promise.allSettled(this.#pending.map(({ answer }) => answer));
  }

  /** Asks ahead. With one question at a time it asks nothing ahead, so that the answer taken last is fully used first. */
  #fill(): void {
    const most = this.#atOnce === 1 ? 1 : MAX_PENDING_PER_SLOT * this.#atOnce;
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
