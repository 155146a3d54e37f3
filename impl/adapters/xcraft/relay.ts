/**
 * The relay: replaces the horde package between nodes. A command that comes to a node goes on to every node above it, with the
 * arp of the lower node. An event that comes from above is published again at the node. It keeps no table, and does with an event
 * only what the horde package does.
 */
import type { NodeToken } from '#spec';
import type { Origin } from './origin.ts';
import type { AxonAttachment } from './published/attachment.ts';
import type { PublishedNode } from './published/node.ts';
import type { WireMessage } from './published/published.ts';
import { FENCE, ownKey } from './published/wire.ts';

/** Sends a command up with the lower node's token; the library fills in port and hordes. */
export function passUp(
  node: PublishedNode,
  uplinks: ReadonlyMap<NodeToken, AxonAttachment>,
  name: string,
  message: WireMessage,
): void {
  const { orcName } = message;
  if (orcName === undefined || !message.arp || !Object.hasOwn(message.arp, orcName)) return;
  const nice = message.arp[orcName]?.nice ?? 0;
  for (const [above, uplink] of uplinks) {
    const arp = ownKey(orcName, { token: node.token, nice, nodeName: node.horde });
    uplink.push.send(name, { ...message, token: above, router: 'axon', arp });
  }
}

/**
 * Publishes at the node what came from above. An event forwarded to this node's horde is handled as if it had been published
 * here; events for other greathalls are not relayed. The real horde package logs what the router throws; this one ignores it.
 */
export function publishBelow(
  node: PublishedNode,
  topic: string,
  message: WireMessage,
  origin: Origin,
): void {
  if (topic === FENCE) return;
  if (topic.startsWith('greathall::') && message.forwarding === undefined) return;
  const { forwarding, router: _, originRouter: __, ...plain } = message;
  const isForwarded = forwarding !== undefined && forwarding.appId !== node.horde;
  const event = { ...plain, ...origin, token: node.token };
  try {
    node.pub.send(topic, isForwarded ? { ...event, router: 'axon', forwarding } : event);
  } catch {
    // Nobody is told of the error. If an orc did not hear the event, that shows up as a difference.
  }
}
