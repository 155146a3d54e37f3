/**
 * The words of AMQP, as far as they are needed: a client, by the library `amqplib`; and what a federation link and the broker above
 * it say to each other. A link is a client of the broker above, and binds there what is bound below.
 */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Channel, ChannelModel } from 'amqplib';
import { connect } from 'amqplib';
import { Fences } from '../../../properties/network/fences.ts';
import type { Connection, Receive } from './brokerSystem.ts';
import type { Conversation, End, HopProtocol } from './hop.ts';
import { within } from './waiting.ts';

/** The exchange on which all events are published, in every virtual host. */
export const EXCHANGE = 'events';
/** Keys of this kind are ours: fences between virtual hosts. */
export const FENCE_KEY = 'fence.';

/** How long a routing key may be, in bytes. */
const MOST_BYTES = 255;

/** The subjects that are too long for a key, by the key that stands for each. */
const longSubjects = new Map<string, string>();

/** Returns the key of a subject: itself, or where it is too long a digest of it. */
function keyOf(subject: string): string {
  if (Buffer.byteLength(subject) <= MOST_BYTES) return subject;
  const key = `long.${createHash('sha256').update(subject).digest('hex')}`;
  longSubjects.set(key, subject);
  return key;
}

const ignore = () => {};

/** A client's connection: one queue of its own, which is gone with it. Its bindings are a set. */
export class AmqpClient implements Connection {
  readonly #model: ChannelModel;
  readonly #channel: Channel;
  readonly #queue: string;
  readonly #fences = new Fences('a client’s connection');
  /** The last that was asked of the channel; it answers in order. */
  #asked: Promise<unknown> = Promise.resolve();

  private constructor(model: ChannelModel, channel: Channel, queue: string) {
    this.#model = model;
    this.#channel = channel;
    this.#queue = queue;
    model.on('close', () => this.#fences.lose('the broker closed it'));
  }

  static async open(url: string, receive: Receive): Promise<AmqpClient> {
    const model = await connect(url, { noDelay: true });
    // That a broker ends the connection is no error of this process.
    model.on('error', ignore);
    const channel = await model.createChannel();
    channel.on('error', ignore);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    const client = new AmqpClient(model, channel, queue);
    const take = (key: string, body: string) =>
      key === queue ? client.#fences.takeAnswer() : receive(body);
    await channel.consume(
      queue,
      (message) => message && take(message.fields.routingKey, message.content.toString()),
      { noAck: true },
    );
    return client;
  }

  subscribe(subject: string): void {
    this.#ask(this.#channel.bindQueue(this.#queue, EXCHANGE, keyOf(subject)));
  }

  unsubscribe(subject: string): void {
    this.#ask(this.#channel.unbindQueue(this.#queue, EXCHANGE, keyOf(subject)));
  }

  publish(subject: string, body: string): void {
    this.#channel.publish(EXCHANGE, keyOf(subject), Buffer.from(body));
  }

  /** A message to its own queue: it comes behind all that was bound, published and received by then. */
  async fence(): Promise<void> {
    await within(this.#asked, () => 'a broker to answer a client');
    await this.#fences.open(() => this.#channel.sendToQueue(this.#queue, Buffer.alloc(0)));
  }

  async drop(): Promise<void> {
    this.#fences.lose('it was dropped');
    (this.#model.connection as unknown as { readonly stream: Duplex }).stream.destroy();
  }

  #ask(answer: Promise<unknown>): void {
    this.#asked = answer.catch(ignore);
  }
}

/** The first byte of each frame; the greeting begins with the letter A. */
const [METHOD, HEADER, BODY, GREETING] = [1, 2, 3, 65];
/** Type, channel and length, before what a frame contains; one byte ends it. */
const HEAD = 7;
/** Class and method. */
const [BIND, UNBIND, CONSUME_OK, DELIVER] = ['40.30', '40.40', '60.21', '60.60'];

function messageLength(bytes: Buffer): number {
  if (bytes.length < HEAD + 1) return 0;
  const length = bytes[0] === GREETING ? HEAD + 1 : HEAD + bytes.readUInt32BE(3) + 1;
  return bytes.length < length ? 0 : length;
}

/** Reads so many short strings, one after the other. */
function stringsAt(bytes: Buffer, at: number, count: number): string[] {
  if (count === 0) return [];
  const end = at + 1 + (bytes[at] ?? 0);
  return [bytes.toString('utf8', at + 1, end), ...stringsAt(bytes, end, count - 1)];
}

const methodOf = (frame: Buffer): string =>
  frame[0] === METHOD ? `${frame.readUInt16BE(HEAD)}.${frame.readUInt16BE(HEAD + 2)}` : '';

export const federation = (receive: (body: string) => void): HopProtocol => ({
  messageLength,
  // One that stays, and some that declare something and go.
  isMany: true,
  begin: () => new FederationConversation(receive),
});

/** What is said on a connection of a federation link. No fence is put into it: whoever is at its ends has one of their own. */
class FederationConversation implements Conversation {
  readonly ready: Promise<void>;
  readonly #receive: (body: string) => void;
  /** How many bindings of each key there are; one for each way by which they climbed. */
  readonly #bound = new Map<string, number>();
  readonly interest = new Set<string>();
  #begin: () => void = () => {};
  /** The delivery that is coming: the bytes that are missing and those that are there; null if it is a fence. */
  #coming: { missing: number; body: Buffer[] } | null = null;

  constructor(receive: (body: string) => void) {
    this.#receive = receive;
    this.ready = new Promise((resolve) => (this.#begin = resolve));
  }

  take(_: End, frame: Buffer): Buffer {
    const [type] = frame;
    if (type === HEADER && this.#coming) {
      this.#coming.missing = Number(frame.readBigUInt64BE(HEAD + 4));
      this.#deliver();
    } else if (type === BODY && this.#coming) {
      const part = frame.subarray(HEAD, -1);
      this.#coming.body.push(part);
      this.#coming.missing -= part.length;
      this.#deliver();
    } else this.#takeMethod(methodOf(frame), frame);
    return frame;
  }

  async fence(): Promise<void> {}

  #takeMethod(method: string, frame: Buffer): void {
    const at = HEAD + 4;
    if (method === CONSUME_OK) this.#begin();
    else if (method === BIND || method === UNBIND) {
      const [, , key = ''] = stringsAt(frame, at + 2, 3);
      const count = (this.#bound.get(key) ?? 0) + (method === BIND ? 1 : -1);
      this.#bound.set(key, count);
      const subject = longSubjects.get(key) ?? key;
      if (count > 0 && !key.startsWith(FENCE_KEY)) this.interest.add(subject);
      else this.interest.delete(subject);
    } else if (method === DELIVER) {
      const [consumer = ''] = stringsAt(frame, at, 1);
      // Behind the consumer's name: the number of the delivery, and whether it is sent again.
      const [, key = ''] = stringsAt(frame, at + 1 + Buffer.byteLength(consumer) + 9, 2);
      this.#coming = key.startsWith(FENCE_KEY) ? null : { missing: 0, body: [] };
    }
  }

  #deliver(): void {
    if (!this.#coming || this.#coming.missing > 0) return;
    this.#receive(Buffer.concat(this.#coming.body).toString());
    this.#coming = null;
  }
}
