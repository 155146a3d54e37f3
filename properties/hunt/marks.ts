/**
 * Marks: what a hunt counts as reached. A mark is a triple of situations, an answer in a situation, a size (rounded
 * down to a power of two), or an executed part of the router's source. Each has a number of its own, and how many runs
 * reached it is counted, because a kept scenario that reached rare marks is mutated more often.
 */
import { dimensions } from '../verdict/coverage.ts';
import { powerOfTwo } from './answers.ts';

/** What one run reached: triples and answers by their numbers, sizes in the order of `dimensions`, source by texts. */
export interface ReachedByRun {
  readonly triples: readonly number[];
  readonly sizes: readonly number[];
  readonly answers: Iterable<number>;
  readonly code: readonly string[];
}

export class Marks {
  readonly #triples: number[] = [];
  readonly #answers: number[] = [];
  readonly #others = new Map<string, number>();
  readonly #hits: number[] = [];

  /** Counts a run, and returns the marks that no run reached before. */
  record({ triples, sizes, answers, code }: ReachedByRun): number[] {
    const newMarks: number[] = [];
    for (const triple of triples) {
      this.#triples[triple] ??= this.#create();
      this.#count(this.#triples[triple], newMarks);
    }
    for (const answer of answers) {
      this.#answers[answer] ??= this.#create();
      this.#count(this.#answers[answer], newMarks);
    }
    for (const [at, size] of sizes.entries())
      this.#count(this.#numberOfText(`${dimensions[at]} ${powerOfTwo(size)}`), newMarks);
    for (const each of code) this.#count(this.#numberOfText(each), newMarks);
    return newMarks;
  }

  #count(number: number, newMarks: number[]): void {
    const before = this.#hits[number] as number;
    if (before === 0) newMarks.push(number);
    this.#hits[number] = before + 1;
  }

  #numberOfText(text: string): number {
    const known = this.#others.get(text);
    if (known !== undefined) return known;
    const number = this.#create();
    this.#others.set(text, number);
    return number;
  }

  #create(): number {
    return this.#hits.push(0) - 1;
  }

  /** Returns how many runs reached the mark. */
  hitsOf(number: number): number {
    return this.#hits[number] as number;
  }
}
