/**
 * Marks: everything that runs have reached, each under a number of its own: triples of situations, answers in situations,
 * sizes by powers of two, parts of the router's source. How often each was met is counted, as what is rare is worth more.
 */
import { dimensions } from '../verdict/coverage.ts';
import { powerOfTwo } from './answers.ts';

/** A run by the numbers of what it met; text for what has no number of its own. */
export interface ReachedByRun {
  readonly triples: readonly number[];
  /** In the order of `dimensions`. */
  readonly sizes: readonly number[];
  readonly answers: Iterable<number>;
  readonly code: readonly string[];
}

export class Marks {
  readonly #triples: number[] = [];
  readonly #answers: number[] = [];
  readonly #others = new Map<string, number>();
  readonly #hits: number[] = [];

  /** Counts a run; returns the marks that no run had before. */
  record({ triples, sizes, answers, code }: ReachedByRun): number[] {
    const fresh: number[] = [];
    for (const triple of triples) {
      this.#triples[triple] ??= this.#create();
      this.#count(this.#triples[triple], fresh);
    }
    for (const answer of answers) {
      this.#answers[answer] ??= this.#create();
      this.#count(this.#answers[answer], fresh);
    }
    for (const [at, size] of sizes.entries())
      this.#count(this.#numberOf(`${dimensions[at]} ${powerOfTwo(size)}`), fresh);
    for (const each of code) this.#count(this.#numberOf(each), fresh);
    return fresh;
  }

  #count(number: number, fresh: number[]): void {
    const before = this.#hits[number] as number;
    if (before === 0) fresh.push(number);
    this.#hits[number] = before + 1;
  }

  #numberOf(text: string): number {
    const known = this.#others.get(text);
    if (known !== undefined) return known;
    const number = this.#create();
    this.#others.set(text, number);
    return number;
  }

  #create(): number {
    return this.#hits.push(0) - 1;
  }

  /** How many runs had it. */
  hitsOf(number: number): number {
    return this.#hits[number] as number;
  }
}
