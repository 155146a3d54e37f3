/**
 * The acceptor of a node: its two listening ports, and how a new connection becomes a pair. A lower end connects its command
 * socket, is told the event port and the pair's id, and connects its event socket. Only then is the pair open. A peer that sends
 * anything else is dropped with a reason, and no pair is affected.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { NodeToken, PairId } from '#spec';
import type { ChannelCallbacks } from './channel.ts';
import { Channel } from './channel.ts';
import type { Cancel } from './clock.ts';
import type { Ending } from './ending.ts';
import type { TransportEnvironment } from './environment.ts';
import type { PairCallbacks } from './pair.ts';
import { TcpPair } from './pair.ts';
import type { CommandHello } from './wire.ts';
import { readCommandHello, readEventHello } from './wire.ts';

export interface AcceptorOptions {
  readonly token: NodeToken;
  readonly host: string;
  /** For this port and the next one: 0 means any port that is free. */
  readonly port: number;
  readonly eventPort: number;
}

export interface AcceptorCallbacks extends PairCallbacks {
  onAttached(pair: TcpPair): void;
}

/** A command socket whose event socket has not come yet. */
interface PendingPair {
  readonly pair: PairId;
  readonly hello: CommandHello;
  readonly command: Channel;
  readonly late: Cancel;
}

export class Acceptor {
  readonly port: number;
  readonly eventPort: number;
  readonly #token: NodeToken;
  readonly #environment: TransportEnvironment;
  readonly #callbacks: AcceptorCallbacks;
  readonly #servers: readonly Server[];
  readonly #pendingPairs = new Map<string, PendingPair>();
  readonly #sockets = new Set<Socket>();

  private constructor(
    { token }: AcceptorOptions,
    environment: TransportEnvironment,
    callbacks: AcceptorCallbacks,
    command: Server,
    event: Server,
  ) {
    this.#token = token;
    this.#environment = environment;
    this.#callbacks = callbacks;
    this.#servers = [command, event];
    this.port = portOf(command);
    this.eventPort = portOf(event);
    command.on('connection', (socket) => this.#onCommandSocket(socket));
    event.on('connection', (socket) => this.#onEventSocket(socket));
  }

  /** Throws the error of `listen`, such as EADDRINUSE. */
  static async open(
    options: AcceptorOptions,
    environment: TransportEnvironment,
    callbacks: AcceptorCallbacks,
  ): Promise<Acceptor> {
    const { host, port, eventPort } = options;
    const command = await listen(host, port);
    try {
      return new Acceptor(options, environment, callbacks, command, await listen(host, eventPort));
    } catch (error) {
      command.close();
      throw error;
    }
  }

  /** Ends every socket; resolves when both ports are free. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.#sockets) socket.destroy();
    for (const { late } of this.#pendingPairs.values()) late();
    this.#pendingPairs.clear();
    await Promise.all(closed);
  }

  #onCommandSocket(socket: Socket): void {
    this.#awaitHello(socket, 'command', (channel, frame) => {
      const hello = readCommandHello(frame);
      if ('detail' in hello) return channel.refuse(hello);
      if (hello.role === 'node' && hello.token === this.#token)
        return channel.refuse({
          kind: 'refused',
          detail: `this node is ${this.#token} itself; give each node a token of its own`,
        });
      this.#welcome(channel, hello);
    });
  }

  #welcome(command: Channel, hello: CommandHello): void {
    const pair = `${hello.token}~${randomUUID()}` as PairId;
    const late = this.#startTimeout(command, 'brought no event socket');
    this.#pendingPairs.set(pair, { pair, hello, command, late });
    command.setCallbacks(
      refuseFrames(command, 'spoke before its pair stood', () => {
        late();
        this.#pendingPairs.delete(pair);
      }),
    );
    command.send({ kind: 'welcome', token: this.#token, pair, eventPort: this.eventPort });
  }

  #onEventSocket(socket: Socket): void {
    this.#awaitHello(socket, 'event', (event, frame) => {
      const hello = readEventHello(frame);
      if ('detail' in hello) return event.refuse(hello);
      const pending = this.#pendingPairs.get(hello.pair);
      if (!pending)
        return event.refuse({
          kind: 'refused',
          detail: 'no command socket waits for it; dial the command port first',
        });
      this.#pendingPairs.delete(hello.pair);
      pending.late();
      const node = pending.hello.role === 'node' ? (pending.hello.token as NodeToken) : null;
      const { command } = pending;
      const pair = new TcpPair({ pair: pending.pair, node, command, event }, this.#callbacks);
      event.send({ kind: 'attached', port: pair.port });
      this.#callbacks.onAttached(pair);
    });
  }

  /** Waits for the first frame of a new connection. */
  #awaitHello(
    socket: Socket,
    what: 'command' | 'event',
    onHello: (channel: Channel, frame: unknown) => void,
  ): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const label = `${what} socket of ${socket.remoteAddress ?? '?'} port ${socket.remotePort ?? '?'}`;
    const callbacks = {
      onFrame: (frame: unknown) => {
        cancelTimeout();
        onHello(channel, frame);
      },
      onFence: () => channel.refuse({ kind: 'malformed', detail: 'expected a hello' }),
      onEnded: () => cancelTimeout(),
    };
    const channel = new Channel(socket, label, this.#environment, callbacks);
    const cancelTimeout = this.#startTimeout(channel, 'did not say hello');
  }

  #startTimeout(channel: Channel, what: string): Cancel {
    const { clock, limits } = this.#environment;
    const detail = `it ${what} within ${limits.helloMs} ms`;
    return clock.schedule(limits.helloMs, () => channel.refuse({ kind: 'silent', detail }));
  }
}

/** Ends a channel on which a frame comes before frames are allowed. */
function refuseFrames(
  channel: Channel,
  what: string,
  ended: (ending: Ending) => void,
): ChannelCallbacks {
  const refuse = () => channel.refuse({ kind: 'malformed', detail: `it ${what}` });
  return { onFrame: refuse, onFence: refuse, onEnded: ended };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
