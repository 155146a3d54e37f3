/**
 * The index of a network's clients, by pair and by orc, and of where each orc is attached as far as the orc knows. It stands
 * apart from the steps: it remembers who did what and does nothing itself. Clients on a pair are ordered by their first message
 * there, attachments by age.
 */
import type { OrcName, PairId } from '#spec';
import type { ClientEnd } from './client.ts';
import { Client } from './client.ts';

export class ClientIndex {
  readonly #byPair = new Map<PairId, Map<OrcName, Client>>();
  /** The clients with an attachment, oldest attachment first. */
  readonly #attachedClients = new Set<Client>();
  readonly #isSet: boolean;

  /** `isSet`: the subscriptions of each client form a set. */
  constructor(isSet: boolean) {
    this.#isSet = isSet;
  }

  find(orcName: OrcName, pair: PairId): Client | undefined {
    return this.#byPair.get(pair)?.get(orcName);
  }

  /** Returns the orc's client on the pair, created if it is not there yet. */
  ensureClient(orcName: OrcName, clientEnd: ClientEnd): Client {
    const clients = this.#ensurePair(clientEnd.pair);
    let client = clients.get(orcName);
    if (!client) {
      client = new Client(orcName, clientEnd, this.#isSet);
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

  /** Returns the orc's clients that have an attachment, stale ones included, oldest first. */
  attachedClientsOf(orcName: OrcName): Client[] {
    return [...this.#attachedClients].filter((client) => client.orcName === orcName);
  }

  /**
   * Records that the client has made an endpoint. The client keeps it, with its subscriptions, until the endpoint ends, even
   * while another endpoint has taken over the route.
   */
  attach(client: Client): void {
    this.#attachedClients.add(client);
  }

  detach(client: Client): void {
    this.#attachedClients.delete(client);
  }

  /** Forgets a pair that is gone, with everything its clients had there. */
  drop(pair: PairId): void {
    for (const client of this.clientsOn(pair)) {
      client.forget();
      this.detach(client);
    }
    this.#byPair.delete(pair);
  }

  /** Moves the client, with its subscriptions, to another name. */
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
