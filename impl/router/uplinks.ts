/**
 * Uplinks: the nodes above that are attached now, and how a message is passed up to all of them.
 * It stands apart because what a node says of itself (its token, its port there, its hordes) is the same in every message.
 * What would be sent on an uplink that is down is dropped. It must not know tables beyond the hordes.
 */

import type { Arp, Effect, Horde, LineId, Message, NodeToken, OrcName } from '#spec';
import type { HordeIndex } from './hordes.ts';

export class Uplinks {
  readonly #token: NodeToken;
  readonly #hordes: HordeIndex;
  #up: readonly { readonly uplink: NodeToken; readonly port: number }[] = [];

  constructor(token: NodeToken, hordes: HordeIndex) {
    this.#token = token;
    this.#hordes = hordes;
  }

  up(uplink: NodeToken, port: number): void {
    this.down(uplink);
    this.#up = [...this.#up, { uplink, port }];
  }

  down(uplink: NodeToken): void {
    this.#up = this.#up.filter((each) => each.uplink !== uplink);
  }

  /** The same with this one alone, to speak to nobody else. */
  only(uplink: NodeToken): Uplinks {
    const alone = new Uplinks(this.#token, this.#hordes);
    alone.#up = this.#up.filter((each) => each.uplink === uplink);
    return alone;
  }

  has(uplink: NodeToken): boolean {
    return this.#up.some((each) => each.uplink === uplink);
  }

  deleteRoute(orcName: OrcName, out: Effect[]): void {
    for (const { uplink } of this.#up)
      out.push({ kind: 'send', uplink, message: { kind: ':delete-route', orcName } });
  }

  disconnLine(orcName: OrcName, lineId: LineId, out: Effect[]): void {
    for (const { uplink } of this.#up)
      out.push({ kind: 'send', uplink, message: { kind: ':disconn-line', lineId, orcName } });
  }

  connLine(orcName: OrcName, lineId: LineId, from: Speaker, out: Effect[]): void {
    this.#each(from, out, (arp) => ({ kind: ':conn-line', lineId, orcName, arp }));
  }

  announce(orcName: OrcName, from: Speaker, out: Effect[]): void {
    this.#each(from, out, (arp) => ({ kind: ':announce', orcName, arp }));
  }

  command(orcName: OrcName, name: string, join: boolean, from: Speaker, out: Effect[]): void {
    this.#each(from, out, (arp) => ({ kind: 'command', name, orcName, arp, join }));
  }

  /** A message with `arp` goes on in this node's name. @clause ARP-2 @clause ARP-3 @clause ARP-6 */
  #each(from: Speaker, out: Effect[], message: (arp: Arp) => Message): void {
    if (this.#up.length === 0) return;
    const hordes = this.#hordes.with(from.hordes);
    for (const { uplink, port } of this.#up)
      out.push({
        kind: 'send',
        uplink,
        message: message({ token: this.#token, port, hordes, nice: from.nice }),
      });
  }
}

/** Of whom a message tells: an `arp`, or an entry. */
export interface Speaker {
  readonly hordes: readonly Horde[];
  readonly nice: number;
}
