/**
 * Compares one step of the router with the model and with the audience law, as far as the router declares the features concerned.
 * `fastEqual.ts` runs first, and makes this comparison unnecessary for nearly every step.
 */
import type { State } from '#model';
import type { Copies, Event, Hearing, Observation, Place, Step } from '#spec';
import { copiesOn, eventIdOf, heardBy } from '#spec';
import type { Difference } from './differences.ts';
import { controlDifferences, hearingDifferences, tableDifferences } from './differences.ts';
import { sameObservations, sameTable } from './fastEqual.ts';
import { maskObservations, maskPlaces, maskTable } from './featureMask.ts';
import { frameDifferences, isLeftFree } from './frameDifferences.ts';
import { handlerDifferences } from './handlerDifferences.ts';
import { keptDifferences } from './keptFrames.ts';
import type { StepRecord } from './record.ts';

/** Returns the differences of a step, and who heard its event. */
export function compareStep(record: StepRecord): {
  readonly differences: readonly Difference[];
  readonly heard: readonly Hearing[];
} {
  const { step, index, before, must, may, tables, features, misdirected } = record;
  const differences: Difference[] = [];
  let { heard } = record;
  if (!sameObservations(record.expected, record.observed)) {
    const expected = maskObservations(record.expected, features, before.topology);
    const observed = maskObservations(record.observed, features, before.topology);
    if (step.kind === 'publish' && !before.history.held)
      heard = maskPlaces(heardBy(before.history, observed), features);
    const event = eventOfStep(step, index);
    differences.push(...hearingDifferences(must, may, heard, copiesAtStep(before, step)));
    if (step.kind === 'resume') {
      const isFree = (each: Observation) => isLeftFree(before, each);
      const isElsewhere = (each: Observation) => each.kind !== 'frame' || each.pair !== step.pair;
      differences.push(...keptDifferences(before, step.pair, expected, observed, isFree));
      differences.push(
        ...frameDifferences(
          before,
          features,
          expected.filter(isElsewhere),
          observed.filter(isElsewhere),
          event,
        ),
      );
    } else differences.push(...frameDifferences(before, features, expected, observed, event));
    differences.push(...controlDifferences(expected, observed, features));
  }
  // The model never misdirects anything, so each of these is a difference.
  for (const each of misdirected) differences.push({ kind: 'misdirected', ...each });
  for (const { expected, observed } of tables)
    if (observed && !sameTable(expected, observed))
      differences.push(
        ...tableDifferences(maskTable(expected, features), maskTable(observed, features)),
      );
  if (features.has('handlers'))
    differences.push(...handlerDifferences(before, step, heard, record.observed, index));
  return { differences, heard };
}

/** Returns the event that the step publishes, whether or not the law lets it be delivered. */
function eventOfStep(step: Step, index: number): Event | null {
  return step.kind === 'publish'
    ? { topic: step.topic, id: eventIdOf(index), payload: step.payload ?? null }
    : null;
}

/** Returns how often the event that the step publishes comes at a place. */
export const copiesAtStep =
  ({ history }: State, step: Step) =>
  ({ pair }: Place): Copies =>
    step.kind === 'publish' ? copiesOn(history, pair, step.topic) : { least: 1, most: 1 };
