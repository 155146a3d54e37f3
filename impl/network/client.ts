/**
 * The client: one orc at one pair. It speaks for the orc there, keeps its subscriptions and runs its handlers.
 * It stands apart from the node: it knows only what the orc itself did, never a table.
 */

import type { Arp, Fault, Message, OrcName, PairId } from '#spec';
import { isTopic, lineOf } from '#spec';
import type { Handler } from './subscriptions.ts';
import { Subscriptions } from './subscriptions.ts';

/** The client's end of a pair. */
export interface ClientEnd {
  readonly pair: PairId;
  readonly port: number | null;
  say(message: Message): void;
}

export class Client {
  orcName: OrcName;
  readonly pair: PairId;
  /** By the client's own knowledge: it joined or subscribed to a line here, and neither left nor lost it. */
  present = false;
  readonly subscriptions = new Subscriptions();
  readonly #clientEnd: ClientEnd;

  constructor(orcName: OrcName, clientEnd: ClientEnd) {
    this.orcName = orcName;
    this.pair = clientEnd.pair;
    this.#clientEnd = clientEnd;
  }

  /** The first command on the endpoint, or one more with `join`, which keeps its lines. @clause ARP-2 */
  join(nice: number): void {
    this.present = true;
    this.#sendCommand('join', nice, true);
  }

  command(name: string, nice: number): void {
    this.#sendCommand(name, nice, false);
  }

  /** One `:conn-line` per subscription to a topic on a line; nothing without one. @clause LINE-1 */
  subscribe(topic: string, nice: number, handler: Handler): void {
    this.subscriptions.add(topic, handler);
    const lineId = lineOf(topic);
    if (lineId === null) return;
    this.present = true;
    this.#clientEnd.say({
      kind: ':conn-line',
      lineId,
      orcName: this.orcName,
      arp: this.#buildArp(nice),
    });
  }

  /** One `:disconn-line` per unsubscribe; null when it was done. @clause EVENT-10 */
  unsubscribe(topic: string): Fault | null {
    if (!isTopic(topic) || !this.subscriptions.remove(topic)) return 'NOT_SUBSCRIBED';
    const lineId = lineOf(topic);
    if (lineId !== null)
      this.#clientEnd.say({ kind: ':disconn-line', lineId, orcName: this.orcName });
    return null;
  }

  /** The last word here. @clause ROUTE-1 */
  leave(): void {
    this.#clientEnd.say({ kind: ':delete-route', orcName: this.orcName });
    this.forget();
  }

  rename(to: OrcName): void {
    this.#clientEnd.say({ kind: ':rename', orcName: this.orcName, to });
  }

  /** The endpoint is gone, and what was subscribed there. @clause ROUTE-6 */
  forget(): void {
    this.present = false;
    this.subscriptions.clear();
  }

  #sendCommand(name: string, nice: number, join: boolean): void {
    this.#clientEnd.say({
      kind: 'command',
      name,
      orcName: this.orcName,
      arp: this.#buildArp(nice),
      join,
    });
  }

  #buildArp(nice: number): Arp {
    return { token: this.pair, port: this.#clientEnd.port, hordes: [], nice };
  }
}
