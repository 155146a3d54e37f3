/**
 * The words of NATS, as far as they are needed: what a client says and hears, and what a leafnode and its hub say to each other.
 * Both are lines of text; some are followed by a payload. Written down here and not taken from a client library, because the hop
 * has to read the words between servers, which no client knows, and the client then needs twenty lines more.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { Fences } from '../../../properties/network/fences.ts';
import type { Connection, Receive } from './brokerSystem.ts';
import type { Conversation, End, HopProtocol } from './hop.ts';
import { otherEnd } from './hop.ts';

const CRLF = '\r\n';
const PING = Buffer.from(`PING${CRLF}`);
const WITH_PAYLOAD = new Set(['MSG', 'LMSG', 'RMSG', 'HMSG']);

/** Returns the words of the first line. */
const wordsOf = (message: Buffer): string[] =>
  message.toString('utf8', 0, message.indexOf(CRLF)).split(' ').filter(Boolean);

function messageLength(bytes: Buffer): number {
  const lineEnd = bytes.indexOf(CRLF);
  if (lineEnd < 0) return 0;
  const words = wordsOf(bytes);
  const payload = WITH_PAYLOAD.has(words[0] ?? '') ? Number(words.at(-1)) + 2 : 0;
  return bytes.length < lineEnd + 2 + payload ? 0 : lineEnd + 2 + payload;
}

function payloadOf(message: Buffer): string {
  return message.toString('utf8', message.indexOf(CRLF) + 2, message.length - 2);
}

/**
 * What a leafnode and its hub say. The fence is PING: a server answers it after it has done all that the other one had said, and
 * behind all that it had to say itself.
 */
export const leafnodes = (receive: (body: string) => void): HopProtocol => ({
  messageLength,
  begin: (send, port) => new LeafConversation(send, port, receive),
});

class LeafConversation implements Conversation {
  readonly interest = new Set<string>();
  readonly ready: Promise<void>;
  readonly #send: (to: End, message: Buffer) => void;
  readonly #port: number;
  readonly #receive: (body: string) => void;
  /** The fences that each end has to answer. */
  readonly #fences: Readonly<Record<End, Fences>> = {
    below: new Fences('a leafnode’s link, at its lower end'),
    above: new Fences('a leafnode’s link, at its upper end'),
  };
  #attached: () => void = () => {};

  constructor(
    send: (to: End, message: Buffer) => void,
    port: number,
    receive: (body: string) => void,
  ) {
    this.#send = send;
    this.#port = port;
    this.#receive = receive;
    const attached = new Promise<void>((resolve) => (this.#attached = resolve));
    this.ready = attached.then(() => this.fence('below'));
  }

  take(from: End, message: Buffer): Buffer | null {
    const [word, subject = ''] = wordsOf(message);

    switch (word) {
      case 'INFO':
        // The hub tells its own address, at which the leafnode would dial it past the hop.
        return Buffer.from(
          String(message).replace(
            /"leafnode_urls":\[[^\]]*\]/,
            `"leafnode_urls":["127.0.0.1:${this.#port}"]`,
          ),
        );
      case 'PING':
        this.#fences[otherEnd(from)].noteForeign();
        return message;
      case 'PONG':
        return this.#fences[from].takeAnswer() ? null : message;
      case 'LS+':
      case 'LS-':
        if (from === 'above') return message;
        // A leafnode first says one subject of its own, by which loops are found.
        if (subject.startsWith('$')) this.#attached();
        else if (word === 'LS+') this.interest.add(subject);
        else this.interest.delete(subject);
        return message;
      case 'LMSG':
        if (from === 'above') this.#receive(payloadOf(message));
        return message;
      default:
        return message;
    }
  }

  async fence(from: End): Promise<void> {
    await this.#ping(from);
    await this.#ping(otherEnd(from));
  }

  #ping(end: End): Promise<void> {
    return this.#fences[end].open(() => this.#send(end, PING));
  }
}

/** A client's connection. Each subscription is one of its own, so the server counts them. */
export class NatsClient implements Connection {
  readonly #socket: Socket;
  readonly #receive: Receive;
  readonly #fences = new Fences('a client’s connection');
  #rest: Buffer = Buffer.alloc(0);
  #sids = 0;
  /** The numbers of the subscriptions to each subject. */
  readonly #subscriptions = new Map<string, number[]>();

  private constructor(socket: Socket, receive: Receive) {
    this.#socket = socket;
    this.#receive = receive;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.once('close', () => this.#fences.lose('the server closed it'));
  }

  static async open(port: number, receive: Receive): Promise<NatsClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new NatsClient(socket, receive);
    client.#say('CONNECT {"verbose":false,"pedantic":false,"lang":"partyline","version":"1"}');
    await client.fence();
    return client;
  }

  subscribe(subject: string): void {
    const sid = ++this.#sids;
    this.#subscriptions.set(subject, [...(this.#subscriptions.get(subject) ?? []), sid]);
    this.#say(`SUB ${subject} ${sid}`);
  }

  unsubscribe(subject: string): void {
    const sid = this.#subscriptions.get(subject)?.pop();
    if (sid !== undefined) this.#say(`UNSUB ${sid}`);
  }

  publish(subject: string, body: string): void {
    this.#say(`PUB ${subject} ${Buffer.byteLength(body)}${CRLF}${body}`);
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

  #say(words: string): void {
    this.#socket.write(words + CRLF);
  }

  #take(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let length = messageLength(this.#rest); length > 0; length = messageLength(this.#rest)) {
      const message = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const [word] = wordsOf(message);
      if (word === 'MSG') this.#receive(payloadOf(message));
      else if (word === 'PING') this.#say('PONG');
      else if (word === 'PONG') this.#fences.takeAnswer();
      else if (word === '-ERR') this.#socket.destroy();
    }
  }
}
