/**
 * Events: which carriers a node passes an event to (EVENT-0 to EVENT-6, EVENT-9, LINE-7). Commands fill the tables and
 * events only read them, so nothing here changes a node.
 */

import type { Effect, Event, Horde, Input, LineId, NodeToken, OrcName, PairId } from '#spec';
import { byUnit, GREATHALL, hasEmptyLine, isTopic, readEvent, routingOf } from '#spec';
import type { ArpEntry, NodeState } from './arp.ts';
import { countOf } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { refuse } from './outcome.ts';

/** Routes an event that is published at this node. @clause EVENT-0 EVENT-9 */
export function publishEvent(
  node: NodeState,
  { topic, id, payload, forward }: Extract<Input, { readonly kind: 'publish' }>,
): NodeOutcome {
  if (!isTopic(topic)) return refuse(node, 'MALFORMED', 'topic: expected 1 to 1024 characters');
  if (hasEmptyLine(topic)) return refuse(node, 'EMPTY_LINE', `${topic} holds <>`);
  if (forward === null) return { node, effects: handleEvent(node, { topic, id, payload }, true) };
  if (forward === node.horde)
    return { node, effects: handleEvent(node, { topic, id, payload }, true) };
  const effects = forwardEvent(node, { topic, id, payload, forward }, forward);
  return effects.length > 0
    ? { node, effects }
    : refuse(node, 'NO_HORDE', `no entry holds the horde ${forward}`);
}

/** Routes an event from a node above; refuses it if the uplink to that node is down. @clause EVENT-9 SAFE-1 */
export function routeEvent(node: NodeState, uplink: NodeToken, frame: unknown): NodeOutcome {
  if (!node.uplinks.some(({ token, up }) => token === uplink && up))
    return refuse(node, 'UNKNOWN_PAIR', `the uplink to ${uplink} is not up`);
  const event = readEvent(frame);
  if (typeof event === 'string') return refuse(node, 'MALFORMED', event);
  const { topic, id, payload, forward } = event;
  if (forward === undefined) return { node, effects: handleEvent(node, event, false) };
  if (forward === node.horde)
    return { node, effects: handleEvent(node, { topic, id, payload }, true) };
  return { node, effects: forwardEvent(node, event, forward) };
}

/**
 * Sends the event by the newest entry that holds the horde; among equally new ones, by the one with the least orc name.
 */
function forwardEvent(node: NodeState, event: Event, forward: Horde): Effect[] {
  const [newest] = node.entries
    .filter((entry) => entry.backend === 'axon' && entry.hordes.includes(forward))
    .sort((a, b) => b.stamp - a.stamp || byUnit(a.orcName, b.orcName));
  return newest ? [{ kind: 'write', event, pairs: [newest.socket] }] : [];
}

/** Returns the effects that carry the event to the given entries, at most once per carrier. @clause EVENT-5 ARP-7 */
export function carryEvent(
  event: Event,
  entries: readonly ArpEntry[],
  lower: readonly PairId[] = [],
): Effect[] {
  const pairs = new Set<PairId>(lower);
  let emits = false;
  for (const entry of entries) {
    if (entry.backend === 'ee') emits = true;
    else pairs.add(entry.socket);
  }
  const effects: Effect[] = [];
  if (pairs.size > 0) effects.push({ kind: 'write', event, pairs: [...pairs].sort(byUnit) });
  if (emits) effects.push({ kind: 'emit', event });
  return effects;
}

/**
 * Carries a line's event once per carrier, or where the law has that variant once for each subscription on a client's socket.
 * @clause EVENT-12
 */
export function carryCopies(
  node: NodeState,
  event: Event,
  entries: readonly ArpEntry[],
  lineId: LineId,
): Effect[] {
  if (!node.variants.includes('copies per subscription')) return carryEvent(event, entries);
  const effects = carryEvent(event, entries);
  // A lower node gets one, however many of its orcs hold the line.
  const copiesOn = (pair: PairId) =>
    entries
      .filter((entry) => entry.socket === pair && !entry.lower)
      .reduce((sum, entry) => sum + countOf(entry, lineId), 0) || 1;
  return effects.map((effect) =>
    effect.kind === 'write'
      ? {
          ...effect,
          pairs: effect.pairs.flatMap((pair) => Array.from({ length: copiesOn(pair) }, () => pair)),
        }
      : effect,
  );
}

/**
 * Routes an event without `forward`. `isPublisher`: treat it as published at this node.
 * @clause EVENT-1 EVENT-2 EVENT-3 EVENT-8 LINE-6 PRUNE-1 PRUNE-2
 */
function handleEvent(node: NodeState, event: Event, isPublisher: boolean): Effect[] {
  const presentEntries = node.entries.filter((entry) => !entry.nested);
  const routing = routingOf(event.topic);
  switch (routing.kind) {
    case 'result':
      return handleResult(event, presentEntries, routing.orcName, isPublisher);
    case 'line':
      return carryCopies(
        node,
        event,
        presentEntries.filter((entry) => countOf(entry, routing.lineId) > 0),
        routing.lineId,
      );
    case 'broadcast':
      return carryEvent(
        event,
        presentEntries,
        node.pairs.filter((pair) => pair.node !== null).map((pair) => pair.id),
      );
    default:
      return routing satisfies never;
  }
}

/** Routes a result to the orc that it is addressed to. @clause EVENT-4 EVENT-6 PRUNE-3 PRUNE-4 */
function handleResult(
  event: Event,
  present: readonly ArpEntry[],
  orcName: OrcName,
  isPublisher: boolean,
): Effect[] {
  if (orcName === GREATHALL && !isPublisher) return [];
  return carryEvent(
    event,
    present.filter((entry) => entry.orcName === orcName),
  );
}
