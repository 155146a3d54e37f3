/**
 * Misdirected frames: what a router sent on an uplink that is down or unknown to it (HEAL-1), or wrote on a pair that is
 * over or was never attached (ROUTE-4). Nothing crosses, so it is no observation of the network: only the fabric, which
 * drives the router itself, can tell. What a router sends before it has been told of a loss is not among them.
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

/** What was misdirected in the step that was applied last; none where the network is not the harness's own. */
export const misdirectedIn = (network: Network): readonly Misdirected[] =>
  tracksMisdirected(network) ? network.misdirected : NONE;
