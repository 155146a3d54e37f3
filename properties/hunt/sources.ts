/**
 * Sources: the ways by which a hunt comes to its next scenario: drawn like those of a check, drawn with a goal that was not
 * reached yet, or made of kept ones. Each is chosen in proportion to what it found lately, for the steps that it took.
 */
import type { DrawnScenario, ScenarioOptions } from '../scenario/draw.ts';
import { drawBy, drawScenario } from '../scenario/draw.ts';
import type { Reach } from '../scenario/reach/reach.ts';
import { tripleGoal } from '../scenario/steering/goals.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { weighted } from '../scenario/values/chance.ts';
import type { MutationName } from './mutate.ts';
import { mutationNames } from './mutate.ts';

export type SourceName = 'drawn' | 'goal' | MutationName;
const sourceNames: readonly SourceName[] = ['drawn', 'goal', ...mutationNames];

/** What was gained counts half as much after so many runs. */
const HALF_LIFE = 1000;
const FADING = 0.5 ** (1 / HALF_LIFE);
/** A source that finds nothing is still chosen so often, of all; those that draw afresh more often, as chance knows more. */
const LEAST_PERCENT = 2;
const LEAST_DRAWN_PERCENT = 10;

export class Sources {
  readonly #tallies = new Map(sourceNames.map((name) => [name, { gains: 1, steps: 100 }]));

  choose(chance: Chance, hasKept: boolean): SourceName {
    const names = hasKept ? sourceNames : (['drawn', 'goal'] as const);
    const rates = names.map((name) => this.#rateOf(name));
    const sum = rates.reduce((total, rate) => total + rate, 0);
    const weights = names.map((name, at) => {
      const least = name === 'drawn' || name === 'goal' ? LEAST_DRAWN_PERCENT : LEAST_PERCENT;
      return [name, Math.round(10 * (least + (100 * (rates[at] as number)) / sum))] as const;
    });
    return weighted(chance, weights);
  }

  #rateOf(name: SourceName): number {
    const { gains, steps } = this.#tallies.get(name) as { gains: number; steps: number };
    return gains / steps;
  }

  /** `newCount`: how much a run of this source reached that was new; much of it counts more, though not as much more. */
  record(name: SourceName, newCount: number, steps: number): void {
    for (const tally of this.#tallies.values()) {
      tally.gains = 1e-3 + (tally.gains - 1e-3) * FADING;
      tally.steps = 10 + (tally.steps - 10) * FADING;
    }
    const tally = this.#tallies.get(name) as { gains: number; steps: number };
    tally.gains += Math.log2(1 + newCount);
    tally.steps += steps;
  }
}

/** A scenario like those of a check: half of them have a goal from the list. */
export const drawLikeCheck = (
  seed: string,
  index: number,
  options: ScenarioOptions,
): DrawnScenario => drawScenario(`${seed}/hunt`, index, options);

/** A scenario with a triple as its goal that was not reached yet, while there is one. */
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
