/**
 * Frames: compares what was sent downwards with the model, event by event and in order per carrier (a pair, or a node's emitter).
 * Separate from `differences.ts`, because order matters only here.
 */
import type { State } from '#model';
import type { Event, Feature, Observation } from '#spec';
import {
  addressed,
  atOrBelow,
  GREATHALL,
  judged,
  linked,
  routingOf,
  samePayload,
  uplinkPair,
} from '#spec';
import type { Difference, FrameFault } from './differences.ts';
import { multisetDifference } from './differences.ts';

/**
 * Compares frames and emissions with those of the model. It leaves out carriers of orcs that the law leaves free or does not
 * judge. Where `greathall` is not declared, it also leaves out carriers on which only a greathall would hear.
 */
export function frameDifferences(
  before: State,
  features: ReadonlySet<Feature>,
  expected: readonly Observation[],
  observed: readonly Observation[],
  published: Event | null,
): Difference[] {
  const keepCarried = (seen: readonly Observation[]) =>
    seen.filter((each): each is Carried => each.kind === 'frame' || each.kind === 'emission');
  const left = keepCarried(expected);
  const right = keepCarried(observed);
  if (left.length === 0 && right.length === 0) return [];
  const key = (each: Carried) => `${carrierOf(each)}\n${each.event.id}`;
  const expectedKeys = new Set(left.map(key));
  const { missing, surplus } = multisetDifference(left, right, key);
  const found: Difference[] = [];
  const addDifference = (each: Carried, what: FrameFault) =>
    found.push({
      kind: 'frame',
      node: each.node,
      pair: each.kind === 'frame' ? each.pair : null,
      eventId: each.event.id,
      what,
    });
  for (const each of surplus)
    if (expectedKeys.has(key(each))) addDifference(each, 'double');
    else if (!isLeftFree(before, each)) addDifference(each, 'surplus');
  for (const each of missing)
    if (!isLeftFree(before, each) && (features.has('greathall') || !isForHallsAlone(before, each)))
      addDifference(each, 'missing');
  for (const each of right) {
    const { event } = each;
    const meant =
      event.id === published?.id
        ? published
        : left.find(({ event: { id } }) => id === event.id)?.event;
    // While frames are held back, a step may deliver an event that an earlier step published.
    if (!meant && !before.history.held) addDifference(each, 'late');
    else if (meant && !isSameEvent(event, meant)) addDifference(each, 'altered');
    else if (meant && features.has('ways') && !isAddressedAlike(each, left))
      addDifference(each, 'misaddressed');
  }
  if (found.length === 0) {
    const observedKeys = new Set(right.map(key));
    const isOnBothSides = (each: Carried) =>
      expectedKeys.has(key(each)) && observedKeys.has(key(each));
    for (const each of framesOutOfOrder(left.filter(isOnBothSides), right.filter(isOnBothSides)))
      addDifference(each, 'late');
  }
  return found;
}

type Carried = Extract<Observation, { readonly kind: 'frame' | 'emission' }>;

const carrierOf = (each: Carried) =>
  each.kind === 'frame' ? `${each.node}\n${each.pair}` : each.node;

/** Returns for each carrier its first frame that is out of order (EVENT-7). */
function framesOutOfOrder(left: readonly Carried[], right: readonly Carried[]): Carried[] {
  const rest = new Map<string, string[]>();
  for (const each of left)
    rest.set(carrierOf(each), [...(rest.get(carrierOf(each)) ?? []), each.event.id]);
  const found = new Map<string, Carried>();
  for (const each of right)
    if (rest.get(carrierOf(each))?.shift() !== each.event.id && !found.has(carrierOf(each)))
      found.set(carrierOf(each), each);
  return [...found.values()];
}

/**
 * Whether a carrier's frame is not judged: either the event may concern an orc that the law leaves free, or it is a broadcast on
 * an open pair without orcs.
 */
export function isLeftFree({ history }: Pick<State, 'history'>, each: Observation): boolean {
  if (each.kind !== 'frame' && each.kind !== 'emission') return false;
  if (
    history.attachments.some(
      (known) =>
        !judged(history, known.orcName) &&
        (each.event.forward !== undefined || addressed(known, each.event)),
    )
  )
    return true;
  return (
    each.kind === 'frame' &&
    history.open.includes(each.pair) &&
    routingOf(each.event.topic).kind === 'broadcast' &&
    !history.attachments.some((known) => known.pair === each.pair)
  );
}

/** Whether no orc is on the carrier or below it, so that only greathalls would hear the event. */
function isForHallsAlone({ history }: State, carried: Carried): boolean {
  const { node, event } = carried;
  if (event.forward !== undefined) return false;
  const routing = routingOf(event.topic);
  if (routing.kind !== 'broadcast')
    return routing.kind === 'result' && routing.orcName === GREATHALL;
  // While frames are held back, the node may not know yet which orcs are there.
  if (history.held) return true;
  if (carried.kind === 'emission')
    return !history.attachments.some((each) => each.node === node && each.backend === 'ee');
  const topology = linked(history);
  const link = topology.uplinks.find(
    ({ below, above }) => uplinkPair(below, above) === carried.pair,
  );
  if (!link) return false;
  const under = atOrBelow(topology, link.below);
  return !history.attachments.some((each) => under.has(each.node));
}

/** Whether the frame is for the same homes, by the same trail and of the same origin as one that the model sent there. */
function isAddressedAlike(each: Carried, expected: readonly Carried[]): boolean {
  const addressOf = ({ event: { from, to = [], trail = [] } }: Carried) =>
    [from ?? '', '', ...to, '', ...trail].join(' ');
  const alike = expected.filter(
    (other) => other.event.id === each.event.id && carrierOf(other) === carrierOf(each),
  );
  return alike.length === 0 || alike.some((other) => addressOf(other) === addressOf(each));
}

function isSameEvent(event: Event, published: Event): boolean {
  return (
    event.topic === published.topic &&
    event.id === published.id &&
    samePayload(event.payload, published.payload)
  );
}
