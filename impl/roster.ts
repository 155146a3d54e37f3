/**
 * The roster: the clients of a network, by pair and by orc, and where each orc is attached by its own knowledge.
 * It stands apart from the network's steps: it remembers who did what, it does nothing itself.
 * Its orders are histories: clients on a pair by their first word there, attachments by their age.
 */
import { atOrBelow } from '#spec';
import type { OrcName, Pair, PairId, Topology } from '#spec';
import { Client } from './client.ts';
import type { Mouth } from './client.ts';

export class Roster {
  readonly #topology: Topology;
  readonly #byPair = new Map<PairId, Map<OrcName, Client>>();
  /** Oldest attachment first. */
  #attached: Client[] = [];

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  find(orcName: OrcName, pair: PairId): Client | undefined {
    return this.#byPair.get(pair)?.get(orcName);
  }

  /** The orc's client on the pair, made with its first word there. */
  client(orcName: OrcName, mouth: Mouth): Client {
    let clients = this.#byPair.get(mouth.pair);
    if (!clients) this.#byPair.set(mouth.pair, (clients = new Map()));
    let client = clients.get(orcName);
    if (!client) clients.set(orcName, (client = new Client(orcName, mouth)));
    return client;
  }

  on(pair: PairId): Client[] {
    return [...(this.#byPair.get(pair)?.values() ?? [])];
  }

  everywhere(orcName: OrcName): Client[] {
    return [...this.#byPair.values()].flatMap((clients) => clients.get(orcName) ?? []);
  }

  /** Where the orc has an attachment, stale ones included, oldest first. */
  attachments(orcName: OrcName): Client[] {
    return this.#attached.filter((client) => client.orcName === orcName);
  }

  /** The client made an endpoint; a taken over one that comes back is the youngest. */
  attach(client: Client): void {
    if (client.takenOver) this.detach(client);
    if (!this.#attached.includes(client)) this.#attached.push(client);
  }

  detach(client: Client): void {
    this.#attached = this.#attached.filter((each) => each !== client);
  }

  /** The orc joined by this pair: what this took over at its node or above it is stale. @clause ARP-5 */
  takeOver(joined: Client): void {
    const pair = this.#pair(joined.pair);
    for (const client of this.attachments(joined.orcName)) {
      if (client === joined) continue;
      const older = this.#pair(client.pair);
      if (!pair || !older) continue;
      const here = older.node === pair.node && older.backend === pair.backend;
      const above = older.node !== pair.node && atOrBelow(this.#topology, older.node).has(pair.node);
      if (here || above) client.takenOver = true;
    }
  }

  /** The pair is gone, and with it all its clients had there. */
  drop(pair: PairId): void {
    for (const client of this.on(pair)) {
      client.forget();
      this.detach(client);
    }
    this.#byPair.delete(pair);
  }

  /** The client, with its subscriptions, goes by another name from now on. */
  rename(client: Client, to: OrcName): void {
    const clients = this.#byPair.get(client.pair);
    if (!clients) return;
    const namesake = clients.get(to);
    if (namesake) {
      client.subscriptions.absorb(namesake.subscriptions);
      this.detach(namesake);
    }
    clients.delete(client.orcName);
    client.orcName = to;
    clients.set(to, client);
  }

  #pair(id: PairId): Pair | undefined {
    return this.#topology.pairs.find((pair) => pair.id === id);
  }
}
