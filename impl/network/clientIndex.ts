/**
 * The roster: the clients of a network, by pair and by orc, and where each orc is attached by its own knowledge.
 * It stands apart from the network's steps: it remembers who did what, it does nothing itself.
 * Its orders are histories: clients on a pair by their first word there, attachments by their age.
 */
import type { OrcName, PairId } from '#spec';
import type { ClientEnd } from './client.ts';
import { Client } from './client.ts';

export class ClientIndex {
  readonly #byPair = new Map<PairId, Map<OrcName, Client>>();
  /** Oldest attachment first. */
  readonly #attachedClients = new Set<Client>();

  find(orcName: OrcName, pair: PairId): Client | undefined {
    return this.#byPair.get(pair)?.get(orcName);
  }

  /** The orc's client on the pair, made with its first word there. */
  ensureClient(orcName: OrcName, clientEnd: ClientEnd): Client {
    const clients = this.#ensurePair(clientEnd.pair);
    let client = clients.get(orcName);
    if (!client) {
      client = new Client(orcName, clientEnd);
      clients.set(orcName, client);
    }
    return client;
  }

  clientsOn(pair: PairId): Client[] {
    return [...(this.#byPair.get(pair)?.values() ?? [])];
  }

  clientsOf(orcName: OrcName): Client[] {
    return [...this.#byPair.values()].flatMap((clients) => clients.get(orcName) ?? []);
  }

  /** Where the orc has an attachment, stale ones included, oldest first. */
  attachedClientsOf(orcName: OrcName): Client[] {
    return [...this.#attachedClients].filter((client) => client.orcName === orcName);
  }

  /** The client made an endpoint. It stands, with its subscriptions, until it ends, even when it is taken over. */
  attach(client: Client): void {
    this.#attachedClients.add(client);
  }

  detach(client: Client): void {
    this.#attachedClients.delete(client);
  }

  /** The pair is gone, and with it all its clients had there. */
  drop(pair: PairId): void {
    for (const client of this.clientsOn(pair)) {
      client.forget();
      this.detach(client);
    }
    this.#byPair.delete(pair);
  }

  /** The client, with its subscriptions, goes by another name from now on. */
  rename(client: Client, to: OrcName): void {
    const clients = this.#ensurePair(client.pair);
    const namesake = clients.get(to);
    if (namesake) {
      client.subscriptions.absorb(namesake.subscriptions);
      this.detach(namesake);
    }
    clients.delete(client.orcName);
    client.orcName = to;
    clients.set(to, client);
  }

  #ensurePair(pair: PairId): Map<OrcName, Client> {
    let clients = this.#byPair.get(pair);
    if (!clients) {
      clients = new Map();
      this.#byPair.set(pair, clients);
    }
    return clients;
  }
}
