/**
 * A pair at the node: a command socket, on which it receives, and an event socket, on which it sends. They live and
 * die together: the loss of either ends the other (ROUTE-4). It must not know routers.
 */
import type { Event, Fault, NodeToken, OrcName, PairId } from '#spec';
import { isOrcName } from '#spec';
import type { Link } from '../link.ts';
import type { Grant } from './access.ts';
import { covers } from './access.ts';
import type { Channel, ChannelCallbacks } from './channel.ts';
import { encode } from './codec.ts';
import type { Ending } from './ending.ts';
import type { WireFrame } from './wire.ts';
import { readField, readTraffic } from './wire.ts';

/** What a pair tells its node. */
export interface PairCallbacks {
  onMessage(pair: TcpPair, message: unknown): void;
  /** Called for a message that does not reach the router. */
  onRefused(pair: TcpPair, fault: Fault, detail: string): void;
  /** Called when one orc's endpoint has ended. */
  onEnded(pair: TcpPair, orcName: OrcName): void;
  /** Called when a fence has come up. Call `answer` when everything sent before the fence has been handled. */
  onFence(answer: () => void): void;
  /** Called when a socket was lost; not when the node closed the pair itself. */
  onLost(pair: TcpPair, socket: 'command' | 'event'): void;
  /** Called last of all, when both sockets are gone, whoever ended them. */
  onGone(pair: TcpPair): void;
}

export interface TcpPairOptions {
  readonly pair: PairId;
  readonly node: NodeToken | null;
  readonly command: Channel;
  readonly event: Channel;
  /** What the lower end may do; null where nobody is asked who he is. */
  readonly grant: Grant | null;
}

export class TcpPair implements Link {
  readonly backend = 'axon';
  readonly pair: PairId;
  /** The lower end's event port, as this node sees it. @clause ARP-7 */
  readonly port: number;
  readonly node: NodeToken | null;
  readonly #command: Channel;
  readonly #event: Channel;
  readonly #callbacks: PairCallbacks;
  readonly #grant: Grant | null;
  #isOpen = true;

  constructor({ pair, node, command, event, grant }: TcpPairOptions, callbacks: PairCallbacks) {
    this.pair = pair;
    this.node = node;
    this.port = event.remotePort;
    this.#command = command;
    this.#event = event;
    this.#callbacks = callbacks;
    this.#grant = grant;
    command.setCallbacks(this.#buildCommandCallbacks());
    event.setCallbacks(this.#buildEventCallbacks());
  }

  write(event: Event): void {
    this.#event.sendBytes(bytesOf(event));
  }

  /** How many bytes of events wait in this process. */
  get waitingBytes(): number {
    return this.#event.waitingBytes;
  }

  close(): void {
    this.#end({ kind: 'closed', detail: 'the node closed the pair' }, null);
  }

  /** Calls back when the other end, and all below it, have handled all events written before. */
  fence(onPassed: () => void): void {
    this.#event.fence(onPassed);
  }

  #buildCommandCallbacks(): ChannelCallbacks {
    return {
      onFrame: (frame) => {
        const traffic = readTraffic(frame);
        if (traffic?.kind === 'message') {
          if (this.#maySay(traffic.body)) this.#callbacks.onMessage(this, traffic.body);
        } else if (traffic?.kind === 'ended' && isOrcName(traffic.body)) {
          if (this.#maySpeakFor(traffic.body)) this.#callbacks.onEnded(this, traffic.body);
        } else this.#command.refuse({ kind: 'malformed', detail: 'expected a message' });
      },
      onTooDeep: (detail) => this.#callbacks.onRefused(this, 'MALFORMED', detail),
      onFence: (answer) => this.#callbacks.onFence(answer),
      onEnded: (ending) => this.#end(ending, 'command'),
    };
  }

  /** Whether the lower end may send the message: it may speak for each orc that the message names. What is malformed names none. */
  #maySay(message: unknown): boolean {
    return ['orcName', 'to'].every((key) => {
      const orcName = readField(message, key);
      return typeof orcName !== 'string' || this.#maySpeakFor(orcName);
    });
  }

  /** Whether the lower end may speak for the orc; if not, that is refused. A lower node speaks for all that are below it. */
  #maySpeakFor(orcName: string): boolean {
    if (this.#grant === null || this.node !== null || covers(this.#grant.orcs, orcName))
      return true;
    this.#callbacks.onRefused(this, 'NOT_YOURS', `it may not speak for ${orcName} (token file)`);
    return false;
  }

  #buildEventCallbacks(): ChannelCallbacks {
    const refuse = () =>
      this.#event.refuse({ kind: 'malformed', detail: 'nothing is sent up an event socket' });
    return { onFrame: refuse, onFence: refuse, onEnded: (ending) => this.#end(ending, 'event') };
  }

  /** Ends both sockets. `lostSocket`: the one that was lost; null when the node closed the pair. @clause ROUTE-4 */
  #end(ending: Ending, lostSocket: 'command' | 'event' | null): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const other: Ending = { kind: 'closed', detail: `its pair ended: ${ending.detail}` };
    this.#command.end(other);
    this.#event.end(other);
    if (lostSocket) this.#callbacks.onLost(this, lostSocket);
    this.#callbacks.onGone(this);
  }
}

/** The last written event and its encoding, shared by all its receivers. */
let lastWritten: { readonly event: Event; readonly bytes: Buffer } | null = null;

function bytesOf(event: Event): Buffer {
  if (lastWritten?.event !== event)
    lastWritten = { event, bytes: encode({ kind: 'event', body: event } satisfies WireFrame) };
  return lastWritten.bytes;
}
