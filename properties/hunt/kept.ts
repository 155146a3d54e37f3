/**
 * Kept scenarios: those that were the first to reach something. Each has an energy (the usual word of fuzzers), by
 * which it is chosen for mutation. The energy is higher for a scenario that is new, that reached what is still rare, or
 * whose mutants reached something new; it is lower for a scenario that is long or was often chosen in vain.
 */
import type { Scenario } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import type { Marks } from './marks.ts';

export interface KeptScenario {
  readonly scenario: Scenario;
  /** The marks that it was the first to reach. */
  readonly marks: readonly number[];
  /** Number of the run that found it; 0 for a stored scenario. */
  readonly foundAtRun: number;
  /** How often it was chosen for mutation. */
  choiceCount: number;
  /** How many of its mutants reached something new. */
  fruitfulCount: number;
}

/** Number of runs in which the bonus of a new scenario halves. */
const HALF_LIFE = 500;
/** Number of choices after which the energies are computed anew. */
const CHOICES_PER_UPDATE = 64;
/** A scenario of this many steps has half the energy of an empty one. */
const STEPS_FOR_HALF = 30;
/** Number of different values of the random fraction by which a scenario is chosen. */
const RESOLUTION = 2 ** 30;

export class KeptScenarios {
  readonly #marks: Marks;
  readonly #all: KeptScenario[] = [];
  /** For each scenario, the sum of its energy and of those before it, for a binary search. */
  #sums: number[] = [];
  #choices = 0;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  get count(): number {
    return this.#all.length;
  }

  add(scenario: Scenario, marks: readonly number[], foundAtRun: number): void {
    this.#all.push({ scenario, marks, foundAtRun, choiceCount: 0, fruitfulCount: 0 });
  }

  /**
   * Chooses a scenario with a probability in proportion to its energy. At least one must be kept. `run`: number of the
   * next run.
   */
  choose(chance: Chance, run: number): KeptScenario {
    if (this.#sums.length === 0 || this.#choices++ % CHOICES_PER_UPDATE === 0) this.#update(run);
    const total = this.#sums.at(-1) as number;
    const wanted = (chance.below(RESOLUTION) / RESOLUTION) * total;
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    const kept = this.#all[low] as KeptScenario;
    kept.choiceCount++;
    return kept;
  }

  #update(run: number): void {
    let sum = 0;
    this.#sums = this.#all.map((each) => {
      sum += this.#energyOf(each, run);
      return sum;
    });
  }

  #energyOf(
    { scenario, marks, foundAtRun, choiceCount, fruitfulCount }: KeptScenario,
    run: number,
  ): number {
    const rarity = marks.reduce((sum, mark) => sum + 1 / (1 + this.#marks.hitsOf(mark)), 0);
    const novelty = 1 + 3 * 2 ** ((foundAtRun - run) / HALF_LIFE);
    const success = (1 + 2 * fruitfulCount) / (1 + choiceCount);
    const length = 1 + scenario.steps.length / STEPS_FOR_HALF;
    return ((0.1 + Math.min(rarity, 10)) * novelty * (0.05 + success)) / length;
  }
}
