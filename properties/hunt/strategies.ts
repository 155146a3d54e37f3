/**
 * Strategies: how a hunt comes to its next scenario. It draws one as a check does, draws one towards a goal that was
 * not met yet, or mutates a kept one. A strategy is chosen in proportion to how much it lately reached that was new,
 * for each step it ran.
 */
import type { DrawnScenario, ScenarioOptions } from '../scenario/draw.ts';
import { drawBy, drawScenario } from '../scenario/draw.ts';
import type { Reach } from '../scenario/reach/reach.ts';
import { tripleGoal } from '../scenario/steering/goals.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { weighted } from '../scenario/values/chance.ts';
import type { MutationName } from './mutate.ts';
import { mutationNames } from './mutate.ts';

export type StrategyName = 'drawn' | 'goal' | MutationName;
const strategyNames: readonly StrategyName[] = ['drawn', 'goal', ...mutationNames];

/** Number of runs after which what a strategy reached counts only half. */
const HALF_LIFE = 1000;
const DECAY = 0.5 ** (1 / HALF_LIFE);
/**
 * How often a strategy is chosen at least, even if it reaches nothing new. Strategies that draw new scenarios get more,
 * because they are not limited to what was kept.
 */
const MIN_PERCENT = 2;
const MIN_DRAWN_PERCENT = 10;

export class Strategies {
  readonly #tallies = new Map(strategyNames.map((name) => [name, { gains: 1, steps: 100 }]));

  choose(chance: Chance, hasKept: boolean): StrategyName {
    const names = hasKept ? strategyNames : (['drawn', 'goal'] as const);
    const rates = names.map((name) => this.#rateOf(name));
    const sum = rates.reduce((total, rate) => total + rate, 0);
    const weights = names.map((name, at) => {
      const least = name === 'drawn' || name === 'goal' ? MIN_DRAWN_PERCENT : MIN_PERCENT;
      return [name, Math.round(10 * (least + (100 * (rates[at] as number)) / sum))] as const;
    });
    return weighted(chance, weights);
  }

  #rateOf(name: StrategyName): number {
    const { gains, steps } = this.#tallies.get(name) as { gains: number; steps: number };
    return gains / steps;
  }

  /**
   * Records a run of the strategy. `newCount`: number of marks that the run was the first to reach; only its logarithm
   * counts.
   */
  record(name: StrategyName, newCount: number, steps: number): void {
    for (const tally of this.#tallies.values()) {
      tally.gains = 1e-3 + (tally.gains - 1e-3) * DECAY;
      tally.steps = 10 + (tally.steps - 10) * DECAY;
    }
    const tally = this.#tallies.get(name) as { gains: number; steps: number };
    tally.gains += Math.log2(1 + newCount);
    tally.steps += steps;
  }
}

/** Draws a scenario as a check does: every second one has a goal. */
export const drawLikeCheck = (
  seed: string,
  index: number,
  options: ScenarioOptions,
): DrawnScenario => drawScenario(`${seed}/hunt`, index, options);

/** Draws a scenario whose goal is a triple that no run has met; without a goal if all have been met. */
export function drawTowardsNew(
  chance: Chance,
  { lists, triples }: Reach,
  options: ScenarioOptions,
): DrawnScenario {
  const { length } = lists.triples;
  const from = chance.below(Math.max(1, length));
  for (let turn = 0; turn < length; turn++) {
    const at = (from + turn) % length;
    if (!triples.has(at)) return drawBy(chance, options, { goal: tripleGoal(lists, at) });
  }
  return drawBy(chance, options);
}
