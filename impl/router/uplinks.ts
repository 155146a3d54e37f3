/**
 * Uplinks: the nodes above to which this node is attached now, and how a message is passed up to all of them. It stands apart
 * because what a node tells of itself (its token, its port there, its hordes) is the same in every message. Messages for an
 * uplink that is down are dropped. It must not know the tables beyond the hordes.
 */

import type { Arp, Effect, Horde, LineId, Message, NodeToken, OrcName } from '#spec';
import { byUnit } from '#spec';
import type { HordeIndex } from './hordes.ts';

/** A node above to which this node is attached, and this node's event port there. */
export interface OpenUplink {
  readonly uplink: NodeToken;
  readonly port: number;
}

export class Uplinks {
  readonly #token: NodeToken;
  readonly #hordes: HordeIndex;
  #openUplinks: readonly OpenUplink[] = [];

  constructor(token: NodeToken, hordes: HordeIndex) {
    this.#token = token;
    this.#hordes = hordes;
  }

  get size(): number {
    return this.#openUplinks.length;
  }

  open(uplink: NodeToken, port: number): void {
    this.close(uplink);
    this.#openUplinks = [...this.#openUplinks, { uplink, port }];
  }

  close(uplink: NodeToken): void {
    this.#openUplinks = this.#openUplinks.filter((each) => each.uplink !== uplink);
  }

  /** Returns a copy with this uplink only, so that what is sent goes to no other node. */
  restrictTo(uplink: NodeToken): Uplinks {
    const restricted = new Uplinks(this.#token, this.#hordes);
    restricted.#openUplinks = this.#openUplinks.filter((each) => each.uplink === uplink);
    return restricted;
  }

  /** Returns the uplinks that are up, in ascending order. */
  list(): OpenUplink[] {
    return [...this.#openUplinks].sort((one, other) => byUnit(one.uplink, other.uplink));
  }

  isUp(uplink: NodeToken): boolean {
    return this.#openUplinks.some((each) => each.uplink === uplink);
  }

  deleteRoute(orcName: OrcName, out: Effect[]): void {
    for (const { uplink } of this.#openUplinks)
      out.push({ kind: 'send', uplink, message: { kind: ':delete-route', orcName } });
  }

  disconnLine(orcName: OrcName, lineId: LineId, out: Effect[]): void {
    for (const { uplink } of this.#openUplinks)
      out.push({ kind: 'send', uplink, message: { kind: ':disconn-line', lineId, orcName } });
  }

  connLine(orcName: OrcName, lineId: LineId, from: ArpSubject, out: Effect[]): void {
    this.#sendToAll(from, out, (arp) => ({ kind: ':conn-line', lineId, orcName, arp }));
  }

  announce(orcName: OrcName, from: ArpSubject, out: Effect[]): void {
    this.#sendToAll(from, out, (arp) => ({ kind: ':announce', orcName, arp }));
  }

  command(orcName: OrcName, name: string, join: boolean, from: ArpSubject, out: Effect[]): void {
    this.#sendToAll(from, out, (arp) => ({ kind: 'command', name, orcName, arp, join }));
  }

  /** Sends a message to every uplink, with its `arp` replaced by this node's own. @clause ARP-2 ARP-3 ARP-6 */
  #sendToAll(from: ArpSubject, out: Effect[], buildMessage: (arp: Arp) => Message): void {
    if (this.#openUplinks.length === 0) return;
    const hordes = this.#hordes.mergeHordes(from.hordes);
    for (const { uplink, port } of this.#openUplinks)
      out.push({
        kind: 'send',
        uplink,
        message: buildMessage({ token: this.#token, port, hordes, nice: from.nice }),
      });
  }
}

/** The source from which an arp is built: the arp of a message, or an entry. */
export interface ArpSubject {
  readonly hordes: readonly Horde[];
  readonly nice: number;
}
