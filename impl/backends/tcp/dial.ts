/**
 * Dialling: the lower end of a pair, of a client or of a lower node. It makes two sockets that are open together or not at all.
 * It stands apart because clients and uplinks attach in the same way. It tries once; trying again is up to the uplink.
 */
import type { NodeToken, OrcName, PairId } from '#spec';
import { Channel } from './channel.ts';
import type { Cancel } from './clock.ts';
import type { Credentials } from './credentials.ts';
import { openSocket } from './credentials.ts';
import type { Ending } from './ending.ts';
import type { TransportEnvironment } from './environment.ts';
import type { HandshakeReply } from './wire.ts';
import { readHandshakeReply, readTraffic, WIRE_VERSION } from './wire.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The token of whoever dials, and its role. */
export interface Caller {
  readonly role: 'client' | 'node';
  readonly token: string;
  readonly credentials?: Credentials;
}

/** What the node's `welcome` says when the pair is established. */
export interface PairWelcome {
  /** The node's token. */
  readonly node: NodeToken;
  /** The node's own name for the pair. */
  readonly pair: PairId;
  /** This end's event port as the node sees it, to be sent in every `arp`. @clause ARP-7 */
  readonly port: number;
  /** The event socket's own port. It differs from `port` only where addresses are translated on the way. */
  readonly localPort: number;
}

export interface DialCallbacks {
  /**
   * Called when the node has said who it is, before anything is attached there; returns false to
   * end the attempt.
   */
  isWanted?(node: NodeToken): boolean;
  /** Called when the pair is established, before any event. */
  onUp(establishedPair: PairWelcome): void;
  onEvent(event: unknown): void;
  /** Called for an event that is nested too deep to be read; it changes nothing. */
  onTooDeep(detail: string): void;
  /** Called when a fence has come down. Call `answer` when everything sent before the fence has been handled. */
  onFence(answer: () => void): void;
  /** Called once, whether or not the pair was ever established. */
  onGone(ending: Ending): void;
}

export class Dial {
  readonly #address: Address;
  readonly #credentials: Credentials;
  readonly #environment: TransportEnvironment;
  readonly #callbacks: DialCallbacks;
  readonly #command: Channel;
  readonly #cancelTimeout: Cancel;
  #event: Channel | null = null;
  #isEstablished = false;
  #isOver = false;

  constructor(
    address: Address,
    { role, token, credentials = {} }: Caller,
    environment: TransportEnvironment,
    callbacks: DialCallbacks,
  ) {
    this.#address = address;
    this.#credentials = credentials;
    this.#environment = environment;
    this.#callbacks = callbacks;
    this.#cancelTimeout = environment.clock.schedule(environment.limits.helloMs, () => {
      const detail = `no pair stood within ${environment.limits.helloMs} ms`;
      this.#end({ kind: 'silent', detail });
    });
    this.#command = this.#openChannel(address.port, 'command', (answer) => {
      if (answer.kind === 'welcome') this.#onWelcome(answer);
      else this.#endOutOfTurn(answer.kind);
    });
    const { secret } = credentials;
    this.#command.send({
      kind: 'hello',
      partyline: WIRE_VERSION,
      socket: 'command',
      role,
      token,
      ...(secret === undefined ? {} : { secret }),
    });
  }

  say(message: unknown): void {
    this.#command.send({ kind: 'message', body: message });
  }

  /** Tells the node that the orc's endpoint here has ended without a `:delete-route`. */
  tellEnded(orcName: OrcName): void {
    this.#command.send({ kind: 'ended', body: orcName });
  }

  /** Calls back when the node and all nodes above have handled everything sent before. */
  fence(passed: () => void): void {
    this.#command.fence(passed);
  }

  /** Stops reading events, or reads on. What is unread when the pair ends is lost. @clause EVENT-14 */
  setReading(isReading: boolean): void {
    this.#event?.setReading(isReading);
  }

  /** Destroys one socket, which ends the pair. */
  cut(socket: 'command' | 'event'): void {
    const channel = socket === 'command' ? this.#command : this.#event;
    channel?.end({ kind: 'closed', detail: `its ${socket} socket was cut` });
  }

  close(): void {
    this.#end({ kind: 'closed', detail: 'closed here' });
  }

  #onWelcome({ token, pair, eventPort }: Extract<HandshakeReply, { kind: 'welcome' }>): void {
    if (this.#event) return this.#endOutOfTurn('welcome');
    if (this.#callbacks.isWanted?.(token as NodeToken) === false)
      return this.#end({ kind: 'closed', detail: `${token} is not wanted` });
    const event = this.#openChannel(eventPort, 'event', (answer) => {
      if (answer.kind !== 'attached') return this.#endOutOfTurn(answer.kind);
      this.#isEstablished = true;
      this.#cancelTimeout();
      const { localPort } = event;
      this.#callbacks.onUp({
        node: token as NodeToken,
        pair: pair as PairId,
        port: answer.port,
        localPort,
      });
    });
    this.#event = event;
    event.send({ kind: 'hello', partyline: WIRE_VERSION, socket: 'event', pair });
  }

  #openChannel(
    port: number,
    what: 'command' | 'event',
    onAnswer: (answer: HandshakeReply) => void,
  ): Channel {
    const { host } = this.#address;
    const channel = new Channel(
      openSocket({ host, port }, this.#credentials),
      `${what} socket to ${host} port ${port}`,
      this.#environment,
      {
        onFrame: (frame) => {
          const traffic = this.#isEstablished && what === 'event' ? readTraffic(frame) : null;
          if (traffic?.kind === 'event') return this.#callbacks.onEvent(traffic.body);
          const answer = readHandshakeReply(frame);
          if ('detail' in answer) this.#end(answer);
          else if (answer.kind === 'refused')
            this.#end({ kind: 'refused', detail: `it refuses: ${answer.reason}` });
          else onAnswer(answer);
        },
        onTooDeep: (detail) => {
          if (this.#isEstablished && what === 'event') this.#callbacks.onTooDeep(detail);
          else this.#end({ kind: 'malformed', detail });
        },
        onFence: (answer) => {
          if (this.#isEstablished && what === 'event') this.#callbacks.onFence(answer);
          else this.#endOutOfTurn('fence');
        },
        onEnded: (ending) => this.#end(ending),
      },
    );
    return channel;
  }

  #endOutOfTurn(kind: string): void {
    this.#end({ kind: 'malformed', detail: `the node sent ${kind} out of turn` });
  }

  /** Ends both sockets of the pair and tells the owner once. @clause ROUTE-4 */
  #end(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimeout();
    this.#command.end(ending);
    this.#event?.end({ kind: 'closed', detail: `its pair ended: ${ending.detail}` });
    this.#callbacks.onGone(ending);
  }
}
