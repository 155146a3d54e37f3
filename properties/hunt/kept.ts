/**
 * Kept scenarios: those that were the first to reach something. One is chosen for mutation the more often, the rarer what
 * it reached still is, the newer it is, and the more its children found; and the less often, the longer it is and the
 * more often it was chosen for nothing.
 */
import type { Scenario } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import type { Marks } from './marks.ts';

export interface KeptScenario {
  readonly scenario: Scenario;
  /** What it was the first to reach. */
  readonly own: readonly number[];
  /** The run that found it. */
  readonly born: number;
  chosen: number;
  fruitful: number;
}

/** After so many runs a scenario counts as half as new. */
const HALF_LIFE = 500;
/** Energies are computed again after so many choices. */
const CHOICES_PER_UPDATE = 64;
/** A scenario of so many steps more is chosen half as often as an empty one. */
const STEPS_FOR_HALF = 30;
const GRAINS = 2 ** 30;

export class KeptScenarios {
  readonly #marks: Marks;
  readonly #all: KeptScenario[] = [];
  /** The sums of the energies up to each scenario. */
  #sums: number[] = [];
  #choices = 0;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  get count(): number {
    return this.#all.length;
  }

  add(scenario: Scenario, own: readonly number[], born: number): void {
    this.#all.push({ scenario, own, born, chosen: 0, fruitful: 0 });
  }

  /** Chooses one by its energy; there must be one. `run`: the number of the run it is chosen for. */
  choose(chance: Chance, run: number): KeptScenario {
    if (this.#sums.length === 0 || this.#choices++ % CHOICES_PER_UPDATE === 0) this.#update(run);
    const total = this.#sums.at(-1) as number;
    const wanted = (chance.below(GRAINS) / GRAINS) * total;
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    const kept = this.#all[low] as KeptScenario;
    kept.chosen++;
    return kept;
  }

  #update(run: number): void {
    let sum = 0;
    this.#sums = this.#all.map((each) => {
      sum += this.#energyOf(each, run);
      return sum;
    });
  }

  #energyOf({ scenario, own, born, chosen, fruitful }: KeptScenario, run: number): number {
    const rarity = own.reduce((sum, mark) => sum + 1 / (1 + this.#marks.hitsOf(mark)), 0);
    const novelty = 1 + 3 * 2 ** ((born - run) / HALF_LIFE);
    const success = (1 + 2 * fruitful) / (1 + chosen);
    const length = 1 + scenario.steps.length / STEPS_FOR_HALF;
    return ((0.1 + Math.min(rarity, 10)) * novelty * (0.05 + success)) / length;
  }
}
