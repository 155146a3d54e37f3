/**
 * The words of MQTT, as far as they are needed: a client, and what a bridge and the broker above it say to each other. A bridge
 * is a client of the broker above, and says once what it wants of it, so nothing climbs.
 */
import { once } from 'node:events';
import type { NetConnectOpts, Socket } from 'node:net';
import { connect } from 'node:net';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { generate, parser } from 'mqtt-packet';
import { Fences } from '../../../properties/network/fences.ts';
import type { Connection, Receive } from './brokerSystem.ts';
import type { Conversation, End, HopProtocol } from './hop.ts';

const PING = generate({ cmd: 'pingreq' });
/** The number of the message that is our fence; a broker counts its own from 1. */
const FENCE_ID = 65535;
const FENCE_TOPIC = 'fence';
const FENCE = generate({
  cmd: 'publish',
  topic: FENCE_TOPIC,
  payload: '',
  qos: 1,
  messageId: FENCE_ID,
  dup: false,
  retain: false,
});

/** Returns the packet that the bytes are. */
function packetOf(bytes: Buffer): Packet | undefined {
  let found: Packet | undefined;
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => (found = packet));
  reader.parse(bytes);
  return found;
}

/** Returns how long the first packet is; 0 while it is not whole. Its length is told in up to four bytes, seven bits in each. */
function messageLength(bytes: Buffer): number {
  let length = 0;
  for (let at = 1; at < Math.min(bytes.length, 5); at++) {
    const byte = bytes[at] as number;
    length += (byte & 127) * 128 ** (at - 1);
    if (byte < 128) return bytes.length < at + 1 + length ? 0 : at + 1 + length;
  }
  return 0;
}

/**
 * What a bridge and the broker above it say. The fence goes down: first PINGREQ to the broker, which answers it behind all that it
 * had sent, then a message with QoS 1 to the bridge, which acknowledges it behind all that it was sent.
 */
export const bridges = (receive: (body: string) => void): HopProtocol => ({
  messageLength,
  begin: (send) => new BridgeConversation(send, receive),
});

class BridgeConversation implements Conversation {
  /** A bridge never tells what it is asked for. */
  readonly interest = null;
  readonly ready: Promise<void>;
  readonly #send: (to: End, message: Buffer) => void;
  readonly #receive: (body: string) => void;
  readonly #pings = new Fences('a bridge, at the broker above');
  readonly #fences = new Fences('a bridge, at the broker below');
  #subscribed: () => void = () => {};

  constructor(send: (to: End, message: Buffer) => void, receive: (body: string) => void) {
    this.#send = send;
    this.#receive = receive;
    this.ready = new Promise((resolve) => (this.#subscribed = resolve));
  }

  take(from: End, message: Buffer): Buffer | null {
    const packet = packetOf(message);
    switch (packet?.cmd) {
      case 'pingreq':
        this.#pings.noteForeign();
        return message;
      case 'pingresp':
        return this.#pings.takeAnswer() ? null : message;
      case 'suback':
        this.#subscribed();
        return message;
      case 'puback':
        if (from !== 'below' || packet.messageId !== FENCE_ID) return message;
        this.#fences.takeAnswer();
        return null;
      case 'publish':
        // A fence of the hop above, which a bridge that asks for everything gets as well.
        if (packet.topic === FENCE_TOPIC) return null;
        if (from === 'above') this.#receive(String(packet.payload));
        return message;
      default:
        return message;
    }
  }

  async fence(from: End): Promise<void> {
    if (from === 'below') return;
    await this.#pings.open(() => this.#send('above', PING));
    await this.#fences.open(() => this.#send('below', FENCE));
  }
}

let clients = 0;

/** A client's connection with a clean session. Its subscriptions are a set. */
export class MqttClient implements Connection {
  readonly #socket: Socket;
  readonly #receive: Receive;
  readonly #fences = new Fences('a client’s connection');
  #messageIds = 0;

  private constructor(socket: Socket, receive: Receive) {
    this.#socket = socket;
    this.#receive = receive;
    const reader = parser({ protocolVersion: 4 });
    reader.on('packet', (packet) => this.#take(packet));
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => reader.parse(bytes));
    socket.once('close', () => this.#fences.lose('the broker closed it'));
  }

  static async open(address: NetConnectOpts, receive: Receive): Promise<MqttClient> {
    const socket = connect(address);
    await once(socket, 'connect');
    const client = new MqttClient(socket, receive);
    const clientId = `c${++clients}`;
    client.#say({ cmd: 'connect', protocolVersion: 4, clientId, clean: true, keepalive: 0 });
    await client.fence();
    return client;
  }

  subscribe(topic: string): void {
    this.#say({ cmd: 'subscribe', messageId: this.#nextId(), subscriptions: [{ topic, qos: 0 }] });
  }

  unsubscribe(topic: string): void {
    this.#say({ cmd: 'unsubscribe', messageId: this.#nextId(), unsubscriptions: [topic] });
  }

  publish(topic: string, payload: string): void {
    this.#say({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  fence(): Promise<void> {
    return this.#fences.open(() => this.#socket.write(PING));
  }

  setReading(isReading: boolean): void {
    if (isReading) this.#socket.resume();
    else this.#socket.pause();
  }

  async drop(): Promise<void> {
    this.#socket.destroy();
  }

  #say(packet: Packet): void {
    this.#socket.write(generate(packet));
  }

  #nextId(): number {
    this.#messageIds = (this.#messageIds % 60_000) + 1;
    return this.#messageIds;
  }

  #take(packet: Packet): void {
    if (packet.cmd === 'publish') this.#receive(String((packet as IPublishPacket).payload));
    else if (packet.cmd === 'pingresp') this.#fences.takeAnswer();
  }
}
