/**
 * Attacks of one peer on a node over TCP, as many times as wanted. Each ends when the node has taken in all that was sent, or has ended the
 * connection. They use sockets of their own, since the client library would not send what they send.
 */
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface NodePorts {
  readonly port: number;
  readonly eventPort: number;
}

/** Returns the bytes of a frame with this JSON text. */
function frameOf(json: string): Buffer {
  const body = Buffer.from(json);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

const encode = (frame: unknown) => frameOf(JSON.stringify(frame));

/** A socket, with the frames that have come on it. Frames are short here, so each is found by its length. */
class Peer {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  #bytes = Buffer.alloc(0);
  #onFrame: (frame: Record<string, unknown>) => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket.setNoDelay(true).on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      while (this.#bytes.length >= 4 && this.#bytes.length >= 4 + this.#bytes.readUInt32BE(0)) {
        const end = 4 + this.#bytes.readUInt32BE(0);
        const frame = JSON.parse(this.#bytes.toString('utf8', 4, end));
        this.#bytes = this.#bytes.subarray(end);
        if (frame.kind === 'fence') void this.write(encode({ kind: 'fenced', mark: frame.mark }));
        else this.#onFrame(frame);
      }
    });
  }

  /** Resolves with the next frame of this kind; null when the connection ends before. */
  next(kind: string): Promise<Record<string, unknown> | null> {
    return new Promise((resolve) => {
      void this.closed.then(() => resolve(null));
      this.#onFrame = (frame) => {
        if (frame.kind === kind) resolve(frame);
      };
    });
  }

  /** Writes, and resolves when the system has taken it or the connection has ended. */
  async write(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed || this.socket.write(bytes)) return;
    await Promise.race([new Promise((drained) => this.socket.once('drain', drained)), this.closed]);
  }
}

/** The two sockets of a client's pair. Rejects if the node refuses it. */
async function openPair({ port, eventPort }: NodePorts, token: string) {
  const host = '127.0.0.1';
  const command = new Peer(connect({ host, port }));
  const welcomed = command.next('welcome');
  const hello = { kind: 'hello', partyline: 1 };
  await command.write(encode({ ...hello, socket: 'command', role: 'client', token }));
  const welcome = await welcomed;
  const events = new Peer(connect({ host, port: eventPort }));
  const attached = events.next('attached');
  await events.write(encode({ ...hello, socket: 'event', pair: welcome?.pair }));
  // Whoever is silent is dropped before the attack is over.
  const beat = setInterval(() => events.write(encode({ kind: 'ping' })), 2000);
  void events.closed.then(() => clearInterval(beat));
  if (!(await attached)) throw new Error(`the node refused the client ${token}`);
  return { command, events };
}

/** Resolves when the node has handled everything that was sent before, or the connection has ended. */
async function settle(command: Peer): Promise<void> {
  const fenced = command.next('fenced');
  await command.write(encode({ kind: 'fence', mark: 1 }));
  await fenced;
}

const arp = { token: 'attacker', port: 1, hordes: [], nice: 0 };
const message = (body: object) => encode({ kind: 'message', body: { ...body, arp } });

/** One client subscribes to so many lines and joins for so many orcs. */
export async function fillTables(ports: NodePorts, lineCount: number, orcCount: number) {
  const { command } = await openPair(ports, 'greedy');
  for (let at = 0; at < lineCount; at++)
    await command.write(message({ kind: ':conn-line', orcName: 'o@T', lineId: `line-${at}` }));
  for (let at = 0; at < orcCount; at++)
    await command.write(message({ kind: 'command', name: 'x', orcName: `o${at}@T`, join: true }));
  await settle(command);
  return () => command.socket.destroy();
}

/** A client with one orc, so that there is somebody for whom the node writes what comes from above. */
export async function joinOrc(ports: NodePorts) {
  const { command } = await openPair(ports, 'bystander');
  await command.write(message({ kind: 'command', name: 'x', orcName: 'bystander@T', join: true }));
}

/** So many clients announce a frame of 1 MiB each, and send nearly all of it, one byte a segment. */
export async function sendInSegments(ports: NodePorts, clientCount: number, byteCount: number) {
  const pairs = await Promise.all(
    Array.from({ length: clientCount }, (_, at) => openPair(ports, `slow${at}`)),
  );
  const byte = Buffer.from('[');
  for (const { command } of pairs) await command.write(Buffer.from([0, 0x10, 0, 0]));
  for (let at = 0; at < byteCount; at++) {
    for (const { command } of pairs) await command.write(byte);
    // Lets the bytes leave, so that they arrive as segments of their own.
    await new Promise((resume) => setImmediate(resume));
  }
  return () => {
    for (const { command } of pairs) command.socket.destroy();
  };
}

/** A client sends so many frames that are nested so deep. */
export async function sendDeepFrames(ports: NodePorts, count: number, levels: number) {
  const { command } = await openPair(ports, 'deep');
  const payload = '['.repeat(levels) + ']'.repeat(levels);
  const frame = frameOf(`{"kind":"message","body":${payload}}`);
  for (let at = 0; at < count; at++) await command.write(frame);
  await settle(command);
  return () => command.socket.destroy();
}

/** A node above, to which the node attaches, sends it so many events that are nested so deep. */
export class WrongNode {
  readonly port: number;
  readonly #servers: readonly Server[];
  readonly #events: Promise<Peer>;

  private constructor(command: Server, event: Server, events: Promise<Peer>) {
    this.#servers = [command, event];
    this.#events = events;
    this.port = portOf(command);
  }

  static async start(): Promise<WrongNode> {
    let onEvents: (peer: Peer) => void = () => {};
    const events = new Promise<Peer>((resolve) => {
      onEvents = resolve;
    });
    const eventServer = await listen((peer) => {
      void peer.write(encode({ kind: 'attached', port: peer.socket.remotePort }));
      onEvents(peer);
    });
    const eventPort = portOf(eventServer);
    const commandServer = await listen((peer) => {
      void peer.write(encode({ kind: 'welcome', token: 'wrong', pair: 'x', eventPort }));
    });
    return new WrongNode(commandServer, eventServer, events);
  }

  async sendDeepEvents(count: number, levels: number): Promise<void> {
    const peer = await this.#events;
    const payload = '['.repeat(levels) + ']'.repeat(levels);
    const event = `{"topic":"news","id":"deep","payload":${payload}}`;
    const frame = frameOf(`{"kind":"event","body":${event}}`);
    for (let at = 0; at < count; at++) await peer.write(frame);
    await settle(peer);
  }

  close(): void {
    for (const server of this.#servers) server.close();
    void this.#events.then(({ socket }) => socket.destroy());
  }
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

function listen(onPeer: (peer: Peer) => void): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => onPeer(new Peer(socket)));
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
