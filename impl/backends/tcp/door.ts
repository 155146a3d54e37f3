/**
 * The door of a node: its two listening ports, and how a stranger becomes a pair.
 * A lower end comes with its command socket, is told the event port and its pair's id, and brings the event socket;
 * only then does the pair stand. Whoever speaks otherwise is dropped with a reason, and nobody else notices.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { NodeToken, PairId } from '#spec';
import type { Ears } from './channel.ts';
import { Channel } from './channel.ts';
import type { Cancel } from './clock.ts';
import type { Ending } from './ending.ts';
import type { PairEnds } from './pair.ts';
import { TcpPair } from './pair.ts';
import type { Setting } from './setting.ts';
import type { CommandHello } from './wire.ts';
import { readCommandHello, readEventHello } from './wire.ts';

export interface DoorOptions {
  readonly token: NodeToken;
  readonly host: string;
  /** 0 for any that is free, here and below. */
  readonly port: number;
  readonly eventPort: number;
}

export interface DoorEnds extends PairEnds {
  attached(pair: TcpPair): void;
}

/** A command socket whose event socket has not come yet. */
interface Guest {
  readonly pair: PairId;
  readonly hello: CommandHello;
  readonly command: Channel;
  readonly late: Cancel;
}

export class Door {
  readonly port: number;
  readonly eventPort: number;
  readonly #token: NodeToken;
  readonly #setting: Setting;
  readonly #ends: DoorEnds;
  readonly #servers: readonly Server[];
  readonly #guests = new Map<string, Guest>();
  readonly #sockets = new Set<Socket>();

  private constructor(
    { token }: DoorOptions,
    setting: Setting,
    ends: DoorEnds,
    command: Server,
    event: Server,
  ) {
    this.#token = token;
    this.#setting = setting;
    this.#ends = ends;
    this.#servers = [command, event];
    this.port = portOf(command);
    this.eventPort = portOf(event);
    command.on('connection', (socket) => this.#onCommandSocket(socket));
    event.on('connection', (socket) => this.#onEventSocket(socket));
  }

  /** Throws the error of `listen`, such as EADDRINUSE. */
  static async open(options: DoorOptions, setting: Setting, ends: DoorEnds): Promise<Door> {
    const { host, port, eventPort } = options;
    const command = await listening(host, port);
    try {
      return new Door(options, setting, ends, command, await listening(host, eventPort));
    } catch (error) {
      command.close();
      throw error;
    }
  }

  /** Ends every socket; both ports are free when it is done. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.#sockets) socket.destroy();
    for (const { late } of this.#guests.values()) late();
    this.#guests.clear();
    await Promise.all(closed);
  }

  #onCommandSocket(socket: Socket): void {
    this.#greet(socket, 'command', (channel, frame) => {
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
    const late = this.#late(command, 'brought no event socket');
    this.#guests.set(pair, { pair, hello, command, late });
    command.hear(
      early(command, 'spoke before its pair stood', () => {
        late();
        this.#guests.delete(pair);
      }),
    );
    command.send({ kind: 'welcome', token: this.#token, pair, eventPort: this.eventPort });
  }

  #onEventSocket(socket: Socket): void {
    this.#greet(socket, 'event', (event, frame) => {
      const hello = readEventHello(frame);
      if ('detail' in hello) return event.refuse(hello);
      const guest = this.#guests.get(hello.pair);
      if (!guest)
        return event.refuse({
          kind: 'refused',
          detail: 'no command socket waits for it; dial the command port first',
        });
      this.#guests.delete(hello.pair);
      guest.late();
      const node = guest.hello.role === 'node' ? (guest.hello.token as NodeToken) : null;
      const { command } = guest;
      const pair = new TcpPair({ pair: guest.pair, node, command, event }, this.#ends);
      event.send({ kind: 'attached', port: pair.port });
      this.#ends.attached(pair);
    });
  }

  /** Waits for the first frame of a stranger. */
  #greet(
    socket: Socket,
    what: 'command' | 'event',
    greet: (channel: Channel, frame: unknown) => void,
  ): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const label = `${what} socket of ${socket.remoteAddress ?? '?'} port ${socket.remotePort ?? '?'}`;
    const ears = {
      frame: (frame: unknown) => {
        late();
        greet(channel, frame);
      },
      fence: () => channel.refuse({ kind: 'malformed', detail: 'expected a hello' }),
      ended: () => late(),
    };
    const channel = new Channel(socket, label, this.#setting, ears);
    const late = this.#late(channel, 'did not say hello');
  }

  #late(channel: Channel, what: string): Cancel {
    const { clock, limits } = this.#setting;
    const detail = `it ${what} within ${limits.helloMs} ms`;
    return clock.after(limits.helloMs, () => channel.refuse({ kind: 'silent', detail }));
  }
}

/** Nothing may come yet. */
function early(channel: Channel, what: string, ended: (ending: Ending) => void): Ears {
  const wrong = () => channel.refuse({ kind: 'malformed', detail: `it ${what}` });
  return { frame: wrong, fence: wrong, ended };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listening(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
