/** Reasons: why a place must, may or must not hear an event, as one sentence derived from the history alone. */

import type { History, NodeToken, Place, Step } from '#spec';
import { atOrBelow, GREATHALL, hasEmptyLine, judged, linked, routingOf } from '#spec';
import type { StepRecord } from '../compare/record.ts';

export interface HearingReason {
  readonly place: Place;
  readonly says: 'must' | 'may' | 'must not';
  /** How often the place heard the event. */
  readonly heard: number;
  /** `at T, holds l1 by "news<l1>"` */
  readonly why: string;
}

const placeKey = ({ orcName, node, pair }: Place) => `${node}\n${orcName}\n${pair}`;

/**
 * Returns the reasons of a published event, ordered by node, orc and pair; empty for other steps, and while frames are held back:
 * who hears the event is then decided when its frames arrive.
 */
export function reasonsOf({
  step,
  before,
  must,
  may,
  heard,
}: Pick<StepRecord, 'step' | 'before' | 'must' | 'may' | 'heard'>): HearingReason[] {
  const { history } = before;
  if (step.kind !== 'publish' || history.held) return [];
  const nowhere = may.length === 0 ? nowhereReason(history, step) : null;
  const places = new Map<string, Place>();
  for (const { orcName, node, pair } of [...history.attachments, ...may, ...heard])
    places.set(placeKey({ orcName, node, pair }), { orcName, node, pair });
  const includesPlace = (list: readonly Place[], place: Place) =>
    list.some((each) => placeKey(each) === placeKey(place));
  return [...places.values()]
    .sort((a, b) => (placeKey(a) < placeKey(b) ? -1 : 1))
    .map((place) => ({
      place,
      says: includesPlace(must, place) ? 'must' : includesPlace(may, place) ? 'may' : 'must not',
      heard: heard.filter((each) => placeKey(each) === placeKey(place)).length,
      why: nowhere ?? reasonsFor(history, step, place, includesPlace(may, place)),
    }));
}

function reasonsFor(
  history: History,
  step: Extract<Step, { readonly kind: 'publish' }>,
  place: Place,
  isAllowed: boolean,
): string {
  const from = routingNodeOf(history, step);
  const where = !atOrBelow(history.topology, from).has(place.node)
    ? `${place.node} is not at or below ${from}`
    : !atOrBelow(linked(history), from).has(place.node)
      ? `an uplink on the way from ${from} to ${place.node} is down`
      : place.node === from
        ? `at ${from}, where the event is routed`
        : `at ${place.node}, below ${from}`;
  const why = [where, topicReason(history, step.topic, place), ...freedomReason(history, place)];
  // Greathall hears events that pass its node, but is no addressee itself (LINE-7).
  if (place.orcName === GREATHALL && !isAllowed && place.node !== from)
    why.push('greathall hears only what passes its node on the way to an orc');
  return why.join('; ');
}

/** Returns why the event can reach nobody, whatever orcs subscribed to; null when it can reach at least one orc. */
function nowhereReason(
  history: History,
  { topic, forward, node }: Extract<Step, { readonly kind: 'publish' }>,
): string | null {
  const { attachments } = history;
  const topology = linked(history);
  if (hasEmptyLine(topic)) return 'the line in the topic is empty, so the event is refused';
  if (forward === undefined) return null;
  const target = topology.nodes.find(({ horde }) => horde === forward)?.token;
  if (target === node) return null;
  if (target === undefined || !atOrBelow(topology, node).has(target))
    return `no node at or below ${node} has horde ${forward}, so the event goes nowhere`;
  const there = atOrBelow(topology, target);
  return attachments.some((each) => there.has(each.node))
    ? null
    : `${node} knows no way to horde ${forward}: nobody stands at or below ${target}`;
}

function routingNodeOf(
  { topology }: History,
  step: Extract<Step, { readonly kind: 'publish' }>,
): NodeToken {
  const { forward, node } = step;
  return forward === undefined
    ? node
    : (topology.nodes.find(({ horde }) => horde === forward)?.token ?? node);
}

function topicReason(history: History, topic: string, place: Place): string {
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'broadcast':
      return 'a topic without a line is for everybody';
    case 'result':
      return routing.orcName === place.orcName
        ? 'it is the result of its own command'
        : `it is a result for ${routing.orcName}`;
    case 'line': {
      const held = subscriptionsAt(history, place).filter((each) => each.lineId === routing.lineId);
      return held.length > 0
        ? `it holds ${routing.lineId} by ${held.map(({ pattern }) => JSON.stringify(pattern)).join(', ')}`
        : `it does not hold ${routing.lineId}`;
    }
    default:
      return routing satisfies never;
  }
}

function subscriptionsAt(history: History, place: Place) {
  return place.orcName === GREATHALL
    ? (history.halls.find(({ node }) => node === place.node)?.subscriptions ?? [])
    : (history.attachments.find(
        (each) => each.orcName === place.orcName && each.pair === place.pair,
      )?.subscriptions ?? []);
}

function freedomReason(history: History, { orcName }: Place): string[] {
  return orcName === GREATHALL || judged(history, orcName)
    ? []
    : ['the law leaves it free: it stands at two places, or stood'];
}
