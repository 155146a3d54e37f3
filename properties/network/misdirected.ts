/**
 * Misdirected frames: what a router sent on an uplink that it does not know or knows to be down (HEAL-1), or wrote on a pair that
 * is over or was never attached (ROUTE-4). They cross nothing, so the network cannot observe them: only the fabric can, which
 * drives the router itself. Frames that a router sends before it is told of a loss do not count.
 */
import type { Network, NodeToken, PairId } from '#spec';

export interface Misdirected {
  readonly node: NodeToken;
  readonly what: 'send' | 'write';
  readonly to: NodeToken | PairId;
}

interface MisdirectionTracking extends Network {
  readonly misdirected: readonly Misdirected[];
}

const NONE: readonly Misdirected[] = [];

const tracksMisdirected = (network: Network): network is MisdirectionTracking =>
  'misdirected' in network;

/** Returns what was misdirected in the last step; nothing where the network is not the harness's own. */
export const misdirectedIn = (network: Network): readonly Misdirected[] =>
  tracksMisdirected(network) ? network.misdirected : NONE;
