/**
 * Downward: an event is for the homes that its publisher's node wrote into it, and goes to each along the least path. It stands
 * apart from the messages, which change the tables; an event changes only the marks.
 */
import type { Effect, Event, Horde, LineId, NodeToken, OrcName, PairId } from '#spec';
import { byUnit, eventForClients, GREATHALL, routingOf } from '#spec';
import { refuse } from '../core.ts';
import type { AttachedPair } from '../routeEntry.ts';
import type { Spoken } from './marks.ts';
import type { WayEntry } from './wayEntry.ts';
import { homeOf } from './wayEntry.ts';
import type { WaysCore } from './waysCore.ts';

/** Routes an event that is published here (`isPublished`) or has come down from a node above. @clause EVENT-0 WAYS-6 WAYS-8 WAYS-9 */
export function onEventWithWays(
  core: WaysCore,
  event: Event,
  isPublished: boolean,
  out: Effect[],
): void {
  if (event.forward !== undefined) {
    onForward(core, event, event.forward, isPublished, out);
    return;
  }
  const routing = routingOf(event.topic);
  switch (routing.kind) {
    case 'line':
      onLine(core, event, routing.lineId, isPublished, out);
      break;
    case 'broadcast':
      onBroadcast(core, event, isPublished, out);
      break;
    case 'result':
      onResult(core, event, routing.orcName, isPublished, out);
      break;
    default:
      routing satisfies never;
  }
}

/** Serves this node's own clients. */
function serve(event: Event, pairs: readonly PairId[], isEmitted: boolean, out: Effect[]): void {
  const plain = eventForClients(event);
  if (pairs.length > 0) out.push({ kind: 'write', event: plain, pairs });
  if (isEmitted) out.push({ kind: 'emit', event: plain });
}

/** Writes one frame for each lower node, with its share of the homes. @clause WAYS-8 EVENT-5 */
function share(
  core: WaysCore,
  event: Event,
  homes: Iterable<NodeToken>,
  wayTo: (home: NodeToken, crossed: readonly NodeToken[]) => WayEntry | null,
  out: Effect[],
): void {
  const { trail = [] } = event;
  const shares = new Map<AttachedPair, NodeToken[]>();
  for (const home of homes) {
    const way = wayTo(home, trail);
    if (!way) {
      core.droppedCount++;
      continue;
    }
    const { attachment } = way;
    const known = shares.get(attachment);
    if (known) known.push(home);
    else shares.set(attachment, [home]);
  }
  const crossed = [...trail, core.token];
  for (const [{ pair }, to] of [...shares].sort(([one], [other]) => byUnit(one.pair, other.pair)))
    out.push({
      kind: 'write',
      event: { ...eventForClients(event), to: to.sort(byUnit), trail: crossed },
      pairs: [pair],
    });
}

function onLine(
  core: WaysCore,
  event: Event,
  lineId: LineId,
  isPublished: boolean,
  out: Effect[],
): void {
  const { arp, token } = core;
  const ways = arp.ways.homesOf(lineId);
  const to = isPublished ? [token, ...ways.keys()] : (event.to ?? []);
  const others = to.filter((home) => home !== token);
  share(core, event, others, (home, crossed) => ways.get(home)?.least(crossed) ?? null, out);
  const isHere = to.includes(token);
  const pairs = isHere ? arp.lines.pairsOf(lineId) : [];
  // What is emitted for greathall reaches every orc on the emitter, who get the event by the frame that is for this home.
  const isEmitted = isHere ? arp.lines.isOnEmitter(lineId) : arp.isHeldByHallAlone(lineId);
  serve(event, pairs, isEmitted, out);
}

/** @clause EVENT-4 WAYS-8 */
function onResult(
  core: WaysCore,
  event: Event,
  orcName: OrcName,
  isPublished: boolean,
  out: Effect[],
): void {
  const { arp, token } = core;
  if (orcName === GREATHALL) {
    serve(event, [], isPublished, out);
    return;
  }
  const way = arp.ways.chosen(orcName);
  const to = isPublished ? [way ? homeOf(way.path) : token] : (event.to ?? []);
  const others = to.filter((home) => home !== token);
  const wayTo = (home: NodeToken, crossed: readonly NodeToken[]) =>
    way && homeOf(way.path) === home && !crossed.includes(way.node) ? way : null;
  share(core, event, others, wayTo, out);
  if (!to.includes(token)) return;
  const endpoints = arp.entriesOf(orcName).filter(({ role }) => role === 'endpoint');
  const pairs = endpoints.filter(({ backend }) => backend === 'axon');
  serve(
    event,
    pairs.map(({ attachment }) => attachment.pair),
    endpoints.some(({ backend }) => backend === 'ee'),
    out,
  );
}

/** Emits a broadcast that is taken, and writes it to every pair. @clause EVENT-3 WAYS-6 */
function onBroadcast(core: WaysCore, event: Event, isPublished: boolean, out: Effect[]): void {
  const { arp, attachments } = core;
  if (!isPublished && !arp.marks.take('broadcast', event as Event & Spoken)) return;
  const { from, stamp } = isPublished ? arp.marks.stamp('broadcast') : (event as Event & Spoken);
  const isLower = (pair: PairId) => attachments.get(pair)?.node !== null;
  const pairs = attachments.broadcastPairs();
  const lower = pairs.filter(isLower);
  const frame = { ...eventForClients(event), from, stamp };
  if (lower.length > 0) out.push({ kind: 'write', event: frame, pairs: lower });
  serve(
    event,
    pairs.filter((pair) => !isLower(pair)),
    true,
    out,
  );
}

/** Routes an event with `forward`: handled as published here if this node has the horde, else towards it. @clause EVENT-9 WAYS-9 */
function onForward(
  core: WaysCore,
  event: Event,
  forward: Horde,
  isPublished: boolean,
  out: Effect[],
): void {
  if (forward === core.horde) {
    const { topic, id, payload } = event;
    onEventWithWays(core, { topic, id, payload }, true, out);
    return;
  }
  const client = clientWith(core, forward);
  if (client) {
    serve(event, [client], false, out);
    return;
  }
  const trail = event.trail ?? [];
  const way = core.arp.ways.leadsTo(forward)?.least(trail);
  if (way) {
    const frame = { ...eventForClients(event), trail: [...trail, core.token] };
    out.push({ kind: 'write', event: frame, pairs: [way.attachment.pair] });
  } else if (isPublished) refuse(out, 'NO_HORDE', `no route here leads to horde ${forward}`);
  else core.droppedCount++;
}

/** Returns the pair of the first orc here whose client told the horde: no path is shorter. */
function clientWith({ arp }: WaysCore, horde: Horde): PairId | null {
  const [first] = [...arp.hordes.entriesWith(horde)]
    .filter(({ backend }) => backend === 'axon')
    .sort((one, other) => byUnit(one.orcName, other.orcName));
  return first?.attachment.pair ?? null;
}
