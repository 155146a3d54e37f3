/**
 * Nodes: one server of the published package, with its `pull` and `pub` routers and its greathall, in a graph of its own. What
 * leaves the node is observed here: each write on an event socket and each emission. The node serves no command itself and passes
 * all commands up. It must not know scenarios, nor what an event should have done.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Horde, NodeToken } from '#spec';
import type { Graph } from './graph.ts';
import type {
  AxonSocket,
  BusAddress,
  EeBackend,
  PublishedRouter,
  WireMessage,
} from './published.ts';
import { quietLog } from './stubs.ts';
import { FENCE } from './wire.ts';

/** What a node reports while it runs. */
export interface NodeCallbacks {
  onCommand(name: string, message: WireMessage, socket: Socket | string): void;
  onFrame(socket: Socket, topic: string, message: WireMessage): void;
  onEmission(topic: string, message: WireMessage): void;
  /** Called when a handler of the command bus threw. The messages that arrived on this socket after it are never handled. */
  onThrow(socket: Socket | string): void;
}

let serial = 0;

export class PublishedNode {
  readonly pull: PublishedRouter;
  readonly pub: PublishedRouter;
  readonly hall: PublishedRouter;
  readonly token: NodeToken;
  readonly horde: Horde;
  readonly graph: Graph;
  readonly #callbacks: NodeCallbacks;
  /** On `ee` the package names a bus by host and port; this number makes the name unique. */
  readonly #busPort = `0/${serial++}`;

  private constructor(token: NodeToken, horde: Horde, graph: Graph, callbacks: NodeCallbacks) {
    this.token = token;
    this.horde = horde;
    this.graph = graph;
    this.#callbacks = callbacks;
    this.pull = new graph.Router('greathall', 'pull', quietLog);
    this.pub = new graph.Router('greathall', 'pub', quietLog);
    this.hall = new graph.Router('hall', 'sub', quietLog);
  }

  static async start(
    token: NodeToken,
    horde: Horde,
    graph: Graph,
    callbacks: NodeCallbacks,
  ): Promise<PublishedNode> {
    const node = new PublishedNode(token, horde, graph, callbacks);
    node.pull.hook('message', (name, message, socket) =>
      callbacks.onCommand(name, message, socket ?? ''),
    );
    await Promise.all([
      awaitCallback((callback) => node.pull.start(node.eeAddress, callback)),
      awaitCallback((callback) => node.pub.start(node.eeAddress, callback)),
    ]);
    await awaitCallback((callback) => node.hall.connect('ee', node.eeAddress, callback));
    node.#watch();
    return node;
  }

  /** Returns the address for clients in the node's own process. */
  get eeAddress(): BusAddress {
    return { host: '127.0.0.1', port: this.#busPort, timeout: 0 };
  }

  /** Returns the address for clients in other processes. The system chose the ports. */
  axonAddress(bus: 'pull' | 'pub'): BusAddress {
    const address = this.socket(bus).server?.address();
    if (typeof address !== 'object' || address === null)
      throw new Error(`node ${this.token} listens on no port`);
    return { host: '127.0.0.1', port: String(address.port), timeout: 0 };
  }

  socket(bus: 'pull' | 'pub'): AxonSocket {
    return this[bus]._backends.get('axon')._sock;
  }

  /** Returns the id that all commands over `ee` carry as their socket. */
  get eeSocket(): string {
    return this.pull._backends.get('ee')._id;
  }

  /** Resolves to the accepted socket whose far end has this address, as soon as there is one. */
  awaitAccepted(bus: 'pull' | 'pub', far: string): Promise<Socket> {
    const server = this.socket(bus);
    const find = () =>
      server.socks.find((each) => `${each.remoteAddress}:${each.remotePort}` === far);
    const found = find();
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => {
      const look = () => {
        const accepted = find();
        if (!accepted) return;
        server.off('connect', look);
        resolve(accepted);
      };
      server.on('connect', look);
    });
  }

  stop(): void {
    this.hall.stop();
    this.pub.stop();
    this.pull.stop();
    this.graph.dispose();
  }

  #watch(): void {
    const packed = new WeakMap<Buffer, readonly unknown[]>();
    const pub = this.socket('pub');
    const pack = pub.pack.bind(pub);
    pub.pack = (args) => {
      const buffer = pack(args);
      packed.set(buffer, args);
      return buffer;
    };
    pub.on('connect', (socket: Socket) => {
      const write = socket.write.bind(socket) as (data: Buffer) => boolean;
      socket.write = (data: unknown) => {
        const [topic, message] = packed.get(data as Buffer) ?? [];
        if (typeof topic === 'string' && topic !== FENCE)
          this.#callbacks.onFrame(socket, topic, message as WireMessage);
        return write(data as Buffer);
      };
    });
    this.#watchThrows(this.socket('pull'));
    const { _ee: ee } = this.pub._backends.get('ee') satisfies EeBackend;
    if (ee) this.#watchEmissions(ee.handle);
  }

  #watchEmissions(handle: EventEmitter): void {
    const emit = handle.emit.bind(handle);
    handle.emit = (name, ...args: unknown[]) => {
      if (name === 'message') this.#callbacks.onEmission(String(args[0]), args[1] as WireMessage);
      return emit(name, ...args);
    };
  }

  /** Reports and rethrows what a handler throws: the package runs its sockets in a domain that swallows errors. */
  #watchThrows(pull: AxonSocket): void {
    const emit = pull.emit.bind(pull);
    pull.emit = (name, ...args: unknown[]) => {
      try {
        return emit(name, ...args);
      } catch (error) {
        if (name === 'message') this.#callbacks.onThrow(args.at(-1) as Socket);
        throw error;
      }
    };
  }
}

/** Turns a call that takes a callback, which is called once, into a promise. */
export function awaitCallback(start: (callback: (error?: Error) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}
