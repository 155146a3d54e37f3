/**
 * Frames: what was carried downwards against what the model carried, event by event and in order per carrier.
 * Beside `differences.ts`, which tells of everything else: here alone order matters.
 */
import type { State } from '#model';
import type { Event, Feature, Observation } from '#spec';
import { addressed, atOrBelow, GREATHALL, judged, linked, routingOf, uplinkPair } from '#spec';
import type { Difference } from './differences.ts';
import { compared } from './differences.ts';

/**
 * Frames and emissions against the model's, but for carriers whose orcs the law leaves free or does not judge, and those
 * that only a greathall needs where it is not declared.
 */
export function frameDifferences(
  before: State,
  features: ReadonlySet<Feature>,
  expected: readonly Observation[],
  observed: readonly Observation[],
  published: Event | null,
): Difference[] {
  const carried = (seen: readonly Observation[]) =>
    seen.filter((each): each is Carried => each.kind === 'frame' || each.kind === 'emission');
  const left = carried(expected);
  const right = carried(observed);
  if (left.length === 0 && right.length === 0) return [];
  const key = (each: Carried) => `${carrier(each)} ${each.event.id}`;
  const wanted = new Set(left.map(key));
  const { missing, surplus } = compared(left, right, key);
  const found: Difference[] = [];
  const tell = (each: Carried, what: 'missing' | 'surplus' | 'double' | 'altered' | 'late') =>
    found.push({
      kind: 'frame',
      node: each.node,
      pair: each.kind === 'frame' ? each.pair : null,
      eventId: each.event.id,
      what,
    });
  for (const each of surplus)
    if (wanted.has(key(each))) tell(each, 'double');
    else if (!free(before, each)) tell(each, 'surplus');
  for (const each of missing)
    if (!free(before, each) && (features.has('greathall') || !forHallsAlone(before, each)))
      tell(each, 'missing');
  for (const each of right) {
    const { event } = each;
    const meant =
      event.id === published?.id
        ? published
        : left.find(({ event: { id } }) => id === event.id)?.event;
    // While frames are held back an event of an earlier step is no news.
    if (!meant && !before.history.held) tell(each, 'late');
    else if (meant && !same(event, meant)) tell(each, 'altered');
  }
  if (found.length === 0) {
    const came = new Set(right.map(key));
    const both = (each: Carried) => wanted.has(key(each)) && came.has(key(each));
    for (const each of outOfOrder(left.filter(both), right.filter(both))) tell(each, 'late');
  }
  return found;
}

type Carried = Extract<Observation, { readonly kind: 'frame' | 'emission' }>;

const carrier = (each: Carried) =>
  each.kind === 'frame' ? `${each.node} ${each.pair}` : each.node;

/** Each carrier's first frame that came before one it should have come after (EVENT-7). */
function outOfOrder(left: readonly Carried[], right: readonly Carried[]): Carried[] {
  const rest = new Map<string, string[]>();
  for (const each of left)
    rest.set(carrier(each), [...(rest.get(carrier(each)) ?? []), each.event.id]);
  const found = new Map<string, Carried>();
  for (const each of right)
    if (rest.get(carrier(each))?.shift() !== each.event.id && !found.has(carrier(each)))
      found.set(carrier(each), each);
  return [...found.values()];
}

/** Whether a carrier's frame is not judged: an orc the law leaves free is about, or a broadcast reached a pair of nobody. */
export function free({ history }: Pick<State, 'history'>, each: Observation): boolean {
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
    !each.event.topic.includes('<') &&
    !each.event.topic.includes('::') &&
    !history.attachments.some((known) => known.pair === each.pair)
  );
}

/** Whether no orc is on the carrier or below it, so that greathalls alone would hear it. */
function forHallsAlone({ history }: State, carried: Carried): boolean {
  const { node, event } = carried;
  if (event.forward !== undefined) return false;
  const routing = routingOf(event.topic);
  if (routing.kind !== 'broadcast')
    return routing.kind === 'result' && routing.orcName === GREATHALL;
  // While frames are held back a node need not know yet who is there.
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

function same(event: Event, published: Event): boolean {
  return (
    event.topic === published.topic &&
    event.id === published.id &&
    (event.payload === published.payload ||
      JSON.stringify(event.payload) === JSON.stringify(published.payload))
  );
}
