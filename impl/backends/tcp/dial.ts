/**
 * Dialling: the lower end of a pair, a client's or a lower node's: two sockets that stand together or not at all.
 * It stands apart because clients and uplinks attach alike. It tries once; trying again is the uplink's business.
 */
import { connect } from 'node:net';
import type { NodeToken, OrcName, PairId } from '#spec';
import { Channel } from './channel.ts';
import type { Cancel } from './clock.ts';
import type { Ending } from './ending.ts';
import type { Setting } from './setting.ts';
import type { Answer } from './wire.ts';
import { readAnswer, readTraffic, WIRE_VERSION } from './wire.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who dials. */
export interface Caller {
  readonly role: 'client' | 'node';
  readonly token: string;
}

/** What the node said when the pair stood. */
export interface Standing {
  /** The node's token. */
  readonly node: NodeToken;
  /** As the node calls the pair. */
  readonly pair: PairId;
  /** The event port, to be announced in every `arp`. @clause ARP-7 */
  readonly port: number;
  /** The event socket's own; another than `port` only where addresses are translated on the way. */
  readonly localPort: number;
}

export interface DialEars {
  /** The node has said who it is; false when it is not the one. Nothing is attached there yet. */
  wanted?(node: NodeToken): boolean;
  /** The pair stands; before any event. */
  up(standing: Standing): void;
  event(event: unknown): void;
  /** A fence came down. */
  fence(answer: () => void): void;
  /** Once, whether or not it ever stood. */
  gone(ending: Ending): void;
}

export class Dial {
  readonly #address: Address;
  readonly #setting: Setting;
  readonly #ears: DialEars;
  readonly #command: Channel;
  readonly #late: Cancel;
  #event: Channel | null = null;
  #stands = false;
  #over = false;

  constructor(address: Address, { role, token }: Caller, setting: Setting, ears: DialEars) {
    this.#address = address;
    this.#setting = setting;
    this.#ears = ears;
    this.#late = setting.clock.after(setting.limits.helloMs, () => {
      const detail = `no pair stood within ${setting.limits.helloMs} ms`;
      this.#end({ kind: 'silent', detail });
    });
    this.#command = this.#open(address.port, 'command', (answer) => {
      if (answer.kind === 'welcome') this.#welcomed(answer);
      else this.#wrong(answer.kind);
    });
    this.#command.send({ kind: 'hello', partyline: WIRE_VERSION, socket: 'command', role, token });
  }

  say(message: unknown): void {
    this.#command.send({ kind: 'message', body: message });
  }

  /** The orc's endpoint here has ended without a word of its own. */
  tellEnded(orcName: OrcName): void {
    this.#command.send({ kind: 'ended', body: orcName });
  }

  /** Calls back when all that was said so far was handled at the node and above. */
  fence(passed: () => void): void {
    this.#command.fence(passed);
  }

  /** Loses one socket, and with it the pair. */
  cut(socket: 'command' | 'event'): void {
    const channel = socket === 'command' ? this.#command : this.#event;
    channel?.end({ kind: 'closed', detail: `its ${socket} socket was cut` });
  }

  close(): void {
    this.#end({ kind: 'closed', detail: 'closed here' });
  }

  #welcomed({ token, pair, eventPort }: Extract<Answer, { kind: 'welcome' }>): void {
    if (this.#event) return this.#wrong('welcome');
    if (this.#ears.wanted?.(token as NodeToken) === false)
      return this.#end({ kind: 'closed', detail: `${token} is not wanted` });
    const event = this.#open(eventPort, 'event', (answer) => {
      if (answer.kind !== 'attached') return this.#wrong(answer.kind);
      this.#stands = true;
      this.#late();
      const { localPort } = event;
      this.#ears.up({
        node: token as NodeToken,
        pair: pair as PairId,
        port: answer.port,
        localPort,
      });
    });
    this.#event = event;
    event.send({ kind: 'hello', partyline: WIRE_VERSION, socket: 'event', pair });
  }

  #open(port: number, what: 'command' | 'event', answered: (answer: Answer) => void): Channel {
    const { host } = this.#address;
    const channel = new Channel(
      connect({ host, port }),
      `${what} socket to ${host} port ${port}`,
      this.#setting,
      {
        frame: (frame) => {
          const traffic = this.#stands && what === 'event' ? readTraffic(frame) : null;
          if (traffic?.kind === 'event') return this.#ears.event(traffic.body);
          const answer = readAnswer(frame);
          if ('detail' in answer) this.#end(answer);
          else if (answer.kind === 'refused')
            this.#end({ kind: 'refused', detail: `it refuses: ${answer.reason}` });
          else answered(answer);
        },
        fence: (answer) => {
          if (this.#stands && what === 'event') this.#ears.fence(answer);
          else this.#wrong('fence');
        },
        ended: (ending) => this.#end(ending),
      },
    );
    return channel;
  }

  #wrong(kind: string): void {
    this.#end({ kind: 'malformed', detail: `the node sent ${kind} out of turn` });
  }

  /** @clause ROUTE-4 */
  #end(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#late();
    this.#command.end(ending);
    this.#event?.end({ kind: 'closed', detail: `its pair ended: ${ending.detail}` });
    this.#ears.gone(ending);
  }
}
