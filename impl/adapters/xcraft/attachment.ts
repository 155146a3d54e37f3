/**
 * Attachment: one open pair, a client's on `ee` or `axon`, or a lower node's: its `sub` and `push` routers and, on
 * axon, the four sockets at its two ends. It stands apart from the node, which only sees what is accepted.
 * It must not know who speaks on it.
 */
import type { Socket } from 'node:net';
import type { PairId } from '#spec';
import type { PublishedNode } from './published/node.ts';
import { done } from './published/node.ts';
import type {
  AxonSocket,
  BackendName,
  PublishedRouter,
  PublishedRouterClass,
} from './published/published.ts';
import type { ClientProcess, LocalEnd } from './published/siblings.ts';
import { quietLog } from './published/siblings.ts';
import { FENCE } from './wire.ts';

export interface Attachment {
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly backend: BackendName;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;
  /** Puts arguments on the command bus below the router, as they are. */
  raw(args: readonly unknown[]): void;
  /** Loses one socket; the other is left to whoever has a duty to end it. */
  cut(socket: 'command' | 'event'): void;
  close(): void;
}

export interface Opening {
  readonly pair: PairId;
  readonly node: PublishedNode;
  /** The process of the lower end. */
  readonly Router: PublishedRouterClass;
  /** What its `sub` asks for before it connects; from then on the library filters what it hears. */
  readonly hears: string;
}

/** The published client's own first subscription; its orcs' come later. */
export const CLIENT_HEARS = 'greathall::*';
/** A lower node hears all that comes down. */
export const NODE_HEARS = '*';

let serial = 0;

function routers({ Router, pair, hears }: Opening): {
  sub: PublishedRouter;
  push: PublishedRouter;
} {
  const id = `${pair}#${serial++}`;
  const sub = new Router(id, 'sub', quietLog);
  const push = new Router(id, 'push', quietLog);
  sub.subscribe(hears, undefined, undefined);
  return { sub, push };
}

export class EeAttachment implements Attachment {
  readonly backend = 'ee';
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;

  private constructor(opening: Opening) {
    this.pair = opening.pair;
    this.node = opening.node;
    ({ sub: this.sub, push: this.push } = routers(opening));
  }

  static async open(opening: Opening): Promise<EeAttachment> {
    const made = new EeAttachment(opening);
    await done((callback) => made.sub.connect('ee', opening.node.ee, callback));
    await done((callback) => made.push.connect('ee', opening.node.ee, callback));
    return made;
  }

  raw(args: readonly unknown[]): void {
    this.push._backends.get('ee')._ee?.handle.emit('message', ...args);
  }

  /** There are no sockets: the client ends. */
  cut(): void {
    this.close();
  }

  close(): void {
    this.sub.stop();
    this.push.stop();
  }
}

/** One stream of those behind a socket; the last one is only written to. */
interface Stage {
  readonly writableLength: number;
  readonly readableLength?: number;
}

/** Both ends of one of the two sockets of an axon pair. */
export interface Wire {
  readonly near: Socket;
  readonly far: Socket;
  /** What the library puts behind the two sockets: it unpacks in a thread of its own, so this may outlast them. */
  readonly stages: readonly Stage[];
}

export class AxonAttachment implements Attachment {
  readonly backend = 'axon';
  readonly pair: PairId;
  readonly node: PublishedNode;
  readonly sub: PublishedRouter;
  readonly push: PublishedRouter;
  command: Wire | null = null;
  event: Wire | null = null;
  /** The event port, as the node sees it; known even after the end. */
  port = 0;

  private constructor(opening: Opening) {
    this.pair = opening.pair;
    this.node = opening.node;
    ({ sub: this.sub, push: this.push } = routers(opening));
  }

  /** `localEnd`: where a client's event socket is to be bound, for pairs with equal ports. */
  static async open(
    opening: Opening,
    client?: ClientProcess,
    localEnd?: LocalEnd,
  ): Promise<AxonAttachment> {
    const made = new AxonAttachment(opening);
    const { node } = opening;
    if (client) client.localEnd = localEnd ?? null;
    const heard = done((callback) => made.sub.connect('axon', node.axon('pub'), callback));
    if (client) client.localEnd = null;
    await heard;
    made.event = await wire(axonOf(made.sub), (far) => node.accepted('pub', far));
    made.port = made.event.near.localPort ?? 0;
    await done((callback) => made.push.connect('axon', node.axon('pull'), callback));
    made.command = await wire(axonOf(made.push), (far) => node.accepted('pull', far));
    return made;
  }

  raw(args: readonly unknown[]): void {
    axonOf(this.push).send(...args);
  }

  /** One frame that only says: all before me has been sent. */
  fenceDown(mark: unknown): void {
    if (this.event) this.node.socket('pub').send(FENCE, mark, this.event.far);
  }

  cut(socket: 'command' | 'event'): void {
    this.#forget();
    this[socket]?.near.destroy();
  }

  close(): void {
    this.#forget();
    this.sub.stop();
    this.push.stop();
  }

  /** From now on a lost socket is not connected again. */
  #forget(): void {
    axonOf(this.sub).closing = true;
    axonOf(this.push).closing = true;
  }
}

/** Sockets whose `close` event is over; a socket calls itself closed some time before. */
const closed = new WeakSet<Socket>();

/** Whether a socket has ended and everybody who waits for that has been told. */
export function ended(socket: Socket | undefined): boolean {
  return socket === undefined || closed.has(socket);
}

/** Whether all that came through was handed on: what is unpacked goes on after its socket has ended. */
export function idle({ stages }: Wire): boolean {
  return stages.every((each) => each.writableLength === 0 && (each.readableLength ?? 0) === 0);
}

function axonOf(router: PublishedRouter): AxonSocket {
  return router._backends.get('axon')._sock;
}

async function wire(client: AxonSocket, accepted: (far: string) => Promise<Socket>): Promise<Wire> {
  const [near] = client.socks;
  if (!near) throw new Error('a client socket was lost while it connected');
  const far = await accepted(`${near.localAddress}:${near.localPort}`);
  for (const socket of [near, far]) socket.once('close', () => closed.add(socket));
  return { near, far, stages: [near, far].flatMap(stagesOf) };
}

/** A stream and what it is piped into; Node keeps the list, and shows it here alone. */
interface Piped extends Stage {
  readonly _readableState?: { readonly pipes: readonly Piped[] };
}

function stagesOf(socket: Socket): Stage[] {
  const stages: Stage[] = [];
  for (let next: Piped | undefined = pipeOf(socket); next; next = pipeOf(next)) stages.push(next);
  return stages;
}

/** The last stage hands its messages to a listener and is piped nowhere. */
const pipeOf = ({ _readableState }: Piped) => _readableState?.pipes[0];
