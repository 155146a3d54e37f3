/**
 * Endings: what is removed when an endpoint, a pair or an orc ends, and what is sent up about it. It stands apart because every
 * way to end (left, ended, lost, replaced) leads to the same few rules. It must not know why something ended: its caller has
 * checked who may end what.
 */
import type { Effect, OrcName } from '#spec';
import { byUnit } from '#spec';
import type { Core } from './core.ts';
import type { AttachedPair, RouteEntry } from './routeEntry.ts';

/** Ends one endpoint of an orc. @clause ROUTE-4 ROUTE-7 LINE-2 */
export function endEndpoint({ arp, uplinks }: Core, entry: RouteEntry, out: Effect[]): void {
  const { orcName } = entry;
  const lines = [...entry.lines.keys()].sort(byUnit);
  arp.remove(entry);
  if (!arp.hasEndpoint(orcName)) {
    // When the orc's last endpoint goes, its nested entries go too.
    for (const rest of arp.entriesOf(orcName)) arp.remove(rest);
    uplinks.deleteRoute(orcName, out);
    return;
  }
  for (const lineId of lines)
    if (!arp.holdsLine(orcName, lineId)) uplinks.disconnLine(orcName, lineId, out);
}

/** Ends the route to an orc by a lower node. */
function endLowerRoute({ arp, uplinks }: Core, entry: RouteEntry, out: Effect[]): void {
  arp.remove(entry);
  uplinks.deleteRoute(entry.orcName, out);
}

/**
 * Ends a pair and every route over it. A stale route has no entry, so nothing is sent up about it.
 * @clause ROUTE-4 ROUTE-5
 */
export function endPair(core: Core, attachment: AttachedPair, out: Effect[]): void {
  for (const entry of core.attachments.entriesOn(attachment)) {
    switch (entry.role) {
      case 'endpoint':
        endEndpoint(core, entry, out);
        break;
      case 'lower':
        endLowerRoute(core, entry, out);
        break;
      case 'nested':
        core.arp.remove(entry);
        break;
      default:
        entry.role satisfies never;
    }
  }
  core.attachments.close(attachment);
}

/**
 * Removes an orc that leaves, on both backends at once, then closes the pairs that no orc has an endpoint on.
 * @clause ROUTE-1 ROUTE-2
 */
export function leave(core: Core, orcName: OrcName, out: Effect[]): void {
  const endpointAttachments: AttachedPair[] = [];
  for (const entry of core.arp.entriesOf(orcName)) {
    if (entry.role === 'endpoint') endpointAttachments.push(entry.attachment);
    core.arp.remove(entry);
  }
  core.uplinks.deleteRoute(orcName, out);
  for (const attachment of endpointAttachments) {
    if (attachment.endpointCount > 0) continue;
    // Only nested entries can remain on such a pair; they go without a message.
    for (const entry of core.attachments.entriesOn(attachment)) core.arp.remove(entry);
    core.attachments.close(attachment);
    out.push({ kind: 'close', pair: attachment.pair, reason: 'its last orc left (ROUTE-1)' });
  }
}
