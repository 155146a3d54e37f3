/**
 * The client library: a program connects to a node and sends messages there for one orc or several. It stands apart from
 * `impl/network/client.ts`, which knows what an orc sends; this file only knows how it gets there and back. A lost connection is
 * not made again, because its subscriptions are gone (ROUTE-6); whoever owns it decides what to do.
 */
import { randomUUID } from 'node:crypto';
import type { Event, NodeToken, OrcName, PairId } from '#spec';
import { Client } from '../../network/client.ts';
import type { Handler } from '../../network/subscriptions.ts';
import type { Credentials } from './credentials.ts';
import type { Address, PairWelcome } from './dial.ts';
import { Dial } from './dial.ts';
import type { Ending } from './ending.ts';
import type { TransportOptions } from './environment.ts';
import { createEnvironment } from './environment.ts';

export interface ClientOptions extends TransportOptions {
  /** The connection's token, to which answers are addressed; by default a random one. */
  readonly token?: string;
  /** With what the program proves that it may speak for its orcs, where the node asks for it. */
  readonly credentials?: Credentials;
  /** Called for every event that arrives, before any handler runs, whether or not an orc here subscribes to it. */
  readonly watch?: (event: Event) => void;
}

/** Attaches to the node. Rejects with an Error that says why it cannot. */
export function connect(address: Address, options: ClientOptions = {}): Promise<Connection> {
  const token = options.token ?? randomUUID();
  return new Promise((resolve, reject) => {
    let connection: Connection | null = null;
    const environment = createEnvironment(options);
    const { credentials = {} } = options;
    const dial = new Dial(address, { role: 'client', token, credentials }, environment, {
      onUp: (establishedPair) => {
        connection = new Connection(dial, establishedPair, token as PairId);
        resolve(connection);
      },
      onEvent: (event) => {
        options.watch?.(event as Event);
        connection?.hear(event as Event);
      },
      onTooDeep: (detail) => environment.logPeer(`an event is not heard: ${detail}`),
      onFence: (answer) => answer(),
      onGone: (ending) => {
        connection?.end(ending);
        reject(new Error(`No node at ${address.host}:${address.port}: ${ending.detail}`));
      },
    });
  });
}

export class Connection {
  readonly node: NodeToken;
  /** Resolves when the connection is over, with the reason. */
  readonly closed: Promise<Ending>;
  readonly #dial: Dial;
  readonly #clientEnd: { pair: PairId; port: number; say: (message: unknown) => void };
  readonly #clients = new Map<OrcName, Client>();
  #resolveClosed!: (ending: Ending) => void;

  /** @internal Called by `connect`. */
  constructor(dial: Dial, { node, port }: PairWelcome, token: PairId) {
    this.node = node;
    this.#dial = dial;
    this.#clientEnd = { pair: token, port, say: (message) => dial.say(message) };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  /** Makes the orc join the node by this connection. */
  join(orcName: OrcName, nice = 0): Member {
    const client = this.#clients.get(orcName) ?? new Client(orcName, this.#clientEnd);
    this.#clients.set(orcName, client);
    client.join(nice);
    return {
      orcName,
      subscribe: (pattern, handler) => client.subscribe(pattern, nice, handler),
      unsubscribe: (pattern) => client.unsubscribe(pattern) === null,
      command: (name) => client.command(name, nice),
      leave: () => {
        client.leave();
        this.#clients.delete(orcName);
      },
    };
  }

  /** Resolves when the node and every node above have handled everything sent before. */
  settle(): Promise<void> {
    return new Promise((done) => this.#dial.fence(done));
  }

  close(): void {
    this.#dial.close();
  }

  /** Stops reading events, or reads on. The node keeps what waits, up to its bound. @clause EVENT-14 */
  setReading(isReading: boolean): void {
    this.#dial.setReading(isReading);
  }

  /** Destroys one socket, and with it the other, as a network fault would. */
  cut(socket: 'command' | 'event'): void {
    this.#dial.cut(socket);
  }

  /** @internal Hands an event to the clients. The event object belongs to this connection alone. */
  hear(event: Event): void {
    const sole = this.#clients.size === 1;
    for (const client of this.#clients.values())
      if (client.present) client.subscriptions.hear(client.orcName, event, sole);
  }

  /** @internal */
  end(ending: Ending): void {
    for (const client of this.#clients.values()) client.forget();
    this.#resolveClosed(ending);
  }
}

/** An orc that has joined a node. */
export interface Member {
  readonly orcName: OrcName;
  /** Subscribes to a pattern: `*` stands for one or more characters; `<id>` puts it on a line. */
  subscribe(pattern: string, handler: Handler): void;
  /** Ends one subscription of the pattern; false when there was none (EVENT-10). */
  unsubscribe(pattern: string): boolean;
  command(name: string): void;
  /** Sends the orc's last message; the node closes the connection when no other orc is on it (ROUTE-1). */
  leave(): void;
}
