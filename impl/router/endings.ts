/**
 * Endings: what goes when an endpoint, a pair or an orc goes, and what is said upwards about it.
 * It stands apart because every way to end (left, ended, lost, replaced) meets in the same few rules.
 * It must not know why something ended: the caller has checked who may end what.
 */
import type { Effect, OrcName } from '#spec';
import { byUnit } from '#spec';
import type { Core } from './core.ts';
import type { Attachment, RouteEntry } from './routeEntry.ts';

/** One endpoint of an orc ends without a word. @clause ROUTE-4 ROUTE-7 LINE-2 */
export function endEndpoint({ arp, uplinks }: Core, entry: RouteEntry, out: Effect[]): void {
  const { orcName } = entry;
  const lines = [...entry.lines.keys()].sort(byUnit);
  arp.remove(entry);
  if (!arp.hasEndpoint(orcName)) {
    // A nested entry goes with the last endpoint.
    for (const rest of arp.entriesOf(orcName)) arp.remove(rest);
    uplinks.deleteRoute(orcName, out);
    return;
  }
  for (const lineId of lines)
    if (!arp.holdsLine(orcName, lineId)) uplinks.disconnLine(orcName, lineId, out);
}

/** A way by a lower node ends. */
export function endLowerRoute({ arp, uplinks }: Core, entry: RouteEntry, out: Effect[]): void {
  arp.remove(entry);
  uplinks.deleteRoute(entry.orcName, out);
}

/** The pair is gone, and with it every route over it. What is stale is no entry, so it says nothing. @clause ROUTE-4 ROUTE-5 */
export function endPair(core: Core, attachment: Attachment, out: Effect[]): void {
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

/** The orc leaves: both backends at once, then the pairs that nobody is left on. @clause ROUTE-1 ROUTE-2 */
export function leave(core: Core, orcName: OrcName, out: Effect[]): void {
  const endpointAttachments: Attachment[] = [];
  for (const entry of core.arp.entriesOf(orcName)) {
    if (entry.role === 'endpoint') endpointAttachments.push(entry.attachment);
    core.arp.remove(entry);
  }
  core.uplinks.deleteRoute(orcName, out);
  for (const attachment of endpointAttachments) {
    if (attachment.endpointCount > 0) continue;
    // Only nested entries can be left here: they go without a message.
    for (const entry of core.attachments.entriesOn(attachment)) core.arp.remove(entry);
    core.attachments.close(attachment);
    out.push({ kind: 'close', pair: attachment.pair, reason: 'its last orc left (ROUTE-1)' });
  }
}
