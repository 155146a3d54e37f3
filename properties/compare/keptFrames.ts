/**
 * Kept frames: what comes on a pair when its client reads again. Separate from the other frames, because here a missing frame is no
 * difference, and the order counts on each line alone (EVENT-14).
 */
import type { State } from '#model';
import type { Observation, PairId } from '#spec';
import { lineOf, samePayload } from '#spec';
import type { Difference } from './differences.ts';
import { multisetDifference } from './differences.ts';

type Frame = Extract<Observation, { readonly kind: 'frame' }>;

const framesOn = (seen: readonly Observation[], pair: PairId) =>
  seen.filter((each): each is Frame => each.kind === 'frame' && each.pair === pair);

/** Compares what came on the pair that resumes with what was published for it. What `isLeftFree` is not judged. @clause EVENT-14 */
export function keptDifferences(
  before: State,
  pair: PairId,
  expected: readonly Observation[],
  observed: readonly Observation[],
  isLeftFree: (each: Frame) => boolean,
): Difference[] {
  const published = framesOn(expected, pair);
  const came = framesOn(observed, pair);
  const idOf = ({ event }: Frame) => event.id;
  const firstOf = (id: string) => published.find((each) => idOf(each) === id);
  const differs = (
    { node, event }: Frame,
    what: 'surplus' | 'double' | 'altered' | 'late',
  ): Difference => ({ kind: 'frame', node, pair, eventId: event.id, what });
  const surplus = multisetDifference(published, came, idOf).surplus.filter(
    (each) => firstOf(idOf(each)) || !isLeftFree(each),
  );
  return [
    ...surplus.map((each) => differs(each, firstOf(idOf(each)) ? 'double' : 'surplus')),
    ...came
      .filter((each) => isAltered(each, firstOf(idOf(each))))
      .map((each) => differs(each, 'altered')),
    ...(surplus.length > 0 ? [] : lateFrames(before, pair, came)).map((each) =>
      differs(each, 'late'),
    ),
  ];
}

const isAltered = ({ event }: Frame, meant: Frame | undefined) =>
  meant !== undefined &&
  (event.topic !== meant.event.topic || !samePayload(event.payload, meant.event.payload));

/** Returns the frames that came after a later one of their line. @clause EVENT-14 */
function lateFrames({ kept }: State, pair: PairId, came: readonly Frame[]): Frame[] {
  const places = kept.filter((each) => each.pair === pair).map(({ event }) => event.id);
  const placeOf = ({ event }: Frame) => places.indexOf(event.id);
  return came.filter((frame, at) => {
    const lineId = lineOf(frame.event.topic);
    return (
      lineId !== null &&
      came
        .slice(0, at)
        .some((other) => lineOf(other.event.topic) === lineId && placeOf(other) > placeOf(frame))
    );
  });
}
