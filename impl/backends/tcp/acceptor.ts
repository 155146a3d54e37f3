/**
 * The acceptor of a node: its two listening ports, and how a new connection becomes a pair. A lower end connects its command
 * socket, is told the event port and the pair's id, and connects its event socket. Only then is the pair open. A peer that sends
 * anything else is dropped with a reason, and no pair is affected.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { NodeToken, PairId } from '#spec';
import type { Access, Grant } from './access.ts';
import { covers } from './access.ts';
import type { ChannelCallbacks } from './channel.ts';
import { Channel } from './channel.ts';
import type { Cancel } from './clock.ts';
import type { Identity } from './credentials.ts';
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
  /** Who may do what; without it nobody is asked who he is. */
  readonly access?: Access;
  /** With this, both ports speak TLS and ask for a client certificate. */
  readonly tls?: Identity;
}

export interface AcceptorCallbacks extends PairCallbacks {
  onAttached(pair: TcpPair): void;
}

/** A command socket whose event socket has not come yet. */
interface PendingPair {
  readonly pair: PairId;
  readonly hello: CommandHello;
  readonly command: Channel;
  readonly grant: Grant | null;
  readonly late: Cancel;
}

export class Acceptor {
  readonly port: number;
  readonly eventPort: number;
  readonly #token: NodeToken;
  readonly #access: Access | undefined;
  readonly #environment: TransportEnvironment;
  readonly #callbacks: AcceptorCallbacks;
  readonly #servers: readonly Server[];
  readonly #pendingPairs = new Map<string, PendingPair>();
  readonly #sockets = new Set<Socket>();

  private constructor(
    { token, access, tls }: AcceptorOptions,
    environment: TransportEnvironment,
    callbacks: AcceptorCallbacks,
    command: Server,
    event: Server,
  ) {
    this.#token = token;
    this.#access = access;
    this.#environment = environment;
    this.#callbacks = callbacks;
    this.#servers = [command, event];
    this.port = portOf(command);
    this.eventPort = portOf(event);
    const opened = tls ? 'secureConnection' : 'connection';
    command.on(opened, (socket: Socket) => this.#onCommandSocket(socket));
    event.on(opened, (socket: Socket) => this.#onEventSocket(socket));
    for (const server of this.#servers) this.#superviseConnections(server);
  }

  /** Throws the error of `listen`, such as EADDRINUSE. */
  static async open(
    options: AcceptorOptions,
    environment: TransportEnvironment,
    callbacks: AcceptorCallbacks,
  ): Promise<Acceptor> {
    const { host, port, eventPort, tls } = options;
    const open = () => openServer(tls, environment.limits.helloMs);
    const command = await listen(open(), host, port);
    try {
      const event = await listen(open(), host, eventPort);
      return new Acceptor(options, environment, callbacks, command, event);
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

  /** Bounds the connections, and keeps every socket to be ended by `close`, be its TLS handshake over or not. */
  #superviseConnections(server: Server): void {
    const { limits, logPeer } = this.#environment;
    server.maxConnections = limits.connections;
    server.on('drop', () =>
      logPeer(`a connection was dropped: ${limits.connections} stand, and no more may (LIMIT)`),
    );
    server.on('tlsClientError', ({ message }: Error) => logPeer(`no TLS with a peer: ${message}`));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
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
      const grant = this.#access?.find(hello.secret, certificateOf(socket)) ?? null;
      const fault = this.#access ? accessFault(grant, hello) : null;
      if (fault !== null) return channel.refuse({ kind: 'refused', detail: fault });
      this.#welcome(channel, hello, grant);
    });
  }

  #welcome(command: Channel, hello: CommandHello, grant: Grant | null): void {
    const pair = `${hello.token}~${randomUUID()}` as PairId;
    const late = this.#startTimeout(command, 'brought no event socket');
    this.#pendingPairs.set(pair, { pair, hello, command, grant, late });
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
      const { command, grant } = pending;
      command.acceptLongFrames();
      const pair = new TcpPair(
        { pair: pending.pair, node, command, event, grant },
        this.#callbacks,
      );
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
    const label = `${what} socket of ${socket.remoteAddress ?? '?'} port ${socket.remotePort ?? '?'}`;
    const callbacks = {
      onFrame: (frame: unknown) => {
        cancelTimeout();
        onHello(channel, frame);
      },
      onFence: () => channel.refuse({ kind: 'malformed', detail: 'expected a hello' }),
      onEnded: () => cancelTimeout(),
    };
    const { helloBytes } = this.#environment.limits;
    const channel = new Channel(socket, label, this.#environment, callbacks, helloBytes);
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

function certificateOf(socket: Socket): string | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
}

/** Returns why whoever has the grant may not attach like this; otherwise null. */
function accessFault(grant: Grant | null, { role, token }: CommandHello): string | null {
  if (grant === null)
    return 'it brings no secret and no certificate that this node knows (token file)';
  if (role === 'node')
    return covers(grant.nodes, token) ? null : `it may not attach as node ${token} (token file)`;
  return grant.orcs.length > 0 ? null : 'it may attach as a node only (token file)';
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/**
 * Makes a server. With TLS it asks for a client certificate and accepts every one, since who holds which is said by the token
 * file, by its fingerprint: the handshake has shown that the peer has the key.
 */
function openServer(tls: Identity | undefined, handshakeTimeout: number): Server {
  return tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false, handshakeTimeout })
    : createServer();
}

function listen(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
