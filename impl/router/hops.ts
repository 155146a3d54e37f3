/**
 * Hops: how a router answers each input, without `ways` or with them. It stands apart so that the router is told once, when it is
 * created, which of the two it keeps.
 */
import type { Effect, Event, LinkEnds, Message, NodeToken, RouterOptions, Variant } from '#spec';
import { onMessage } from './commands.ts';
import type { Core, PairLimits } from './core.ts';
import { createCore } from './core.ts';
import { endEndpoint, endPair } from './endings.ts';
import { onEvent } from './events.ts';
import type { AttachedPair, RouteEntry } from './routeEntry.ts';
import type { OpenUplink } from './uplinks.ts';

export interface Hops {
  readonly core: Core;
  /** The two ends of the link to the node, where frames on it have the fields of `ways`; null for a client's pair. */
  endsWith(node: NodeToken | null): LinkEnds | null;
  onMessage(at: AttachedPair, message: Message, out: Effect[]): void;
  /** `isPublished`: here, and not at a node above. */
  onEvent(event: Event, isPublished: boolean, out: Effect[]): void;
  endPair(at: AttachedPair, out: Effect[]): void;
  endEndpoint(entry: RouteEntry, out: Effect[]): void;
  announceAll(at: OpenUplink, out: Effect[]): void;
  /** Returns the answer to one input in the order in which it is given. */
  arrange(out: Effect[]): Effect[];
}

/** Creates what answers inputs by the law without `ways`. */
export function createHops(
  options: RouterOptions,
  limits: PairLimits | null,
  variants: readonly Variant[],
): Hops {
  const core = createCore(options, limits, variants);
  return {
    core,
    endsWith: () => null,
    onMessage: (at, message, out) => onMessage(core, at, message, out),
    onEvent: (event, isPublished, out) => onEvent(core, event, isPublished, out),
    endPair: (at, out) => endPair(core, at, out),
    endEndpoint: (entry, out) => endEndpoint(core, entry, out),
    announceAll: (at, out) => announceAll(core, at, out),
    arrange: (out) => out,
  };
}

/**
 * Announces every orc to the node above that has come up, because that node knows nothing of this one. Nothing is sent on other
 * uplinks.
 * @clause HEAL-1 HEAL-2
 */
function announceAll({ arp, uplinks }: Core, { uplink }: OpenUplink, out: Effect[]): void {
  const newUplink = uplinks.restrictTo(uplink);
  for (const orcName of arp.orcNames()) {
    const [entry] = arp.entriesOf(orcName);
    // Greathall is local to its node (LINE-7).
    if (!entry || entry === arp.hall) continue;
    newUplink.announce(orcName, entry, out);
    for (const lineId of arp.linesOf(orcName)) newUplink.connLine(orcName, lineId, entry, out);
  }
}
