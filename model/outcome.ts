/**
 * Outcomes: what the model's handlers return, and the role that a pair has for an orc. Separate from the handlers
 * because all of them use it.
 */
import type { Arp, Effect, Fault, Message, OrcName } from '#spec';
import type { ArpEntry, NodeState, PairState, UplinkState } from './arp.ts';
import { knownHordes } from './arp.ts';

export interface NodeOutcome {
  readonly node: NodeState;
  readonly effects: readonly Effect[];
}

export const outcomeOf = (node: NodeState): NodeOutcome => ({ node, effects: [] });

export const refuse = (node: NodeState, fault: Fault, detail: string): NodeOutcome => ({
  node,
  effects: [{ kind: 'refuse', fault, detail }],
});

/** The role of a pair for an orc, which decides who may say what about the orc (SAFE-2). */
export type PairRole = 'unknown' | 'endpoint' | 'nested' | 'lower' | 'other';

export function roleOf(known: readonly ArpEntry[], pair: PairState): PairRole {
  if (known.length === 0) return 'unknown';
  const own = known.find((entry) => entry.socket === pair.id);
  if (!own) return 'other';
  return pair.node !== null ? 'lower' : own.nested ? 'nested' : 'endpoint';
}

/** Sends a message up every uplink that is up, in ascending order of token. */
export function sendUp(node: NodeState, ...messages: readonly Message[]): Effect[] {
  return node.uplinks
    .filter((uplink) => uplink.up)
    .flatMap((uplink) => messages.map((message) => sendOn(uplink, message)));
}

/** Sends a message up one uplink. */
export const sendOn = ({ token, port }: UplinkState, message: Message): Effect => ({
  kind: 'send',
  uplink: token,
  message: 'arp' in message ? { ...message, arp: { ...message.arp, port } } : message,
});

export const deleteRouteMessage = (orcName: OrcName): Message => ({
  kind: ':delete-route',
  orcName,
});

/**
 * Returns the arp with which a message is passed on: the node's own token and hordes; each uplink adds its port (ADR
 * 1.18). @clause ARP-3 ARP-6
 */
export function passOnArp(node: NodeState, arp: Pick<Arp, 'hordes' | 'nice'>): Arp {
  return {
    token: node.token,
    port: null,
    hordes: knownHordes(node, arp.hordes),
    nice: arp.nice,
  };
}
