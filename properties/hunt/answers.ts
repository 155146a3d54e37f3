/**
 * Answers: the shape of what a router answered to a step, in each situation that held before the step. A shape lists
 * the kinds of observations (for a refusal also its fault) and how many there were of each, rounded down to a power of
 * two; it holds no names. A shape that was not seen before in a situation is new behaviour, and so worth keeping, even
 * though the law allows it.
 */
import type { Feature, Observation } from '#spec';
import type { StepRecord } from '../compare/record.ts';
import { numbersOf } from '../scenario/reach/reach.ts';
import type { GoalLists } from '../scenario/situations/lists.ts';
import { goalListsFor } from '../scenario/situations/lists.ts';
import { SituationTracker } from '../scenario/situations/tracker.ts';

/** Gives every shape a number of its own, so that runs are compared by numbers and not by text. */
export class ShapeNumbers {
  readonly #numbers = new Map<string, number>();

  numberOf(shape: string): number {
    const known = this.#numbers.get(shape);
    if (known !== undefined) return known;
    this.#numbers.set(shape, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/**
 * Numbers that are reserved for one shape: one for the shape itself and one for it in each situation (of which there
 * are fewer).
 */
const NUMBERS_PER_SHAPE = 64;

/** Collects the answers in a scenario's run. Where the scenario is run several times, only the last run counts. */
export class AnswerWatch {
  readonly #lists: GoalLists;
  readonly #shapes: ShapeNumbers;
  #tracker: SituationTracker | null = null;
  #answers = new Set<number>();

  constructor(features: Iterable<Feature>, shapes: ShapeNumbers) {
    this.#lists = goalListsFor(features);
    this.#shapes = shapes;
  }

  readonly observe = (record: StepRecord): void => {
    const { index, before, after, step, expected, observed } = record;
    if (index === 0 || this.#tracker === null) {
      this.#tracker = new SituationTracker(before.topology, this.#lists.situations);
      this.#answers = new Set();
    }
    const shape = NUMBERS_PER_SHAPE * this.#shapes.numberOf(`${step.kind}: ${shapeOf(observed)}`);
    this.#answers.add(shape);
    for (const bits of this.#tracker.viewsOf(before, step))
      for (const each of numbersOf(bits)) this.#answers.add(shape + 1 + each);
    this.#tracker.record(before, step, { state: after, observations: expected });
  };

  /** The numbers of the shapes that the run showed, and of each shape in each situation it was shown in. */
  get answers(): Iterable<number> {
    return this.#answers;
  }
}

/** Returns a shape such as `frame 2, refusal UNKNOWN_ORC 1`. The order of the observations does not matter. */
export function shapeOf(observed: readonly Observation[]): string {
  const counts = new Map<string, number>();
  for (const each of observed) {
    const key = each.kind === 'refusal' ? `refusal ${each.fault}` : each.kind;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => `${key} ${powerOfTwo(count)}`)
    .sort()
    .join(', ');
}

/** Returns the largest power of two that is not above the count; 0 for 0. */
export const powerOfTwo = (count: number): number =>
  count < 1 ? 0 : 2 ** Math.floor(Math.log2(count));
