/**
 * Answers: the shape of what a router answered to a step, in each situation that the step met. The shape is the kinds of
 * what was seen, with the faults of refusals and how many there were by powers of two, without any name. A shape that
 * was not seen before in a situation is something new, though the law allows it.
 */
import type { Feature, Observation } from '#spec';
import type { StepRecord } from '../compare/record.ts';
import { numbersOf } from '../scenario/reach/reach.ts';
import type { GoalLists } from '../scenario/situations/lists.ts';
import { goalListsFor } from '../scenario/situations/lists.ts';
import { SituationTracker } from '../scenario/situations/tracker.ts';

/** Numbers for the shapes that were seen, so that a run is compared by numbers and not by text. */
export class Shapes {
  readonly #numbers = new Map<string, number>();

  numberOf(shape: string): number {
    const known = this.#numbers.get(shape);
    if (known !== undefined) return known;
    this.#numbers.set(shape, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** More than there are situations. */
const SITUATIONS = 64;

/** Watches the runs of one scenario; what counts is the last of them. */
export class AnswerWatch {
  readonly #lists: GoalLists;
  readonly #shapes: Shapes;
  #tracker: SituationTracker | null = null;
  #answers = new Set<number>();

  constructor(features: Iterable<Feature>, shapes: Shapes) {
    this.#lists = goalListsFor(features);
    this.#shapes = shapes;
  }

  readonly observe = (record: StepRecord): void => {
    const { index, before, after, step, expected, observed } = record;
    if (index === 0 || this.#tracker === null) {
      this.#tracker = new SituationTracker(before.topology, this.#lists.situations);
      this.#answers = new Set();
    }
    const shape = SITUATIONS * this.#shapes.numberOf(`${step.kind}: ${shapeOf(observed)}`);
    this.#answers.add(shape);
    for (const bits of this.#tracker.viewsOf(before, step))
      for (const each of numbersOf(bits, this.#lists.situations.length))
        this.#answers.add(shape + 1 + each);
    this.#tracker.record(before, step, { state: after, observations: expected });
  };

  /** One for each shape, and one for each shape in a situation. */
  get answers(): Iterable<number> {
    return this.#answers;
  }
}

/** Such as `frame 2, refusal UNKNOWN_ORC 1`; the order in which things were seen does not matter. */
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

/** The largest power of two that is not above the count; 0 for 0. */
export const powerOfTwo = (count: number): number =>
  count < 1 ? 0 : 2 ** Math.floor(Math.log2(count));
