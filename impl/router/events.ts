/**
 * Events: they go by the tables, down to every carrier that has an addressee on it or below it. It stands apart from commands,
 * which change the tables; an event never changes them. Writes come before the emission, so that handlers in this process run
 * last.
 */

import type { Effect, Event, Horde, OrcName, PairId } from '#spec';
import { GREATHALL, routingOf } from '#spec';
import type { Core } from './core.ts';
import { refuse } from './core.ts';
import type { RouteEntry } from './routeEntry.ts';

/** Adds at most one write and one emission for an event. @clause EVENT-5 */
function deliver(event: Event, pairs: readonly PairId[], isEmitted: boolean, out: Effect[]): void {
  if (pairs.length > 0) out.push({ kind: 'write', event, pairs });
  if (isEmitted) out.push({ kind: 'emit', event });
}

/**
 * Routes an event that is published here (`isPublished`) or has come down from a node above.
 * @clause EVENT-0 EVENT-1 EVENT-2 EVENT-3 EVENT-7 EVENT-8 LINE-6 PRUNE-1 PRUNE-2
 */
export function onEvent(core: Core, event: Event, isPublished: boolean, out: Effect[]): void {
  const { forward } = event;
  if (forward !== undefined) {
    onForward(core, event, forward, isPublished, out);
    return;
  }
  const routing = routingOf(event.topic);
  switch (routing.kind) {
    case 'line':
      deliver(
        event,
        core.arp.lines.pairsOf(routing.lineId),
        core.arp.lines.isOnEmitter(routing.lineId),
        out,
      );
      break;
    case 'broadcast':
      deliver(event, core.attachments.broadcastPairs(), true, out);
      break;
    case 'result':
      onResult(core, event, routing.orcName, isPublished, out);
      break;
    default:
      routing satisfies never;
  }
}

/**
 * Delivers a result to every endpoint of its orc, or to the lower node behind which the orc is. A nested entry is not an
 * endpoint.
 * @clause EVENT-4 EVENT-6 PRUNE-3 PRUNE-4 ARP-7
 */
function onResult(
  core: Core,
  event: Event,
  orcName: OrcName,
  isPublished: boolean,
  out: Effect[],
): void {
  if (orcName === GREATHALL) {
    deliver(event, [], isPublished, out);
    return;
  }
  const known = core.arp.get(orcName);
  if (!known) return;
  const { ee, axon } = known;
  const isOnAxon = axon !== null && axon.role !== 'nested';
  deliver(event, isOnAxon ? pairsOf(axon) : [], ee !== null && ee.role !== 'nested', out);
}

function pairsOf(entry: RouteEntry): readonly PairId[] {
  return entry.backend === 'axon' ? [entry.attachment.pair] : [];
}

/**
 * Routes an event with `forward`. If this node has the horde, the event is handled as if it had been published here, else it goes
 * towards the newest entry that holds the horde. @clause EVENT-9
 */
function onForward(
  core: Core,
  event: Event,
  forward: Horde,
  isPublished: boolean,
  out: Effect[],
): void {
  if (forward === core.horde) {
    const { topic, id, payload } = event;
    onEvent(core, { topic, id, payload }, true, out);
    return;
  }
  const entry = core.arp.hordes.newestEntry(forward);
  if (entry) {
    deliver(event, pairsOf(entry), entry.backend === 'ee', out);
    return;
  }
  if (isPublished) refuse(out, 'NO_HORDE', `no route here leads to horde ${forward}`);
  else core.droppedCount++;
}
