/**
 * The roster: the clients of a network, by pair and by orc, and where each orc is attached by its own knowledge.
 * It stands apart from the network's steps: it remembers who did what, it does nothing itself.
 * Its orders are histories: clients on a pair by their first word there, attachments by their age.
 */
import type { OrcName, PairId } from '#spec';
import type { Mouth } from './client.ts';
import { Client } from './client.ts';

export class Roster {
  readonly #byPair = new Map<PairId, Map<OrcName, Client>>();
  /** Oldest attachment first. */
  readonly #attached = new Set<Client>();

  find(orcName: OrcName, pair: PairId): Client | undefined {
    return this.#byPair.get(pair)?.get(orcName);
  }

  /** The orc's client on the pair, made with its first word there. */
  client(orcName: OrcName, mouth: Mouth): Client {
    const clients = this.#on(mouth.pair);
    let client = clients.get(orcName);
    if (!client) {
      client = new Client(orcName, mouth);
      clients.set(orcName, client);
    }
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
    return [...this.#attached].filter((client) => client.orcName === orcName);
  }

  /** The client made an endpoint. It stands, with its subscriptions, until it ends, even when it is taken over. */
  attach(client: Client): void {
    this.#attached.add(client);
  }

  detach(client: Client): void {
    this.#attached.delete(client);
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
    const clients = this.#on(client.pair);
    const namesake = clients.get(to);
    if (namesake) {
      client.subscriptions.absorb(namesake.subscriptions);
      this.detach(namesake);
    }
    clients.delete(client.orcName);
    client.orcName = to;
    clients.set(to, client);
  }

  #on(pair: PairId): Map<OrcName, Client> {
    let clients = this.#byPair.get(pair);
    if (!clients) {
      clients = new Map();
      this.#byPair.set(pair, clients);
    }
    return clients;
  }
}
