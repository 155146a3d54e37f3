/**
 * The client: one orc on one pair. It sends the orc's messages there, keeps its subscriptions and runs its handlers. It stands
 * apart from the node: it knows only what the orc itself did, and never a table.
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
  /**
   * Whether the orc has an endpoint here as far as the client knows: it has joined or subscribed to a line, and has since neither
   * left nor lost the endpoint.
   */
  present = false;
  readonly subscriptions: Subscriptions;
  readonly #clientEnd: ClientEnd;

  /** `isSet`: its subscriptions form a set. */
  constructor(orcName: OrcName, clientEnd: ClientEnd, isSet = false) {
    this.subscriptions = new Subscriptions(isSet);
    this.orcName = orcName;
    this.pair = clientEnd.pair;
    this.#clientEnd = clientEnd;
  }

  /**
   * Sends the first command on the endpoint, or a later one with `join`, which keeps the endpoint's lines.
   * @clause ARP-2
   */
  join(nice: number): void {
    this.present = true;
    this.#sendCommand('join', nice, true);
  }

  command(name: string, nice: number): void {
    this.#sendCommand(name, nice, false);
  }

  /** Adds a subscription; sends one `:conn-line` if the topic is on a line, else nothing. @clause LINE-1 */
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

  /**
   * Ends a subscription; sends one `:disconn-line` if the topic is on a line. Returns the fault if it was refused, else
   * null.
   * @clause EVENT-10
   */
  unsubscribe(topic: string): Fault | null {
    if (!isTopic(topic) || !this.subscriptions.remove(topic)) return 'NOT_SUBSCRIBED';
    const lineId = lineOf(topic);
    if (lineId !== null && !this.subscriptions.isLineLeftInSet(lineId))
      this.#clientEnd.say({ kind: ':disconn-line', lineId, orcName: this.orcName });
    return null;
  }

  /** Sends the orc's last message here. @clause ROUTE-1 */
  leave(): void {
    this.#clientEnd.say({ kind: ':delete-route', orcName: this.orcName });
    this.forget();
  }

  rename(to: OrcName): void {
    this.#clientEnd.say({ kind: ':rename', orcName: this.orcName, to });
  }

  /** Forgets the endpoint, which has ended, and all its subscriptions. @clause ROUTE-6 */
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
