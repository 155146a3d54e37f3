/**
 * The setting: the bounds that everything over sockets keeps to, its clock, its chance and its counters.
 * It stands apart so that a node, its pairs and a client are given one and the same, and a test a tighter one.
 */
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Ending } from './ending.ts';

export interface Limits {
  /** The longest frame. */
  readonly frameBytes: number;
  /** What may wait for one receiver; one more byte ends its pair (ROUTE-4). */
  readonly queuedBytes: number;
  /** A sign of life is sent, and one expected, each so often. */
  readonly beatMs: number;
  /** After so many beats without one the peer is taken for dead: the link is half open. */
  readonly silentBeats: number;
  /** A peer has so long to say who it is, and to bring its event socket. */
  readonly helloMs: number;
  /** The first wait before an uplink is tried again; it doubles with each failure. */
  readonly retryMs: number;
  readonly retryMostMs: number;
}

export const defaultLimits: Limits = {
  frameBytes: 1 << 20,
  queuedBytes: 8 << 20,
  beatMs: 5000,
  silentBeats: 3,
  helloMs: 5000,
  retryMs: 200,
  retryMostMs: 10_000,
};

/** How often sockets ended, by the kind of ending. */
export type Counters = Readonly<Record<Ending['kind'], number>>;

export interface Setting {
  readonly limits: Limits;
  readonly clock: Clock;
  /** From 0 to below 1; it spreads the waits of uplinks. */
  readonly random: () => number;
  readonly counters: Record<Ending['kind'], number>;
  /** Told, in a sentence, of what an operator should know. */
  readonly log: (line: string) => void;
}

export type SettingOptions = Partial<Omit<Setting, 'limits' | 'counters'>> & {
  readonly limits?: Partial<Limits>;
};

export function settingOf(options: SettingOptions = {}): Setting {
  return {
    limits: { ...defaultLimits, ...options.limits },
    clock: options.clock ?? systemClock,
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
    log: options.log ?? (() => {}),
  };
}
