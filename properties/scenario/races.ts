/**
 * Races: short plans of steps that make two things collide while frames are held back, because random schedules rarely do.
 * Examples: an event and the departure of its receiver, a loss and a node that has not noticed it, a message and its duplicate.
 * `schedule.ts` decides when a plan starts; a step that is not legal when its turn comes is skipped.
 */
import type { State } from '#model';
import type { Attachment, Feature, NodeToken, PairId, Step, Uplink } from '#spec';
import {
  addressed,
  atOrBelow,
  lineOf,
  linked,
  nodesAbove,
  nodesBelow,
  readEvent,
  uplinkPair,
} from '#spec';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';

/** Percent of the planned events that are results (addressed to one orc) rather than line events or broadcasts. */
const RESULT_PERCENT = 25;

/** Plans one event, published at a node above an orc that subscribes to it. */
export function planEvent(chance: Chance, { history, topology }: State): Step[] {
  const options = history.attachments.flatMap(({ node, orcName, subscriptions }) =>
    topology.nodes
      .filter(({ token }) => token !== node && atOrBelow(topology, token).has(node))
      .flatMap(({ token }) => subscriptions.map(({ lineId }) => ({ token, lineId, orcName }))),
  );
  if (options.length === 0) return [];
  const { token, lineId, orcName } = oneOf(chance, options);
  if (percent(chance, RESULT_PERCENT))
    return [{ kind: 'publish', node: token, topic: `${orcName}::job.finished` }];
  const topic = lineId === null ? 'news.flash' : `wh::<${lineId}>.changed`;
  return [{ kind: 'publish', node: token, topic }];
}

/** Plans that the receiver of an event in flight leaves, unsubscribes or loses its pair before the event arrives. */
export function planDepartureFirst(chance: Chance, { flights, history, topology }: State): Step[] {
  const events = flights.filter(
    (each, at) =>
      each.input.kind === 'event' &&
      flights.findIndex(({ pair, bus }) => pair === each.pair && bus === 'event') === at,
  );
  if (events.length === 0) return [];
  const { to, pair: link, input } = oneOf(chance, events);
  const frame = input.kind === 'event' ? readEvent(input.frame) : '';
  if (typeof frame === 'string') return [];
  const there = history.attachments.filter((each) => each.node === to && addressed(each, frame));
  if (there.length === 0) return [];
  const { orcName: orc, pair, subscriptions } = oneOf(chance, there);
  const matchingSubscriptions = subscriptions.filter((each) => each.lineId === lineOf(frame.topic));
  const departures: Step[] = [
    { kind: 'leave', orc },
    { kind: 'cut', pair, socket: 'event' },
    ...matchingSubscriptions.map(
      ({ pattern: topic }): Step => ({ kind: 'unsubscribe', orc, pair, topic }),
    ),
  ];
  const uplink = topology.uplinks.find((each) => uplinkPair(each.below, each.above) === link);
  const arrivals = flights.filter((each) => each.pair === pair).map(() => pair);
  return [
    oneOf(chance, departures),
    ...[...arrivals, pair].map((id): Step => ({ kind: 'arrive', pair: id })),
    ...(uplink ? [{ kind: 'descend' as const, ...linkOf(uplink) }] : []),
  ];
}

/**
 * Plans one fault while frames are in flight: a repeated message, an orc that changes its node, or, with the feature `heal`, a
 * flood, a reattachment or a crash.
 */
export function planFault(chance: Chance, state: State, features: ReadonlySet<Feature>): Step[] {
  const faults = [
    planRepeat,
    planMove,
    ...(features.has('heal') ? [planFlood, planReattachment, planCrash] : []),
  ];
  return oneOf(chance, faults)(chance, state);
}

const linkOf = ({ below, above }: Uplink): Uplink => ({ below, above });

const shuffle = <T>(chance: Chance, items: readonly T[]): T[] => {
  const left = [...items];
  return items.map(() => left.splice(chance.below(left.length), 1)[0] as T);
};

/** Returns how many frames wait on the pair's command bus. */
const waitingCount = ({ flights }: State, pair: PairId): number =>
  flights.filter((each) => each.pair === pair && each.bus === 'command').length;

const copiesOf = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

/**
 * Plans that an orc's step sends an internal message up a link, that the message is duplicated there, and that both copies are
 * delivered.
 */
function planRepeat(chance: Chance, state: State): Step[] {
  const { history, topology } = state;
  const options = history.attachments.flatMap((each) =>
    topology.uplinks
      .filter(({ below }) => below === each.node)
      .map((link) => [each, link] as const),
  );
  if (options.length === 0) return [];
  // Only a node that itself has an uplink can show that it passed the duplicate on.
  const deep = options.filter(([, { above }]) => nodesAbove(topology, above).length > 0);
  const [{ orcName: orc, pair, subscriptions }, link] = oneOf(
    chance,
    deep.length > 0 ? deep : options,
  );
  const before = waitingCount(state, pair);
  const changes: Step[] = [
    { kind: 'leave', orc },
    { kind: 'subscribe', orc, pair, topic: `wh::<${oneOf(chance, ['l1', 'l2'])}>.changed` },
  ];
  const withdrawals = subscriptions.map(
    ({ pattern: topic }): Step => ({ kind: 'unsubscribe', orc, pair, topic }),
  );
  const climb: Step = { kind: 'climb', ...linkOf(link) };
  return [
    oneOf(chance, withdrawals.length > 0 && percent(chance, 50) ? withdrawals : changes),
    ...copiesOf(before + 1, { kind: 'arrive', pair }),
    ...copiesOf(before + waitingCount(state, uplinkPair(link.below, link.above)), climb),
    { kind: 'repeat', ...linkOf(link) },
    climb,
    climb,
  ];
}

/** Plans that an orc joins at another node while its old route is still being deleted. */
function planMove(chance: Chance, { history, topology }: State): Step[] {
  if (history.attachments.length === 0) return [];
  const { orcName: orc, pair: old, node } = oneOf(chance, history.attachments);
  const pairs = topology.pairs.filter((each) => each.node !== node && each.backend === 'axon');
  if (pairs.length === 0) return [];
  const { id: pair, node: at } = oneOf(chance, pairs);
  const line = oneOf(chance, ['l1', 'l2']);
  const uplinksOf = (below: NodeToken) =>
    topology.uplinks.filter((each) => each.below === below).map(linkOf);
  return [
    { kind: 'leave', orc },
    { kind: 'subscribe', orc, pair, topic: `wh::<${line}>.changed` },
    ...shuffle<Step>(chance, [
      { kind: 'arrive', pair },
      { kind: 'arrive', pair: old },
      ...[...uplinksOf(at), ...uplinksOf(node)].map((link): Step => ({ kind: 'climb', ...link })),
    ]),
  ];
}

/** Draws a link that is up, and a subscriber at or below its lower end. The link has no subscriber only if no link has one. */
function drawLink(
  chance: Chance,
  { history }: State,
): readonly [Uplink, Attachment | undefined] | null {
  const linkedTopology = linked(history);
  if (linkedTopology.uplinks.length === 0) return null;
  const heardLinks = linkedTopology.uplinks.flatMap((link) => {
    const reached = atOrBelow(linkedTopology, link.below);
    return history.attachments
      .filter((each) => reached.has(each.node) && each.subscriptions.length > 0)
      .map((each) => [linkOf(link), each] as const);
  });
  return heardLinks.length > 0
    ? oneOf(chance, heardLinks)
    : [linkOf(oneOf(chance, linkedTopology.uplinks)), undefined];
}

/** Plans a slow receiver: events queue up on its link, then the link is lost with all of them. */
function planFlood(chance: Chance, state: State): Step[] {
  const [link, listener] = drawLink(chance, state) ?? [];
  if (!link) return [];
  const lineId = listener?.subscriptions[0]?.lineId ?? null;
  const topic = lineId === null ? 'news.flash' : `wh::<${lineId}>.changed`;
  return [
    ...copiesOf(2 + chance.below(4), { kind: 'publish', node: link.above, topic }),
    ...(percent(chance, 40) ? [{ kind: 'descend' as const, ...link }] : []),
    { kind: 'uplink down', ...link },
    ...shuffle<Step>(chance, [
      { kind: 'climb', ...link },
      { kind: 'descend', ...link },
      { kind: 'publish', node: link.above, topic },
    ]),
    { kind: 'uplink up', ...link },
  ];
}

/**
 * Plans that a lower node reattaches before the node above has noticed the loss. Meanwhile one of its orcs leaves or
 * unsubscribes.
 */
function planReattachment(chance: Chance, state: State): Step[] {
  const [link, listener] = drawLink(chance, state) ?? [];
  if (!link) return [];
  const own = listener?.node === link.below ? listener : undefined;
  const departureSteps: Step[] = !own
    ? []
    : [
        oneOf<Step>(chance, [
          { kind: 'leave', orc: own.orcName },
          ...own.subscriptions.map(
            ({ pattern: topic }): Step => ({
              kind: 'unsubscribe',
              orc: own.orcName,
              pair: own.pair,
              topic,
            }),
          ),
        ]),
        { kind: 'arrive', pair: own.pair },
      ];
  return [
    { kind: 'uplink down', ...link },
    ...shuffle<Step>(chance, [{ kind: 'descend', ...link }, ...departureSteps.slice(0, 1)]),
    ...departureSteps.slice(1),
    { kind: 'uplink up', ...link },
    ...copiesOf(1 + chance.below(3), { kind: 'climb', ...link }),
  ];
}

/** Plans that a node crashes while frames are in flight. Its neighbours notice one by one, then its links come back. */
function planCrash(chance: Chance, { topology }: State): Step[] {
  const inner = topology.nodes.filter(({ token }) => nodesBelow(topology, token).length > 0);
  const { token: node } = oneOf(
    chance,
    percent(chance, 70) && inner.length > 0 ? inner : topology.nodes,
  );
  const links = topology.uplinks.filter((each) => each.below === node || each.above === node);
  const returningLinks = shuffle(chance, links).map(linkOf);
  return [
    { kind: 'crash', node },
    ...shuffle(chance, links).map(
      (link): Step => ({ kind: link.above === node ? 'descend' : 'climb', ...linkOf(link) }),
    ),
    ...returningLinks.map((link): Step => ({ kind: 'uplink up', ...link })),
    ...returningLinks.map((link): Step => ({ kind: 'climb', ...link })),
  ];
}
