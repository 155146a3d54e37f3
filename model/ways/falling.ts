/**
 * Falling: where a node with `ways` passes an event (WAYS-6, WAYS-8, WAYS-9). A broadcast goes everywhere once, by its stamp. Any other
 * event carries the homes it is for, and goes towards each of them along the least path.
 */
import type { Effect, Event, Horde, Input, LineId, NodeToken, OrcName, Path } from '#spec';
import {
  byUnit,
  comparePaths,
  eventForClients,
  GREATHALL,
  hasEmptyLine,
  isTopic,
  readEvent,
  routingOf,
  uplinkPair,
} from '#spec';
import { carryCopies, carryEvent } from '../events.ts';
import { countOf } from '../lines.ts';
import type { NodeOutcome } from '../outcome.ts';
import { refuse } from '../outcome.ts';
import type { Seen, WaysNode } from './state.ts';
import { giveStamp, homeOf, knownOrcs, seenOf, takeStamp } from './state.ts';

/** Routes an event that is published at this node. @clause EVENT-0 EVENT-9 WAYS-6 WAYS-8 */
export function publishByWays(
  node: WaysNode,
  { topic, id, payload, forward }: Extract<Input, { readonly kind: 'publish' }>,
): NodeOutcome {
  if (!isTopic(topic)) return refuse(node, 'MALFORMED', 'topic: expected 1 to 1024 characters');
  if (hasEmptyLine(topic)) return refuse(node, 'EMPTY_LINE', `${topic} holds <>`);
  const event = { topic, id, payload };
  if (forward === null || forward === node.horde) return beginEvent(node, event);
  const effects = forwardEvent(node, { ...event, forward }, forward, []);
  return effects.length > 0
    ? { node, effects }
    : refuse(node, 'NO_HORDE', `no entry holds the horde ${forward}`);
}

/** Routes an event from a node above. @clause SAFE-1 WAYS-6 WAYS-8 WAYS-9 */
export function routeByWays(node: WaysNode, uplink: NodeToken, frame: unknown): NodeOutcome {
  if (!node.uplinks.some(({ token, up }) => token === uplink && up))
    return refuse(node, 'UNKNOWN_PAIR', `the uplink to ${uplink} is not up`);
  const event = readEvent(frame, { sender: uplink, receiver: node.token });
  if (typeof event === 'string') return refuse(node, 'MALFORMED', event);
  const { forward, from, stamp, to, trail = [] } = event;
  const plain = eventForClients(event);
  if (forward !== undefined && forward !== node.horde)
    return { node, effects: forwardEvent(node, plain, forward, trail) };
  const { topic, id, payload } = event;
  if (forward !== undefined) return beginEvent(node, { topic, id, payload });
  if (to) return { node, effects: carryTowards(node, plain, to, trail) };
  if (from === undefined || stamp === undefined) return { node, effects: [] };
  const taken = takeStamp(node, 'broadcast', from, stamp);
  if (!taken) return { node, effects: [] };
  return { node: taken, effects: broadcast(taken, plain, { ...plain, from, stamp }) };
}

/** Handles an event as published here. */
function beginEvent(node: WaysNode, event: Event): NodeOutcome {
  const routing = routingOf(event.topic);
  if (routing.kind === 'broadcast') {
    const { node: stamped, stamp } = giveStamp(node, 'broadcast');
    const stampedEvent = { ...event, from: node.token, stamp };
    return { node: stamped, effects: broadcast(stamped, event, stampedEvent) };
  }
  if (routing.kind === 'result' && routing.orcName === GREATHALL)
    return { node, effects: [{ kind: 'emit', event }] };
  const homes = new Set(receiversOf(node, event).map(homeOf));
  return { node, effects: carryTowards(node, event, [...homes].sort(byUnit), []) };
}

/** Emits the event and writes it on every pair. @clause EVENT-3 WAYS-6 */
function broadcast(node: WaysNode, plain: Event, stamped: Event): Effect[] {
  const present = node.entries.filter((entry) => !entry.nested && !entry.lower);
  const lower = node.pairs.flatMap((pair) => (pair.node === null ? [] : [pair.id])).sort(byUnit);
  const write: Effect = { kind: 'write', event: stamped, pairs: lower };
  return [...(lower.length > 0 ? [write] : []), ...carryEvent(plain, present)];
}

/** Returns what is seen of each orc that the event is for: of those that hold its line, or of the one it names. */
function receiversOf(node: WaysNode, { topic }: Event): Seen[] {
  const routing = routingOf(topic);
  const isMeant = (orcName: OrcName, { lines }: Seen) =>
    routing.kind === 'line'
      ? lines.includes(routing.lineId)
      : routing.kind === 'result' && routing.orcName === orcName;
  return knownOrcs(node).flatMap((orcName) => {
    const seen = seenOf(node, orcName);
    return seen && isMeant(orcName, seen) ? [seen] : [];
  });
}

/** Serves this node's own receivers if it is among the homes, and sends the event on towards each other home. @clause WAYS-8 WAYS-9 */
function carryTowards(
  node: WaysNode,
  plain: Event,
  to: readonly NodeToken[],
  crossed: readonly NodeToken[],
): Effect[] {
  const receivers = receiversOf(node, plain);
  const trail = [...crossed, node.token];
  const shares = new Map<NodeToken, NodeToken[]>();
  for (const home of to) {
    const paths = receivers.filter((seen) => homeOf(seen) === home).map(({ path }) => path);
    const next = leastOf(paths)?.[1];
    if (next !== undefined && !trail.includes(next))
      shares.set(next, [...(shares.get(next) ?? []), home]);
  }
  const writes = [...shares]
    .sort(([a], [b]) => byUnit(a, b))
    .map(
      ([below, share]): Effect => ({
        kind: 'write',
        event: { ...plain, to: share.sort(byUnit), trail },
        pairs: [uplinkPair(below, node.token)],
      }),
    );
  return [...writes, ...carryHere(node, plain, to.includes(node.token))];
}

const leastOf = (paths: readonly Path[]): Path | undefined => [...paths].sort(comparePaths)[0];

/** Serves the receivers at this node, and greathall, which hears each line event that its node handles. @clause LINE-7 WAYS-8 */
function carryHere(node: WaysNode, event: Event, isHome: boolean): Effect[] {
  const routing = routingOf(event.topic);
  const own = node.entries.filter((entry) => !entry.nested && !entry.lower);
  if (routing.kind === 'result')
    return carryEvent(
      event,
      isHome ? own.filter((entry) => entry.orcName === routing.orcName) : [],
    );
  const lineId = (routing as { readonly lineId: LineId }).lineId;
  const holders = own.filter((entry) => countOf(entry, lineId) > 0);
  if (isHome) return carryCopies(node, event, holders, lineId);
  // All on `ee` share one emission: where another of them holds the line, all wait for the frame that is for this home.
  const onEmitter = holders.filter(({ backend }) => backend === 'ee');
  const isHallAlone = onEmitter.every(({ orcName }) => orcName === GREATHALL);
  return isHallAlone ? carryEvent(event, onEmitter) : [];
}

/** Sends the event along the least path among the entries that hold the horde. @clause EVENT-9 WAYS-9 */
function forwardEvent(
  node: WaysNode,
  event: Event,
  forward: Horde,
  crossed: readonly NodeToken[],
): Effect[] {
  const trail = [...crossed, node.token];
  const [first] = node.entries
    .filter((entry) => entry.backend === 'axon' && entry.hordes.includes(forward))
    .flatMap((entry) => {
      const path = seenOf(node, entry.orcName)?.path ?? [];
      return entry.lower && trail.includes(path[1] as NodeToken) ? [] : [{ entry, path }];
    })
    .sort((a, b) => comparePaths(a.path, b.path) || byUnit(a.entry.orcName, b.entry.orcName));
  if (!first) return [];
  const { lower, socket } = first.entry;
  return [{ kind: 'write', event: lower ? { ...event, trail } : event, pairs: [socket] }];
}
