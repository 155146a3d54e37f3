/**
 * The registry of steps: one record for each kind says all that can be known of the kind without running it. The type `Step`, the
 * shapes of documents and every list of kinds derive from it (`steps.ts`). A step names clients, pairs and nodes; which messages
 * and events follow is up to the network.
 */
import type { Feature } from '../words/features.ts';
import type { StepField } from './stepFields.ts';

export interface StepFacts {
  /** What the step does to a network, for readers of a scenario or of `docs/SPEC.md`. */
  readonly meaning: string;
  /** The fields of the step besides `kind`. */
  readonly fields: readonly StepField[];
  /** Features that the step needs, besides those of the pair it uses. */
  readonly features: readonly Feature[];
  /**
   * `request`: a client, a node's program or the environment does the step. `schedule`: the harness controls when something is
   * delivered; no log records this. `duplicate`: the harness delivers a message twice; a log has to record this.
   */
  readonly part: 'request' | 'schedule' | 'duplicate';
  /** Whether the step is an injected fault. A run counts how many faults changed anything. */
  readonly isFault: boolean;
  /**
   * Whether the effect of the step depends on what is in flight. If so, a network that only acknowledges is settled before the
   * step (ADR 5.4).
   */
  readonly needsQuiet: boolean;
  /** How hard the step is to understand. Of two scenarios that are otherwise alike, the one with the lower numbers counts as smaller. */
  readonly plainness: number;
}

/** The kinds are listed and drawn in this order: with another order, the same seeds draw other scenarios. */
export const stepRegistry = {
  join: {
    meaning:
      'The orc makes an endpoint on the pair, or takes its own route over from another: its first command there, with `join`.',
    fields: ['orc', 'pair'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 0,
  },
  command: {
    meaning:
      'A command of the orc, without `join`. It is nested when the pair is not an endpoint of the orc (ROUTE-7).',
    fields: ['orc', 'pair', 'name'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 5,
  },
  subscribe: {
    meaning: 'The orc adds a subscription at this endpoint.',
    fields: ['orc', 'pair', 'topic', 'throws'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 1,
  },
  unsubscribe: {
    meaning:
      'The orc ends one subscription of the same pattern; without any, this is refused (EVENT-10).',
    fields: ['orc', 'pair', 'topic'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 3,
  },
  leave: {
    meaning:
      'The orc leaves: `:delete-route` as its last message on every endpoint it has anywhere (ROUTE-1).',
    fields: ['orc'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 4,
  },
  end: {
    meaning:
      'The orc’s endpoint on the pair ends without a message; the pair stays open (ROUTE-7). While held, `arrive` lets the node notice it, after what is in flight.',
    fields: ['orc', 'pair'],
    features: ['single ends'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 6,
  },
  cut: {
    meaning:
      'One socket of the pair is lost, and with it the pair and everything in flight on it (ROUTE-4). While held, `arrive` lets the node notice it.',
    fields: ['pair', 'socket'],
    features: ['cuts'],
    part: 'request',
    isFault: true,
    needsQuiet: false,
    plainness: 7,
  },
  rename: {
    meaning: 'The orc takes another name, on its only endpoint (ARP-8).',
    fields: ['orc', 'pair', 'to'],
    features: ['rename'],
    part: 'request',
    isFault: false,
    needsQuiet: true,
    plainness: 10,
  },
  publish: {
    meaning: 'An event is published at the node; its id is `e` followed by the step’s index.',
    fields: ['node', 'topic', 'payload', 'forward'],
    features: [],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 2,
  },
  'hall subscribe': {
    meaning: 'Greathall of the node subscribes.',
    fields: ['node', 'topic'],
    features: ['greathall'],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 8,
  },
  'hall unsubscribe': {
    meaning: 'Greathall of the node unsubscribes.',
    fields: ['node', 'topic'],
    features: ['greathall'],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 9,
  },
  inject: {
    meaning:
      'A raw frame on the pair’s command bus that the law refuses or ignores (SAFE-1, SAFE-2, LINE-5, ROUTE-3).',
    fields: ['pair', 'frame'],
    features: ['raw'],
    part: 'request',
    isFault: false,
    needsQuiet: true,
    plainness: 11,
  },
  garble: {
    meaning:
      'A malformed frame on one bus of a link that is up, as from a broken neighbour; it arrives at once, even while frames are held. Or, at rest, any frame on a link that is down: its pair is over, so it changes nothing (SAFE-1).',
    fields: ['below', 'above', 'bus', 'frame'],
    features: ['raw links'],
    part: 'request',
    isFault: false,
    needsQuiet: false,
    plainness: 12,
  },
  'uplink down': {
    meaning:
      'The uplink is lost with everything in flight on it: the node below learns that it is down, the node above that the pair is lost (ROUTE-4). While held, `descend` and `climb` let each of them notice it.',
    fields: ['below', 'above'],
    features: ['heal'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 13,
  },
  'uplink up': {
    meaning:
      'The uplink comes back: the node below attaches again and announces the orcs it reaches (HEAL-1). While held, `climb` lets the node above notice it; if that node has not noticed the loss by then, it ends the older pair first.',
    fields: ['below', 'above'],
    features: ['heal'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 14,
  },
  restart: {
    meaning:
      'The node’s program ends and starts again with empty tables. Its clients’ pairs and greathall’s subscriptions are gone; its links come back (HEAL-2).',
    fields: ['node'],
    features: ['heal'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 15,
  },
  crash: {
    meaning:
      'Like a restart, but the node’s links stay lost until each has its own `uplink up`, and the nodes at their other ends notice that like any loss.',
    fields: ['node'],
    features: ['heal', 'overlaps', 'interleaving'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 16,
  },
  hold: {
    meaning:
      'From here until `settle`, steps do not wait for what earlier steps set in motion. With the feature `interleaving` nothing is delivered except by explicit steps; without it, the network delivers as it likes.',
    fields: [],
    features: ['overlaps'],
    part: 'schedule',
    isFault: false,
    needsQuiet: false,
    plainness: 22,
  },
  settle: {
    meaning:
      'Everything in flight is delivered, the oldest frame first, and so are the effects of each later step.',
    fields: [],
    features: ['overlaps'],
    part: 'schedule',
    isFault: false,
    needsQuiet: false,
    plainness: 17,
  },
  arrive: {
    meaning:
      'While held: the oldest frame in flight on a client’s pair, or the notice of the pair’s end, reaches its node.',
    fields: ['pair'],
    features: ['overlaps', 'interleaving'],
    part: 'schedule',
    isFault: false,
    needsQuiet: false,
    plainness: 18,
  },
  climb: {
    meaning:
      'While held: the oldest message in flight on a link, or the notice that the link is lost or up, reaches the node above.',
    fields: ['below', 'above'],
    features: ['overlaps', 'interleaving'],
    part: 'schedule',
    isFault: false,
    needsQuiet: false,
    plainness: 19,
  },
  descend: {
    meaning:
      'While held: the oldest event in flight on a link, or the notice that the link is lost, reaches the node below.',
    fields: ['below', 'above'],
    features: ['overlaps', 'interleaving'],
    part: 'schedule',
    isFault: false,
    needsQuiet: false,
    plainness: 20,
  },
  repeat: {
    meaning:
      'While held: the oldest message in flight on a link, an internal one, is duplicated directly behind itself.',
    fields: ['below', 'above'],
    features: ['overlaps', 'interleaving'],
    part: 'duplicate',
    isFault: true,
    needsQuiet: false,
    plainness: 21,
  },
  reattach: {
    meaning:
      'The node below attaches anew though it never missed its uplink, as the node above lost only its own end: what is in flight on the link is lost, the node above ends the older pair first, and all is announced again (HEAL-1). While held, `climb` lets the node above notice it.',
    fields: ['below', 'above'],
    features: ['heal', 'reattachment'],
    part: 'request',
    isFault: true,
    needsQuiet: true,
    plainness: 23,
  },
  stray: {
    meaning:
      'A raw frame that arrives, at rest, on the command bus of a client’s pair that is not attached: it was never used, or is over. Whatever it says, it changes nothing (SAFE-1).',
    fields: ['pair', 'frame'],
    features: ['raw', 'stray frames'],
    part: 'request',
    isFault: false,
    needsQuiet: true,
    plainness: 24,
  },
  stall: {
    meaning:
      'The client of an open socket pair stops reading its event socket; what it sends still goes up. This ends with `resume`, or with the pair (EVENT-13, EVENT-14).',
    fields: ['pair'],
    features: ['stall'],
    part: 'request',
    isFault: false,
    needsQuiet: true,
    plainness: 25,
  },
  resume: {
    meaning: 'The client of a stalled pair reads on: what was kept for it comes now (EVENT-14).',
    fields: ['pair'],
    features: ['stall'],
    part: 'request',
    isFault: false,
    needsQuiet: true,
    plainness: 26,
  },
} as const satisfies Record<string, StepFacts>;
