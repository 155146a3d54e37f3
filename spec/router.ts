/**
 * The router contract: one node's program without any I/O. Whoever implements it needs to read this file alone. A router receives
 * one input at a time and answers with effects, in order, as data. It opens no socket, reads no clock and keeps references to
 * nothing but its own tables. The harness (or a real transport) owns links, queues, clients, faults and the schedule. The clauses
 * say what each input must do (`partyline clauses`).
 */
import type { Carries } from './carries.ts';
import type { Fault } from './words/faults.ts';
import type { Feature } from './words/features.ts';
import type { Event, Json, Message } from './words/message.ts';
import type { Horde, NodeToken, OrcName, PairId } from './words/names.ts';
import type { Backend, Table } from './words/table.ts';

/**
 * What a router is created from. It starts with greathall on `ee` and no other route (ARP-1); all its uplinks are
 * down.
 */
export interface RouterOptions {
  readonly token: NodeToken;
  readonly horde: Horde;
  /** For a router that declares `ways`: a number greater than at every earlier start of this node (WAYS-7). The harness counts from 1. */
  readonly run?: number;
}

/**
 * What a router receives. Frames are raw: parsing them (`readMessage`, `readEvent`) is the router's duty (SAFE-1). Which inputs
 * never come is said in SPEC (Free) and PROTOCOL.
 */
export type Input =
  /**
   * A pair is open; no other input comes from the pair before this one, but for raw frames. `node` is the lower node's token, absent for a client's
   * pair. On `ee` the pair is the socket id and `port` is null.
   */
  | {
      readonly kind: 'attached';
      readonly pair: PairId;
      readonly backend: Backend;
      readonly port: number | null;
      readonly node: NodeToken | null;
    }
  /**
   * A pair is gone: `socket` was lost first, and the other with it (ROUTE-4). Nothing more arrives from the pair, but for raw frames, and nothing may
   * be written on it. A write on it is a finding, even among the effects of this input.
   */
  | {
      readonly kind: 'lost';
      readonly pair: PairId;
      readonly socket: 'command' | 'event';
    }
  /** One orc's endpoint on a pair has ended without a `:delete-route`; the pair stays open (ROUTE-7). */
  | { readonly kind: 'ended'; readonly pair: PairId; readonly orcName: OrcName }
  /** A frame on the command bus of a pair, unparsed. */
  | { readonly kind: 'frame'; readonly pair: PairId; readonly frame: unknown }
  /**
   * This node is attached to the node above; `port` is this node's event port there. The router announces on this uplink, and on
   * no other, every orc that it reaches (HEAL-1). The input may also come while the uplink is up (feature `reattachment`), when
   * only the upper end has lost the link. Then the router announces everything again and does nothing else.
   */
  | { readonly kind: 'uplink up'; readonly uplink: NodeToken; readonly port: number }
  /**
   * The uplink is down. Until it is up again nothing may be sent on it: that is a finding, even among the effects of this input
   * (HEAL-1). Nothing is queued for later.
   */
  | { readonly kind: 'uplink down'; readonly uplink: NodeToken }
  /** A frame on the event bus from the node above, unparsed. */
  | { readonly kind: 'event'; readonly uplink: NodeToken; readonly frame: unknown }
  /** The node's own program publishes an event here. */
  | {
      readonly kind: 'publish';
      readonly topic: string;
      readonly id: string;
      readonly payload: Json;
      readonly forward: Horde | null;
    }
  /** Greathall subscribes or unsubscribes (LINE-7). */
  | { readonly kind: 'subscribe'; readonly topic: string }
  | { readonly kind: 'unsubscribe'; readonly topic: string };

/**
 * What a router answers. The effects are done in the order of the list. That order matters only for messages about one orc on one
 * uplink, for frames on one pair, and for a write on a pair that is closed; all other order is free (SPEC, Free). But a router that
 * declares `interleaving` sends messages about several orcs on one uplink in ascending order of orcName.
 */
export type Effect =
  /** Send a message up one uplink. */
  | { readonly kind: 'send'; readonly uplink: NodeToken; readonly message: Message }
  /**
   * Write one frame of the event on the event socket of each pair; a pair appears at most once (EVENT-5), or as often as it gets a
   * copy (EVENT-12). The harness reads the list before the next input and does not keep it.
   */
  | { readonly kind: 'write'; readonly event: Event; readonly pairs: readonly PairId[] }
  /** Emit the event on the node's emitter, which every orc on `ee` at this node shares, greathall included. */
  | { readonly kind: 'emit'; readonly event: Event }
  /** Close a pair; what is in flight on it is lost. No `lost` input follows. */
  | { readonly kind: 'close'; readonly pair: PairId; readonly reason: string }
  /** The input was refused and changed nothing. */
  | { readonly kind: 'refuse'; readonly fault: Fault; readonly detail: string }
  /**
   * Hand a command to the node's command handlers, unless its name starts with `:`. The route must be in the table by
   * then (ARP-2).
   */
  | { readonly kind: 'dispatch'; readonly name: string; readonly orcName: OrcName };

/** One node's router. */
export interface Router {
  /** Handles one input; returns the effects, which are JSON data. Never throws on any input (SAFE-1). */
  handle(input: Input): readonly Effect[];
  /** The current ARP table; required by the feature `tables`. */
  table?(): Table;
  /**
   * How much the router remembers at this moment: the number of pairs, routes, names, lines, ids and all else that it keeps;
   * required by the feature `size`. Each router counts in its own way, since only two of its own numbers are compared. What never
   * exceeds a fixed bound, such as a cache of a hundred names, is not counted. When everyone has left, the number must be no
   * larger than before anyone joined (SAFE-3).
   */
  size?(): number;
}

/**
 * The version of the contract that a kind was written for; absent: the first one. Since the second, sorts of event and of
 * observation that only some systems have are features (`layerFeatures`), and count as offered only where they are declared.
 */
export type Contract = 2;

/** A kind of router, as the harness drives it. A feature that is left out of `features` is not offered. */
export interface RouterKind {
  readonly level: 'router';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  readonly contract?: Contract;
  /** What the system can carry, where that is less than the law allows. Nothing beyond it is drawn. */
  readonly carries?: Carries;
  create(options: RouterOptions): Router;
}
