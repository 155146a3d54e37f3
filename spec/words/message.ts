/**
 * Messages: what crosses a link, up on the command bus and down on the event bus (docs/SPEC.md#what-crosses-a-link). Parsing a frame is
 * part of the law (SAFE-1): a malformed frame is refused with a reason and changes nothing. Messages whose kind starts
 * with `:` are internal: a router handles them and hands them to no command handler.
 */

import type { Horde, LineId, NodeToken, OrcName } from './names.ts';
import { GREATHALL, isHorde, isLineId, isName, isOrcName, isTopic } from './names.ts';
import type { Stamp } from './table.ts';
import { routingOf } from './topic.ts';
import type { LinkEnds } from './ways.ts';
import { readNames, readPath, readStamp, readTrail } from './ways.ts';

/** JSON data: what an event carries. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The ARP fields: what the sender of a message that goes up tells of itself. `port` is null on `ee`. */
export interface Arp {
  /** The sender's own token: a client's, or the lower node's. */
  readonly token: string;
  readonly port: number | null;
  /**
   * The sender's own horde and all hordes that it knows below, without duplicates; usually empty for a client. With `ways` the hordes of
   * the nodes on `path`, and those that the client told.
   */
  readonly hordes: readonly Horde[];
  readonly nice: number;
  /** With `ways`, between nodes: the nodes from the sender down to the orc's home, both included. */
  readonly path?: readonly NodeToken[];
}

/** What goes up, on the command bus. */
export type Message =
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly orcName: OrcName;
      readonly arp: Arp;
      /**
       * True on the first command of an endpoint, and on the command that a node sends up after a rename. Nodes pass it on
       * unchanged.
       */
      readonly join: boolean;
      /** With `ways`, between nodes: the node at which the orc spoke, and that node's number for the command. Passed on unchanged. */
      readonly from?: NodeToken;
      readonly stamp?: Stamp;
    }
  | {
      readonly kind: ':conn-line';
      readonly lineId: LineId;
      readonly orcName: OrcName;
      readonly arp: Arp;
    }
  | { readonly kind: ':disconn-line'; readonly lineId: LineId; readonly orcName: OrcName }
  | { readonly kind: ':delete-route'; readonly orcName: OrcName }
  | { readonly kind: ':rename'; readonly orcName: OrcName; readonly to: OrcName }
  | { readonly kind: ':announce'; readonly orcName: OrcName; readonly arp: Arp }
  /** With `ways`, between nodes: this is now the sender's way to the orc, whole. `lines` ascend. */
  | {
      readonly kind: ':way';
      readonly orcName: OrcName;
      readonly arp: Arp;
      readonly lines: readonly LineId[];
    };

/**
 * What goes down on the event bus. `id` is unique in the network. The last four fields are there with `ways` and between nodes alone:
 * `from` and `stamp` in a broadcast, `to` and `trail` on a line or of a result, `trail` with `forward`.
 */
export interface Event {
  readonly topic: string;
  readonly id: string;
  readonly payload: Json;
  readonly forward?: Horde;
  /** The node that published the broadcast, and that node's number for it. Passed on unchanged. */
  readonly from?: NodeToken;
  readonly stamp?: Stamp;
  /** The homes that this frame is for, ascending. */
  readonly to?: readonly NodeToken[];
  /** The nodes that the event has crossed, in order. */
  readonly trail?: readonly NodeToken[];
}

/** Returns the event as a client gets it, without what nodes tell one another (WAYS-8). */
export function eventForClients({ topic, id, payload, forward }: Event): Event {
  return forward === undefined ? { topic, id, payload } : { topic, id, payload, forward };
}

/** Returns the id of the event that the request or step of this number publishes. */
export const eventIdOf = (request: number): string => `e${request}`;

/** The name of the command that a node sends up for an orc it has renamed (ARP-8). */
export const RENAMED = 'orc.renamed';

/** The largest port number. */
export const PORT_LIMIT = 65535;

/** The largest number of hordes in one arp. */
export const HORDES_LIMIT = 256;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isPort(value: unknown): value is number | null {
  return (
    value === null ||
    (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= PORT_LIMIT)
  );
}

/** Parses an arp. Returns it, or a sentence that says what is wrong. */
function readArp(value: unknown, ends: LinkEnds | null, mayHoldReceiver: boolean): Arp | string {
  if (!isRecord(value)) return 'arp: expected { token, port, hordes, nice }';
  const token = ownValue(value, 'token');
  const port = ownValue(value, 'port');
  const hordes = ownValue(value, 'hordes');
  const nice = ownValue(value, 'nice');
  if (!isName(token)) return 'arp.token: expected a name';
  if (!isPort(port)) return `arp.port: expected an integer from 0 to ${PORT_LIMIT}, or null`;
  if (!Array.isArray(hordes) || hordes.length > HORDES_LIMIT || !hordes.every(isHorde))
    return `arp.hordes: expected up to ${HORDES_LIMIT} names`;
  if (typeof nice !== 'number' || !Number.isSafeInteger(nice))
    return 'arp.nice: expected an integer';
  const arp = { token, port, hordes: hordes as Horde[], nice };
  if (ends === null) return arp;
  const path = readPath(ownValue(value, 'path'), ends, mayHoldReceiver);
  return typeof path === 'string' ? path : { ...arp, path };
}

const WITH_ARP = new Set(['command', ':conn-line', ':announce', ':way']);
const KINDS = ['command', ':conn-line', ':announce', ':disconn-line', ':delete-route', ':rename'];
const KINDS_WITH_WAYS = [...KINDS, ':way'];

/**
 * Parses a frame of the command bus. Returns the message, or a sentence that says what is wrong (SAFE-1). Never throws. Even a
 * well formed message may be forbidden: see SAFE-2. `ends`: the two nodes of the link on which it came, where the law has `ways`; null
 * on a client's pair, and everywhere without `ways`.
 */
export function readMessage(frame: unknown, ends: LinkEnds | null = null): Message | string {
  if (!isRecord(frame)) return 'expected an object with a kind';
  const kind = ownValue(frame, 'kind');
  const kinds = ends ? KINDS_WITH_WAYS : KINDS;
  if (typeof kind !== 'string' || !kinds.includes(kind))
    return `kind: expected one of ${kinds.join(', ')}`;
  const orcName = ownValue(frame, 'orcName');
  if (!isOrcName(orcName)) return 'orcName: expected a name with exactly one @';
  if (orcName === GREATHALL) return 'orcName: greathall is local to its node (LINE-7)';
  const arp = WITH_ARP.has(kind) ? readArp(ownValue(frame, 'arp'), ends, kind === 'command') : null;
  if (typeof arp === 'string') return arp;
  if (kind === ':delete-route') return { kind, orcName };
  if (kind === ':rename') {
    const to = ownValue(frame, 'to');
    return isOrcName(to) && to !== GREATHALL
      ? { kind, orcName, to }
      : 'to: expected a name with exactly one @';
  }
  if (kind === ':announce') return { kind, orcName, arp: arp as Arp };
  if (kind === ':way') {
    const lines = readNames<LineId>(ownValue(frame, 'lines'), 'lines', isLineId);
    return typeof lines === 'string' ? lines : { kind, orcName, arp: arp as Arp, lines };
  }
  if (kind === 'command') {
    const name = ownValue(frame, 'name');
    const join = ownValue(frame, 'join');
    if (!isTopic(name)) return 'name: expected a command name';
    if (name.startsWith(':')) return `name: ${name.slice(0, 40)} is no internal command`;
    if (join !== undefined && typeof join !== 'boolean') return 'join: expected true or false';
    const command = { kind, name, orcName, arp: arp as Arp, join: join === true } as const;
    if (ends === null) return command;
    const spoken = readStamp(frame);
    return typeof spoken === 'string' ? spoken : { ...command, ...spoken };
  }
  const lineId = ownValue(frame, 'lineId');
  if (!isLineId(lineId)) return 'lineId: expected a name';
  return kind === ':conn-line'
    ? { kind, lineId, orcName, arp: arp as Arp }
    : { kind: ':disconn-line', lineId, orcName };
}

/**
 * Parses a frame of the event bus. Returns the event, or a sentence that says what is wrong. The payload is not
 * inspected. `ends` as in `readMessage`.
 */
export function readEvent(frame: unknown, ends: LinkEnds | null = null): Event | string {
  if (!isRecord(frame)) return 'expected { topic, id, payload }';
  const topic = ownValue(frame, 'topic');
  const id = ownValue(frame, 'id');
  const forward = ownValue(frame, 'forward');
  if (!isTopic(topic))
    return 'topic: expected 1 to 1024 characters without control characters and lone surrogates';
  if (topic.includes('<>')) return 'topic: <> names no line (EVENT-0)';
  if (!isName(id)) return 'id: expected a name';
  if (forward !== undefined && !isHorde(forward)) return 'forward: expected a horde';
  if (!Object.hasOwn(frame, 'payload')) return 'payload: expected JSON data';
  // Fields unknown to the law are dropped; the transport guarantees that the payload is JSON (EVENT-8).
  const plain = { topic, id, payload: frame.payload as Json };
  const event = forward === undefined ? plain : { ...plain, forward };
  if (ends === null) return event;
  if (forward === undefined && routingOf(topic).kind === 'broadcast') {
    const spoken = readStamp(frame);
    return typeof spoken === 'string' ? spoken : { ...event, ...spoken };
  }
  const trail = readTrail(ownValue(frame, 'trail'), ends);
  if (typeof trail === 'string') return trail;
  if (forward !== undefined) return { ...event, trail };
  const to = readNames<NodeToken>(ownValue(frame, 'to'), 'to', isName);
  return typeof to === 'string' ? to : { ...event, to, trail };
}
