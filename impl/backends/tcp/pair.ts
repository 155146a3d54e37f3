/**
 * A pair at the node: a command socket, on which it receives, and an event socket, on which it sends.
 * They live and die together: the loss of either ends the other (ROUTE-4). It must not know routers.
 */
import type { Event, NodeToken, OrcName, PairId } from '#spec';
import { isOrcName } from '#spec';
import type { Link } from '../link.ts';
import type { Channel, Ears } from './channel.ts';
import { encode } from './codec.ts';
import type { Ending } from './ending.ts';
import type { Frame } from './wire.ts';
import { readTraffic } from './wire.ts';

/** The node, as a pair sees it. */
export interface PairEnds {
  message(pair: TcpPair, message: unknown): void;
  /** One orc's endpoint has ended. */
  ended(pair: TcpPair, orcName: OrcName): void;
  /** A fence came up. */
  fence(answer: () => void): void;
  /** Not when the node closed it itself. */
  lost(pair: TcpPair, socket: 'command' | 'event'): void;
  /** Both sockets are gone, whoever ended them; the last word. */
  gone(pair: TcpPair): void;
}

export interface TcpPairOptions {
  readonly pair: PairId;
  readonly node: NodeToken | null;
  readonly command: Channel;
  readonly event: Channel;
}

export class TcpPair implements Link {
  readonly backend = 'axon';
  readonly pair: PairId;
  /** The lower end's event port, as this node sees it. @clause ARP-7 */
  readonly port: number;
  readonly node: NodeToken | null;
  readonly #command: Channel;
  readonly #event: Channel;
  readonly #ends: PairEnds;
  #open = true;

  constructor({ pair, node, command, event }: TcpPairOptions, ends: PairEnds) {
    this.pair = pair;
    this.node = node;
    this.port = event.remotePort;
    this.#command = command;
    this.#event = event;
    this.#ends = ends;
    command.hear(this.#commandEars());
    event.hear(this.#eventEars());
  }

  write(event: Event): void {
    this.#event.post(bytesOf(event));
  }

  close(): void {
    this.#end({ kind: 'closed', detail: 'the node closed the pair' }, null);
  }

  /** Calls back when all events written so far were handled at the other end and below. */
  fence(passed: () => void): void {
    this.#event.fence(passed);
  }

  #commandEars(): Ears {
    return {
      frame: (frame) => {
        const traffic = readTraffic(frame);
        if (traffic?.kind === 'message') this.#ends.message(this, traffic.body);
        else if (traffic?.kind === 'ended' && isOrcName(traffic.body))
          this.#ends.ended(this, traffic.body);
        else this.#command.refuse({ kind: 'malformed', detail: 'expected a message' });
      },
      fence: (answer) => this.#ends.fence(answer),
      ended: (ending) => this.#end(ending, 'command'),
    };
  }

  #eventEars(): Ears {
    const wrong = () =>
      this.#event.refuse({ kind: 'malformed', detail: 'nothing is sent up an event socket' });
    return { frame: wrong, fence: wrong, ended: (ending) => this.#end(ending, 'event') };
  }

  /** @clause ROUTE-4 */
  #end(ending: Ending, lost: 'command' | 'event' | null): void {
    if (!this.#open) return;
    this.#open = false;
    const other: Ending = { kind: 'closed', detail: `its pair ended: ${ending.detail}` };
    this.#command.end(other);
    this.#event.end(other);
    if (lost) this.#ends.lost(this, lost);
    this.#ends.gone(this);
  }
}

/** The event last written, which goes to every receiver in the same bytes. */
let last: { readonly event: Event; readonly bytes: Buffer } | null = null;

function bytesOf(event: Event): Buffer {
  if (last?.event !== event)
    last = { event, bytes: encode({ kind: 'event', body: event } satisfies Frame) };
  return last.bytes;
}
