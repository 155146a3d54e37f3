/**
 * Ahead: questions asked in their order, several at a time, whose answers are taken in that same order, whoever is done
 * first. What a question is may hang on answers that were taken; then there is none to ask for a while.
 */

/** Answers that wait for their turn, for each question under way. */
const LEAD = 4;

export class Ahead<Question, Answer> {
  readonly #next: () => Question | null;
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #atOnce: number;
  /** The first is being taken, or was the last that was. */
  readonly #asked: { readonly question: Question; readonly answer: Promise<Answer> }[] = [];
  #busy = 0;
  #taking = false;
  #ended = false;

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
    if (this.#taking) this.#asked.shift();
    this.#taking = false;
    this.#fill();
    const [oldest] = this.#asked;
    if (!oldest) return null;
    this.#taking = true;
    return { question: oldest.question, answer: await oldest.answer };
  }

  /** Asks no more, and waits for what is under way. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#asked.map(({ answer }) => answer));
  }

  /** One at a time is never ahead: what it is taken for comes first. */
  #fill(): void {
    const most = this.#atOnce === 1 ? 1 : LEAD * this.#atOnce;
    while (!this.#ended && this.#busy < this.#atOnce && this.#asked.length < most) {
      const question = this.#next();
      if (question === null) return;
      this.#busy++;
      const answer = this.#ask(question);
      this.#asked.push({ question, answer });
      answer.then(
        () => {
          this.#busy--;
          this.#fill();
        },
        () => {
          this.#ended = true;
        },
      );
    }
  }
}
