/**
 * Healing: what a node does when an uplink is lost, and when one comes up, again or for the first time (HEAL-1,
 * HEAL-2). A node does not record what the node above missed: it announces its whole present state.
 */
import type { Effect, Message, NodeToken } from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { NodeState, UplinkState } from './arp.ts';
import { entriesOf } from './arp.ts';
import { linesOf } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { outcomeOf, passOnArp, sendOn } from './outcome.ts';

/** Replaces one uplink; the list stays in ascending order of token. */
function setUplink(node: NodeState, uplink: UplinkState): NodeState {
  const others = node.uplinks.filter(({ token }) => token !== uplink.token);
  return { ...node, uplinks: [...others, uplink].sort((a, b) => byUnit(a.token, b.token)) };
}

/** Marks the uplink as down: nothing is sent on it, and nothing is queued for later. */
export function dropUplink(node: NodeState, token: NodeToken): NodeOutcome {
  return outcomeOf(setUplink(node, { token, port: 0, up: false }));
}

/**
 * Announces every orc that this node reaches, in ascending order and with its lines, on this uplink only.
 * @clause HEAL-1 HEAL-2 LINE-7
 */
export function raiseUplink(node: NodeState, uplink: UplinkState): NodeOutcome {
  const orcs = new Set(node.entries.map((entry) => entry.orcName));
  orcs.delete(GREATHALL);
  const effects = [...orcs].sort(byUnit).flatMap((orcName): Effect[] => {
    const nice = entriesOf(node, orcName)[0]?.nice ?? 0;
    const arp = passOnArp(node, { hordes: [], nice });
    const lines = linesOf(node, orcName).map(
      (lineId): Message => ({ kind: ':conn-line', lineId, orcName, arp }),
    );
    const announce: Message = { kind: ':announce', orcName, arp };
    return [announce, ...lines].map((message) => sendOn(uplink, message));
  });
  return { node: setUplink(node, uplink), effects };
}
