/**
 * Attachments: one open pair, of a client on `ee` or `axon`, or of a lower node. It has the `sub` and `push` routers and, on
 * axon, the four sockets at its two ends. It stands apart from the node, which sees only accepted sockets. It must not know who
 * speaks on it.
 */
import type { Socket } from 'node:net';
import type { PairId } from '#spec';
import type { PublishedNode } from './node.ts';
import { awaitCallback } from './node.ts';
import type {
  AxonSocket,
  BackendName,
  PublishedRouter,
  PublishedRouterClass,
} from './published.ts';
import type { ClientProcess, LocalEnd } from './stubs.ts';
import { quietLog } from './stubs.ts';
import { FENCE } from './wire.ts';

export interface PublishedPair {
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly backend: BackendName;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;
  /** Sends arguments on the command bus unchanged, bypassing the router. */
  sendRaw(args: readonly unknown[]): void;
  /** Destroys one socket. Whoever has the duty to end the other socket does so later. */
  cut(socket: 'command' | 'event'): void;
  close(): void;
}

export interface AttachmentOptions {
  readonly pair: PairId;
  readonly node: PublishedNode;
  /** The router of the process at the lower end. */
  readonly Router: PublishedRouterClass;
  /**
   * The pattern to which its `sub` subscribes before it connects. From then on the library drops everything that does not match.
   */
  readonly subscribedPattern: string;
}

/** The first subscription of a published client; those of its orcs come later. */
export const CLIENT_PATTERN = 'greathall::*';
/** A lower node subscribes to everything that comes down. */
export const NODE_PATTERN = '*';

let serial = 0;

function createRouters({ Router, pair, subscribedPattern }: AttachmentOptions): {
  sub: PublishedRouter;
  push: PublishedRouter;
} {
  const id = `${pair}#${serial++}`;
  const sub = new Router(id, 'sub', quietLog);
  const push = new Router(id, 'push', quietLog);
  sub.subscribe(subscribedPattern, undefined, undefined);
  return { sub, push };
}

export class EeAttachment implements PublishedPair {
  readonly backend = 'ee';
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;

  private constructor(options: AttachmentOptions) {
    this.pair = options.pair;
    this.node = options.node;
    ({ sub: this.sub, push: this.push } = createRouters(options));
  }

  static async open(options: AttachmentOptions): Promise<EeAttachment> {
    const attachment = new EeAttachment(options);
    await awaitCallback((callback) =>
      attachment.sub.connect('ee', options.node.eeAddress, callback),
    );
    await awaitCallback((callback) =>
      attachment.push.connect('ee', options.node.eeAddress, callback),
    );
    return attachment;
  }

  sendRaw(args: readonly unknown[]): void {
    this.push._backends.get('ee')._ee?.handle.emit('message', ...args);
  }

  /** Ends the client: `ee` has no sockets to lose. */
  cut(): void {
    this.close();
  }

  close(): void {
    this.sub.stop();
    this.push.stop();
  }
}

/** One of the streams behind a socket, with the fields that are read here. The last stream of a chain is only written to. */
interface Stage {
  readonly writableLength: number;
  readonly readableLength?: number;
}

/** Both ends of one of the two sockets of an axon pair. */
export interface SocketLink {
  readonly near: Socket;
  readonly far: Socket;
  /**
   * The streams that the library puts behind the two sockets. They decode asynchronously, so they may outlast the
   * sockets.
   */
  readonly stages: readonly Stage[];
}

export class AxonAttachment implements PublishedPair {
  readonly backend = 'axon';
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;
  command: SocketLink | null = null;
  event: SocketLink | null = null;
  /** The event port as the node sees it; kept after the pair's end. */
  port = 0;

  private constructor(options: AttachmentOptions) {
    this.pair = options.pair;
    this.node = options.node;
    ({ sub: this.sub, push: this.push } = createRouters(options));
  }

  /**
   * Opens the pair. `localEnd`: the address that a client's event socket is to be bound to, for pairs with equal
   * ports.
   */
  static async open(
    options: AttachmentOptions,
    client?: ClientProcess,
    localEnd?: LocalEnd,
  ): Promise<AxonAttachment> {
    const attachment = new AxonAttachment(options);
    const { node } = options;
    if (client) client.localEnd = localEnd ?? null;
    const connecting = awaitCallback((callback) =>
      attachment.sub.connect('axon', node.axonAddress('pub'), callback),
    );
    if (client) client.localEnd = null;
    await connecting;
    attachment.event = await linkSockets(axonOf(attachment.sub), (far) =>
      node.awaitAccepted('pub', far),
    );
    attachment.port = attachment.event.near.localPort ?? 0;
    await awaitCallback((callback) =>
      attachment.push.connect('axon', node.axonAddress('pull'), callback),
    );
    attachment.command = await linkSockets(axonOf(attachment.push), (far) =>
      node.awaitAccepted('pull', far),
    );
    return attachment;
  }

  sendRaw(args: readonly unknown[]): void {
    axonOf(this.push).send(...args);
  }

  /** Sends a fence down. When it arrives, everything that was sent before has arrived. */
  fenceDown(mark: unknown): void {
    if (this.event) this.node.socket('pub').send(FENCE, mark, this.event.far);
  }

  cut(socket: 'command' | 'event'): void {
    this.#disableReconnect();
    this[socket]?.near.destroy();
  }

  close(): void {
    this.#disableReconnect();
    this.sub.stop();
    this.push.stop();
  }

  /** Keeps the library from reconnecting a lost socket from now on. */
  #disableReconnect(): void {
    axonOf(this.sub).closing = true;
    axonOf(this.push).closing = true;
  }
}

/** Sockets whose `close` event has been handled. Node sets `socket.closed` some time before that. */
const closedSockets = new WeakSet<Socket>();

/** Whether a socket has ended and its `close` listeners have run. */
export function hasEnded(socket: Socket | undefined): boolean {
  return socket === undefined || closedSockets.has(socket);
}

/** Whether everything received was handed on. Decoding continues after the socket has ended. */
export function isIdle({ stages }: SocketLink): boolean {
  return stages.every((each) => each.writableLength === 0 && (each.readableLength ?? 0) === 0);
}

function axonOf(router: PublishedRouter): AxonSocket {
  return router._backends.get('axon')._sock;
}

async function linkSockets(
  client: AxonSocket,
  awaitAccepted: (far: string) => Promise<Socket>,
): Promise<SocketLink> {
  const [near] = client.socks;
  if (!near) throw new Error('a client socket was lost while it connected');
  const far = await awaitAccepted(`${near.localAddress}:${near.localPort}`);
  for (const socket of [near, far]) socket.once('close', () => closedSockets.add(socket));
  return { near, far, stages: [near, far].flatMap(stagesOf) };
}

/** A stream with the streams it is piped into, which Node shows only in this internal field. */
interface PipedStage extends Stage {
  readonly _readableState?: { readonly pipes: readonly PipedStage[] };
}

function stagesOf(socket: Socket): Stage[] {
  const stages: Stage[] = [];
  for (let next: PipedStage | undefined = pipeOf(socket); next; next = pipeOf(next))
    stages.push(next);
  return stages;
}

/** Returns the next stage; the last stage hands its messages to a listener and is piped nowhere. */
const pipeOf = ({ _readableState }: PipedStage) => _readableState?.pipes[0];
