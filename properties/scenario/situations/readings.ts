/**
 * Readings: the facts of a view that are read from the model's present state: from a node's table and from what is in flight.
 * They are asked for in every view of every step, so each list is walked only once.
 */
import type { Flight, State } from '#model';
import { nodeOf } from '#model';
import type { LineId, NodeToken, OrcName, PairId } from '#spec';
import { GREATHALL, lineOf, readEvent, readMessage } from '#spec';
import type { View } from './view.ts';

/** Reads from the node's table which carriers the line has, and which entries are nested. */
export function readTable(
  view: View,
  state: State,
  orc: OrcName | null,
  pair: PairId | null,
  lineId: LineId | null,
  at: NodeToken,
): void {
  const sockets: PairId[] = [];
  for (const entry of nodeOf(state, at).entries) {
    if (entry.nested) {
      if (entry.orcName === orc) view.isNested = true;
      else if (entry.socket === pair) view.hasGuest = true;
      continue;
    }
    if (lineId === null || entry.lines.length === 0) continue;
    let isHolding = false;
    for (const each of entry.lines) if (each.lineId === lineId) isHolding = true;
    if (!isHolding) continue;
    if (entry.orcName === GREATHALL) view.isHallHolding = true;
    else if (entry.backend === 'ee') view.emitterOrcs++;
    else if (!sockets.includes(entry.socket)) {
      sockets.push(entry.socket);
      if (entry.lower) view.lowerCarriers++;
      else view.clientCarriers++;
    }
  }
}

/** Reads which frames about the orc, the pair and the line are in flight. */
export function readFlights(
  view: View,
  flights: readonly Flight[],
  orc: OrcName | null,
  pair: PairId | null,
  lineId: LineId | null,
): void {
  for (const { bus, pair: on, input } of flights) {
    if (on === pair) {
      view.isPairBusy = true;
      if (input.kind === 'lost') view.isLossUnnoticed = true;
    }
    if (input.kind === 'event') {
      const event = readEvent(input.frame);
      if (typeof event !== 'string' && lineId !== null && lineOf(event.topic) === lineId)
        view.isLineEventFlying = true;
    } else if (input.kind === 'frame' && bus === 'command' && on !== pair) {
      const message = readMessage(input.frame);
      if (typeof message !== 'string' && message.orcName === orc) view.isMessageClimbing = true;
    }
  }
}

/** Returns the orc that the next message on the pair is about. */
export function orcInFlight({ flights }: State, pair: PairId, bus: Flight['bus']): OrcName | null {
  for (const each of flights) {
    if (each.pair !== pair || each.bus !== bus) continue;
    if (each.input.kind !== 'frame') return null;
    const message = readMessage(each.input.frame);
    return typeof message === 'string' ? null : message.orcName;
  }
  return null;
}

/** Returns the topic of the next event on the pair. */
export function topicInFlight({ flights }: State, pair: PairId): string | null {
  for (const each of flights) {
    if (each.pair !== pair || each.bus !== 'event') continue;
    if (each.input.kind !== 'event') return null;
    const event = readEvent(each.input.frame);
    return typeof event === 'string' ? null : event.topic;
  }
  return null;
}
