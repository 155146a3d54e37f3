/**
 * What an adapter has to supply for its broker: how a server is started, how a client connects, and what the servers say to each
 * other. Everything else (orcs, pairs, steps, fences, outages) is the same for all brokers and in `brokerNetwork.ts`.
 */
import type { Feature, NetworkKind } from 'partyline';
import type { HopProtocol } from './hop.ts';

/** Hands over the body of a message that came for a client. */
export type Receive = (body: string) => void;

/** A client's connection to a server. What it says is done in order; only `fence` waits for it. */
export interface Connection {
  subscribe(subject: string): void;
  unsubscribe(subject: string): void;
  publish(subject: string, body: string): void;
  /** Resolves when the server has done all that was said, and all that it had for this client by then has come. */
  fence(): Promise<void>;
  /** Stops reading what comes, or reads on (feature `stall`); absent where the client library decides when it reads. */
  setReading?(isReading: boolean): void;
  /** Ends the connection at once, without a word. */
  drop(): Promise<void>;
}

/** A running server: one node of the law, or one of several servers that are together one node. */
export interface BrokerServer {
  connect(receive: Receive): Promise<Connection>;
  /** Where a lower server, that is the hop before it, connects. */
  readonly address: { readonly port: number } | { readonly path: string };
  /** Has the server attach to the one above by this port, and waits until it is attached; absent where it does so by itself. */
  attach?(port: number, above: BrokerServer): Promise<void>;
  /** Waits until the server has got all that the one above had sent by now; absent where the hop has a fence for it. */
  catchUp?(above: BrokerServer): Promise<void>;
  /** Waits until the one above has done all that this server had asked of it by now; absent where the hop has a fence for it. */
  climb?(above: BrokerServer): Promise<void>;
  /** Kills the server. */
  stop(): Promise<void>;
  /** The last lines of its log. */
  logLines(): readonly string[];
}

/** What a server is started with. */
export interface ServerPlace {
  /** The place of its node in the topology, from 0; names of nodes may be anything. */
  readonly node: number;
  /** The ports of the hops to the servers above. */
  readonly uplinks: readonly number[];
  /** An empty folder for its files. */
  readonly folder: string;
  /** What the servers of one node share: the first of them makes it. */
  shared<T>(make: () => T): T;
}

export interface BrokerSystem {
  readonly name: string;
  readonly version: string;
  /** Of the second contract. `set subscriptions` where the server keeps a set for each client; `copies per subscription` where each subscription gets a copy; `link frames` where the hop can read what crosses a link. */
  readonly features: readonly Feature[];
  readonly carries?: NetworkKind['carries'];
  start(place: ServerPlace): Promise<BrokerServer>;
  /** What servers say over a link, and whom to tell of the bodies that cross it down. Absent where a node stands alone. */
  readonly link?: (receive: (body: string) => void) => HopProtocol;
  /** How many servers a server may be below, directly; without a bound if absent. Topologies with more are not supported. */
  readonly mostUplinks?: number;
  /** How many servers are one node of the law; clients and publishing are spread over them by turns. Default: 1. */
  readonly serversPerNode?: number;
  /** Ends what is meant to outlive a client, so that the servers can be kept for the next scenario. */
  readonly forget?: () => Promise<void>;
  /** Ends what all servers share, after the last of them. */
  readonly dispose?: () => Promise<void>;
}
