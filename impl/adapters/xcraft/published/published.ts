/**
 * Types of the published package, written by hand, for the parts that the adapter uses. It stands apart because the package has
 * no types: what is not declared here is not used. Fields with a leading underscore are internal to the package: they are read
 * for observation, never written.
 */
import type { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';

export type BackendName = 'axon' | 'ee';

/** What a sender says of one orc with a command. */
interface WireArp {
  readonly token: string;
  readonly nice?: number;
  readonly nodeName?: string;
}

/** A command or an event, as the buses carry it. */
export interface WireMessage {
  readonly _xcraftMessage: true;
  readonly id: string;
  readonly orcName?: string;
  readonly topic?: string;
  readonly token?: string;
  readonly router?: string;
  readonly originRouter?: string;
  data: unknown;
  readonly arp?: Readonly<Record<string, WireArp>>;
  readonly forwarding?: { readonly appId: string };
}

/** One route of the package's ARP table. */
export interface PublishedRoute {
  readonly id?: string;
  readonly token?: string;
  readonly socket?: Socket | string;
  readonly port?: number;
  readonly hordes?: readonly string[];
  readonly nice?: number;
}

/** An immutable map, as far as it is used to read the line tables. */
interface LineMap<Value> {
  get(key: string): Value | undefined;
  keys(): IterableIterator<string>;
  entries(): IterableIterator<[string, Value]>;
}
export type LineTable = LineMap<LineMap<number>>;

export interface Lines {
  readonly local: LineTable;
  readonly remotes: ReadonlyMap<string, LineTable>;
}

/** A socket of the axon library: a server with its accepted sockets, or a client with one. */
export interface AxonSocket extends EventEmitter {
  readonly socks: readonly Socket[];
  readonly server: Server | null;
  /** If this is set before a close, the client does not reconnect. */
  closing?: boolean;
  pack(args: readonly unknown[]): Buffer;
  send(...args: readonly unknown[]): unknown;
}

interface AxonBackend {
  readonly _sock: AxonSocket;
}

export interface EeBackend {
  readonly _id: string;
  readonly _ee: { readonly handle: EventEmitter } | null;
}

export interface BusAddress {
  readonly host: string;
  readonly port: string;
  readonly timeout: number;
}

type MessageHook = (topic: string, message: WireMessage, socket?: Socket | string) => void;

export interface PublishedRouter {
  readonly _backends: {
    get(name: 'axon'): AxonBackend;
    get(name: 'ee'): EeBackend;
  };
  start(address: BusAddress, done: (error?: Error) => void): void;
  connect(backend: BackendName, address: BusAddress, done: (error?: Error) => void): void;
  stop(): void;
  hook(topic: 'message', hear: MessageHook): void;
  on(topic: 'message', hear: (topic: string, message: WireMessage) => void): PublishedRouter;
  onDeleteOrc(hear: (orcName: string) => void): PublishedRouter;
  send(topic: string, message: unknown): unknown;
  subscribe(
    topic: string,
    backend: BackendName | undefined,
    orcName: string | undefined,
  ): { readonly ids: readonly string[]; readonly str: string; readonly reg: RegExp };
  unsubscribe(
    topic: string,
    backend: BackendName | undefined,
    orcName: string | undefined,
  ): { readonly str: string };
}

type Mode = 'pull' | 'pub' | 'push' | 'sub';

export interface PublishedRouterClass {
  new (id: string, mode: Mode, log: PublishedLog): PublishedRouter;
  getARP(): Record<BackendName, Record<string, PublishedRoute>>;
  getLines(): Lines;
  disconnectLine(lineId: string, orcName: string): void;
  updateLines(
    update: { readonly state: LineTable } | null,
    token: string,
    generation: number,
    horde: string,
  ): void;
}

/** The package's own index of patterns, as its clients use it. */
export interface PatternCache {
  set(id: string, key: string, pattern: RegExp): void;
  del(id: string, key: string): void;
  map<Value>(topic: string, see: (id: string, key: string) => Value): Value[];
}

export type PublishedLog = Readonly<
  Record<'verb' | 'dbg' | 'info' | 'warn' | 'err', (said: unknown) => void>
>;

/** One fresh copy of the package, with tables of its own. */
export interface PackageCopy {
  readonly Router: PublishedRouterClass;
  readonly Cache: new () => PatternCache;
}
