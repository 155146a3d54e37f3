/**
 * The transport environment: the limits of everything over sockets, its clock, its source of randomness and its counters. It
 * stands apart so that a node, its pairs and a client share one environment, and a test can set tighter limits.
 */

import type { PairLimits } from '../../router/core.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Ending } from './ending.ts';
import { PeerLog } from './peerLog.ts';

export interface Limits extends PairLimits {
  /** The longest frame that is accepted, in bytes. No more is kept of a frame that has not come whole. */
  readonly frameBytes: number;
  /** The same for a peer that has not said who it is, and for what comes up an event socket. */
  readonly helloBytes: number;
  /** The most connections at each of the two ports. */
  readonly connections: number;
  /** At most this many bytes may wait for one receiver; more end its pair (ROUTE-4). */
  readonly queuedBytes: number;
  /** The interval in ms at which each side sends a sign of life and expects one. */
  readonly beatMs: number;
  /** After this many intervals without a sign of life the peer counts as dead. */
  readonly silentBeats: number;
  /** A peer must say who it is, and connect its event socket, within this many ms. */
  readonly helloMs: number;
  /** The first wait before an uplink is dialled again, in ms; it doubles with each failure, up to `retryMostMs`. */
  readonly retryMs: number;
  readonly retryMostMs: number;
}

export const defaultLimits: Limits = {
  orcsPerPair: 1024,
  linesPerPair: 4096,
  hordesPerPair: 1024,
  frameBytes: 1 << 20,
  helloBytes: 1 << 13,
  connections: 4096,
  queuedBytes: 8 << 20,
  beatMs: 5000,
  silentBeats: 3,
  helloMs: 5000,
  retryMs: 200,
  retryMostMs: 10_000,
};

/** How often sockets ended, by the kind of ending. */
export type Counters = Readonly<Record<Ending['kind'], number>>;

export interface TransportEnvironment {
  readonly limits: Limits;
  readonly clock: Clock;
  /** Returns a random number from 0 to below 1, which spreads the waits of uplinks. */
  readonly random: () => number;
  readonly counters: Record<Ending['kind'], number>;
  /** Called with a sentence about anything an operator should know. */
  readonly log: (line: string) => void;
  /** The same for what a peer does, who may do it as often as it likes: only so many lines in a while are logged. */
  readonly logPeer: (line: string) => void;
}

export type TransportOptions = Partial<
  Omit<TransportEnvironment, 'limits' | 'counters' | 'logPeer'>
> & {
  readonly limits?: Partial<Limits>;
};

export function createEnvironment(options: TransportOptions = {}): TransportEnvironment {
  const { clock = systemClock, log = () => {} } = options;
  const peerLog = new PeerLog(log, clock);
  return {
    limits: { ...defaultLimits, ...options.limits },
    clock,
    random: options.random ?? Math.random,
    counters: {
      closed: 0,
      lost: 0,
      malformed: 0,
      version: 0,
      refused: 0,
      silent: 0,
      overflowed: 0,
    },
    log,
    logPeer: (line) => peerLog.add(line),
  };
}
