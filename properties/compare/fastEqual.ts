/**
 * Fast path: whether the router did exactly what the model did, in the same order. This decides nearly every step, so that the
 * slow `compareStep.ts` runs only for the few steps that differ. A step that differs need not be wrong, because the order may be
 * free. A step that is equal is always right, because the model itself is checked against the audience law.
 */

import type { Event, Message, Observation, Route, Table, Way } from '#spec';
import { samePayload } from '#spec';

export function sameObservations(
  expected: readonly Observation[],
  observed: readonly Observation[],
): boolean {
  if (expected.length !== observed.length) return false;
  for (let at = 0; at < expected.length; at++)
    if (!sameObservation(expected[at] as Observation, observed[at] as Observation)) return false;
  return true;
}

function sameObservation(left: Observation, right: Observation): boolean {
  switch (left.kind) {
    case 'frame':
      return (
        right.kind === 'frame' &&
        left.pair === right.pair &&
        left.node === right.node &&
        sameEvent(left.event, right.event)
      );
    case 'emission':
      return (
        right.kind === 'emission' && left.node === right.node && sameEvent(left.event, right.event)
      );
    case 'message':
      return (
        right.kind === 'message' &&
        left.below === right.below &&
        left.above === right.above &&
        sameMessage(left.message, right.message)
      );
    case 'refusal':
      return right.kind === 'refusal' && left.node === right.node && left.fault === right.fault;
    case 'closed':
      return right.kind === 'closed' && left.node === right.node && left.pair === right.pair;
    case 'dispatch':
      return (
        right.kind === 'dispatch' &&
        left.node === right.node &&
        left.name === right.name &&
        left.orcName === right.orcName &&
        right.routed !== false
      );
    case 'handled':
      return false;
    default:
      left satisfies never;
      return false;
  }
}

function sameEvent(left: Event, right: Event): boolean {
  return (
    left.topic === right.topic &&
    left.id === right.id &&
    left.forward === right.forward &&
    left.from === right.from &&
    sameNames(left.to ?? [], right.to ?? []) &&
    sameNames(left.trail ?? [], right.trail ?? []) &&
    samePayload(left.payload, right.payload)
  );
}

function sameMessage(left: Message, right: Message): boolean {
  if (left.kind !== right.kind || left.orcName !== right.orcName) return false;
  if ('lineId' in left && left.lineId !== (right as typeof left).lineId) return false;
  if ('to' in left && left.to !== (right as typeof left).to) return false;
  if ('name' in left) {
    const { name, join, from } = right as typeof left;
    if (left.name !== name || left.join !== join || left.from !== from) return false;
  }
  if (left.kind === ':way' && !sameNames(left.lines, (right as typeof left).lines)) return false;
  if (!('arp' in left)) return true;
  const { arp } = right as typeof left;
  return (
    left.arp.token === arp.token &&
    left.arp.port === arp.port &&
    left.arp.nice === arp.nice &&
    sameNames(left.arp.hordes, arp.hordes) &&
    sameNames(left.arp.path ?? [], arp.path ?? [])
  );
}

export function sameTable(left: Table, right: Table): boolean {
  if (left.node !== right.node || left.routes.length !== right.routes.length) return false;
  for (let at = 0; at < left.routes.length; at++)
    if (!sameRoute(left.routes[at] as Route, right.routes[at] as Route)) return false;
  return true;
}

function sameRoute(left: Route, right: Route): boolean {
  if (
    left.orcName !== right.orcName ||
    left.backend !== right.backend ||
    left.token !== right.token ||
    left.socket !== right.socket ||
    left.port !== right.port ||
    left.nice !== right.nice ||
    left.lines.length !== right.lines.length ||
    !sameNames(left.hordes, right.hordes)
  )
    return false;
  for (let at = 0; at < left.lines.length; at++) {
    const line = left.lines[at];
    const other = right.lines[at];
    if (line?.lineId !== other?.lineId || line?.count !== other?.count) return false;
  }
  return (
    sameNames(left.path ?? [], right.path ?? []) && sameWays(left.ways ?? [], right.ways ?? [])
  );
}

function sameWays(left: readonly Way[], right: readonly Way[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) {
    const [one, other] = [left[at], right[at]];
    if (!one || !other || one.node !== other.node) return false;
    if (!sameNames(one.path, other.path) || !sameNames(one.lines, other.lines)) return false;
  }
  return true;
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
