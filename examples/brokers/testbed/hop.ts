/**
 * A hop: the proxy between a lower server and the one above it. It loses the link and gives it back as a scenario says, and it
 * puts fences between the messages of the two: a question that an end answers only after it has done all that came before. So a
 * step is over exactly when its effects are, without any guess at times. It knows no broker's words: these are in `HopProtocol`.
 */
import { once } from 'node:events';
import type { AddressInfo, NetConnectOpts, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { within } from './waiting.ts';

/** One of the two servers that a hop joins. */
export type End = 'below' | 'above';

export const otherEnd = (end: End): End => (end === 'below' ? 'above' : 'below');

/** How the servers of a kind of broker speak over a link. */
export interface HopProtocol {
  /** Returns how many bytes the first message takes; 0 while it is not whole. */
  messageLength(bytes: Buffer): number;
  /** Whether the lower server makes several connections for one link; otherwise a new one is in place of the one before. */
  readonly isMany?: boolean;
  /**
   * Begins a conversation over the hop with this port. `send` puts a message of ours before an end, as if it came from the other.
   */
  begin(send: (to: End, message: Buffer) => void, port: number): Conversation;
}

/** Servers whose words are not understood: their link is lost and given back, and that is all. */
export const opaque: HopProtocol = {
  messageLength: (bytes) => bytes.length,
  begin: () => ({
    take: (_, message) => message,
    ready: Promise.resolve(),
    fence: async () => {},
    interest: null,
  }),
};

/** What is said over one connection of a link. */
export interface Conversation {
  /** Takes a message that an end sent. Returns what is passed on; null if it only answers us. */
  take(from: End, message: Buffer): Buffer | null;
  /** Resolves when both ends have agreed to speak and the lower one has said what it wants. */
  readonly ready: Promise<void>;
  /** Resolves when all that the end had sent by now has been done by the other end. */
  fence(from: End): Promise<void>;
  /** The subjects that the lower server asks for; null if it never says so. */
  readonly interest: ReadonlySet<string> | null;
}

interface Session {
  readonly conversation: Conversation;
  /** Resolves when an end has closed its connection. */
  readonly lost: Promise<unknown>;
  readonly sockets: readonly [below: Socket, above: Socket];
}

/** Resolves when the connection is over; one that ends by an error ends alike. */
const closing = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));

export class Hop {
  readonly #protocol: HopProtocol;
  readonly #target: () => NetConnectOpts;
  readonly #server: Server;
  /** Connections of the lower server that wait until the link is up. */
  readonly #waiting = new Set<Socket>();
  /** One for each connection of the link. */
  #sessions: readonly Session[] = [];
  #isUp = false;
  #began: () => void = () => {};

  private constructor(protocol: HopProtocol, target: () => NetConnectOpts, server: Server) {
    this.#protocol = protocol;
    this.#target = target;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      if (this.#isUp) this.#join(socket);
      else {
        this.#waiting.add(socket);
        socket.once('close', () => this.#waiting.delete(socket));
      }
    });
  }

  /** Opens a hop, whose link is down at first. `target` tells where the server above listens, which may have changed when that began anew. */
  static async open(protocol: HopProtocol, target: () => NetConnectOpts): Promise<Hop> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Hop(protocol, target, server);
  }

  /** The port to which the lower server is told to connect. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get interest(): ReadonlySet<string> | null {
    const told = this.#sessions.flatMap(({ conversation }) => conversation.interest ?? []);
    return told.length < 2 ? (told[0] ?? null) : new Set(told.flatMap((each) => [...each]));
  }

  /** Loses the link, and waits until both ends have closed their connection. */
  async down(): Promise<void> {
    this.#isUp = false;
    const sockets = this.#sessions.flatMap((session) => session.sockets);
    this.#sessions = [];
    for (const socket of sockets) socket.end();
    const closed = sockets.map(closing);
    await within(Promise.all(closed), () => 'both ends of a lost link to close it').catch(() => {
      for (const socket of sockets) socket.destroy();
    });
  }

  /** Gives the link back; `ready` tells when both ends speak over it. */
  up(): void {
    this.#isUp = true;
    const [socket] = [...this.#waiting].slice(-1);
    this.#waiting.clear();
    if (socket && !socket.destroyed) this.#join(socket);
  }

  /** Waits until both ends speak over the link. */
  async ready(): Promise<void> {
    const begun = async () => {
      for (;;) {
        const sessions = this.#sessions;
        const ready = await Promise.race([
          // A server that had waited too long hangs up, and dials again.
          new Promise<null>((go) => (this.#began = () => go(null))),
          ...sessions.map((each) => each.lost.then(() => null)),
          ...sessions.map((each) => each.conversation.ready.then(() => each)),
        ]);
        if (ready && this.#sessions.includes(ready)) return;
      }
    };
    await within(begun(), () => 'a lower server to attach to the one above');
  }

  /** Resolves when all that the end had sent by now has been done by the other; at once where the link is lost. */
  async fence(from: End): Promise<void> {
    const fenced = this.#sessions.map(({ conversation, lost }) =>
      Promise.race([conversation.fence(from), lost]),
    );
    await within(Promise.all(fenced), () => 'a server to answer over a link');
  }

  close(): void {
    this.#server.close();
    const joined = this.#sessions.flatMap(({ sockets }) => sockets);
    for (const socket of [...this.#waiting, ...joined]) socket.destroy();
    this.#sessions = [];
  }

  #join(below: Socket): void {
    const above = connect(this.#target());
    const sockets: Readonly<Record<End, Socket>> = { below, above };
    const conversation = this.#protocol.begin(
      (to, message) => sockets[to].write(message),
      this.port,
    );
    const lost = Promise.race([closing(below), closing(above)]);
    const session: Session = { conversation, lost, sockets: [below, above] };
    for (const end of ['below', 'above'] as const) {
      const [from, to] = [sockets[end], sockets[otherEnd(end)]];
      let rest: Buffer = Buffer.alloc(0);
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('data', (bytes: Buffer) => {
        rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
        for (;;) {
          const length = this.#protocol.messageLength(rest);
          if (length === 0) return;
          const message = rest.subarray(0, length);
          rest = rest.subarray(length);
          const passedOn = conversation.take(end, message);
          if (passedOn) to.write(passedOn);
        }
      });
      // If one end closes the connection, or is gone, the other one loses it too.
      from.once('close', () => {
        to.end();
        if (this.#sessions.includes(session))
          this.#sessions = this.#sessions.filter((each) => each !== session);
      });
    }
    this.#sessions = this.#protocol.isMany ? [...this.#sessions, session] : [session];
    this.#began();
  }
}
