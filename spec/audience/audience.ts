/**
 * The audience law: who must, may and must not hear an event, derived from the history alone (docs/SPEC.md#three-oracles). It
 * uses no table, so it objects even where model and router agree and are both wrong. It applies only to settled histories; there
 * an orc is in `may` but not in `must` only if the law leaves it free.
 */

import { linked } from '../scenario/links.ts';
import { leastPaths } from '../scenario/paths.ts';
import type { Step } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import { atOrBelow, hasVariant } from '../scenario/topology.ts';
import type { Event } from '../words/message.ts';
import type { Horde, LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import { GREATHALL } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import { hasEmptyLine, routingOf } from '../words/topic.ts';
import type { Attachment, History } from './attachments.ts';
import { judged } from './attachments.ts';

/** A place where an orc can hear an event. For greathall the pair is `greathall`. */
export interface Place {
  readonly orcName: OrcName;
  readonly node: NodeToken;
  readonly pair: PairId;
}

export interface Hearing extends Place {
  readonly eventId: string;
}

export interface Audience {
  readonly must: readonly Place[];
  /** Includes `must`. */
  readonly may: readonly Place[];
}

export type Publish = Extract<Step, { readonly kind: 'publish' }>;

/** The pair name that stands for greathall, which has no real pair. */
export const HALL = 'greathall' as PairId;

const NOBODY: Audience = { must: [], may: [] };

const greathallAt = (node: NodeToken): Place => ({ orcName: GREATHALL, node, pair: HALL });

const reachCache = new WeakMap<Topology, Map<NodeToken, Set<NodeToken>>>();

/** Returns the nodes at or below `node` over links that are up; cached for as long as the same links are up. */
function reachableNodes(history: History, node: NodeToken): Set<NodeToken> {
  const topology = linked(history);
  let known = reachCache.get(topology);
  if (!known) {
    known = new Map(topology.nodes.map(({ token }) => [token, atOrBelow(topology, token)]));
    reachCache.set(topology, known);
  }
  return known.get(node) as Set<NodeToken>;
}

function holdsLine(attachment: Attachment, lineId: LineId): boolean {
  return attachment.subscriptions.some((each) => each.lineId === lineId);
}

function splitByJudged(
  history: History,
  found: readonly Attachment[],
): { must: Place[]; may: Place[] } {
  return { must: found.filter((each) => judged(history, each.orcName)), may: [...found] };
}

/**
 * Returns the audience of an event published at the node of the step (EVENT-0 to EVENT-9 and LINE-7). Whoever is on a stalled pair
 * may hear it, and need not. @clause EVENT-13 EVENT-14
 */
export function audienceOf(history: History, publish: Publish): Audience {
  const { must, may } = wholeAudienceOf(history, publish);
  return { must: must.filter(({ pair }) => !history.stalled.includes(pair)), may };
}

function wholeAudienceOf(history: History, publish: Publish): Audience {
  if (hasEmptyLine(publish.topic)) return NOBODY;
  const below = reachableNodes(history, publish.node);
  if (publish.forward === undefined) return audienceAt(history, publish.node, publish.topic);
  const target = nodeOfHorde(history.topology, publish.forward);
  if (!target || !below.has(target)) return NOBODY;
  const audience = audienceAt(history, target, publish.topic);
  if (target === publish.node) return audience;
  const reachability = reachabilityOf(history, publish.node, target);
  return reachability === 'surely'
    ? audience
    : reachability === 'maybe'
      ? { must: [], may: audience.may }
      : NOBODY;
}

function nodeOfHorde(topology: Topology, horde: Horde): NodeToken | undefined {
  return topology.nodes.find((node) => node.horde === horde)?.token;
}

/**
 * Whether `from` knows the way to `node`: it learned the horde from an orc to which its least path leads through that node (EVENT-9). Of
 * an orc that is not judged it may know any way.
 */
function reachabilityOf(
  history: History,
  from: NodeToken,
  node: NodeToken,
): 'surely' | 'maybe' | 'never' {
  const paths = leastPaths(linked(history), from);
  const isThere = (each: Attachment) =>
    judged(history, each.orcName)
      ? paths.get(each.node)?.includes(node) === true
      : reachableNodes(history, node).has(each.node);
  const there = history.attachments.filter(isThere);
  if (there.some((each) => judged(history, each.orcName))) return 'surely';
  return there.length > 0 ? 'maybe' : 'never';
}

function audienceAt(history: History, node: NodeToken, topic: string): Audience {
  const below = reachableNodes(history, node);
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'result': {
      if (routing.orcName === GREATHALL)
        return { must: [greathallAt(node)], may: [greathallAt(node)] };
      return splitByJudged(
        history,
        history.attachments.filter(
          (each) => each.orcName === routing.orcName && below.has(each.node),
        ),
      );
    }
    case 'line':
      return audienceOfLine(history, node, routing.lineId);
    case 'broadcast': {
      const found = splitByJudged(
        history,
        history.attachments.filter((each) => below.has(each.node)),
      );
      const halls = [...below].map(greathallAt);
      return { must: [...found.must, ...halls], may: [...found.may, ...halls] };
    }
    default:
      return routing satisfies never;
  }
}

/**
 * Returns the subscribers at or below the node, and every greathall that holds the line at a node through which the event passes
 * on its least path to a subscriber (LINE-7). To an orc that is not judged it may pass on any other way too.
 */
function audienceOfLine(history: History, node: NodeToken, lineId: LineId): Audience {
  const below = reachableNodes(history, node);
  const paths = leastPaths(linked(history), node);
  const found = splitByJudged(
    history,
    history.attachments.filter((each) => below.has(each.node) && holdsLine(each, lineId)),
  );
  for (const hall of history.halls) {
    if (!below.has(hall.node)) continue;
    if (!hall.subscriptions.some((each) => each.lineId === lineId)) continue;
    const isPassedBy = (places: readonly Place[]) =>
      hall.node === node || places.some((place) => paths.get(place.node)?.includes(hall.node));
    if (isPassedBy(found.must) && !isKeptSilent(history, hall.node, node, lineId))
      found.must.push(greathallAt(hall.node));
    const mayPass = () =>
      found.may.some(
        (place) =>
          !judged(history, place.orcName) && reachableNodes(history, hall.node).has(place.node),
      );
    if (isPassedBy(found.may) || mayPass()) found.may.push(greathallAt(hall.node));
  }
  return found;
}

/**
 * Whether greathall may have to keep silent at a node that the event passes, as an orc on its emitter holds the line there and is not
 * judged: for all that others know it is elsewhere, and would hear with greathall (WAYS-8).
 */
function isKeptSilent(
  history: History,
  hall: NodeToken,
  publisher: NodeToken,
  lineId: LineId,
): boolean {
  if (hall === publisher || !hasVariant(history.topology, 'ways')) return false;
  return history.attachments.some(
    (each) =>
      each.node === hall &&
      each.backend === 'ee' &&
      holdsLine(each, lineId) &&
      !judged(history, each.orcName),
  );
}

/**
 * Whether a frame of this event on the attachment's carrier is meant for the attachment's orc. While an event still travels by
 * `forward`, it is meant for nobody.
 */
export function addressed(attachment: Attachment, event: Event): boolean {
  if (event.forward !== undefined) return false;
  const routing = routingOf(event.topic);
  return routing.kind === 'broadcast'
    ? true
    : routing.kind === 'line'
      ? holdsLine(attachment, routing.lineId)
      : routing.orcName === attachment.orcName;
}

function isGreathallAddressed(history: History, node: NodeToken, event: Event): boolean {
  if (event.forward !== undefined) return false;
  const routing = routingOf(event.topic);
  if (routing.kind === 'broadcast') return true;
  if (routing.kind === 'result') return routing.orcName === GREATHALL;
  return history.halls.some(
    (hall) =>
      hall.node === node && hall.subscriptions.some((each) => each.lineId === routing.lineId),
  );
}

/**
 * Derives who heard what from the frames and emissions seen. Returns one hearing for each frame and each orc to which it is
 * addressed; duplicates are kept.
 */
export function heardBy(history: History, seen: readonly Observation[]): Hearing[] {
  const heard: Hearing[] = [];
  for (const observation of seen) {
    if (observation.kind !== 'frame' && observation.kind !== 'emission') continue;
    const { event, node } = observation;
    const eventId = event.id;
    for (const each of history.attachments)
      if (
        each.node === node &&
        (observation.kind === 'frame'
          ? each.pair === observation.pair && each.backend === 'axon'
          : each.backend === 'ee') &&
        addressed(each, event)
      )
        heard.push({ orcName: each.orcName, node, pair: each.pair, eventId });
    if (observation.kind === 'emission' && isGreathallAddressed(history, node, event))
      heard.push({ ...greathallAt(node), eventId });
  }
  return heard;
}
