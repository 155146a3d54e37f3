/**
 * Axon in memory: a pair of two one-way sockets that live and die together. Frames cross as JSON text, so the two ends
 * share nothing. Either socket may be cut, which ends the pair. It must not know routers or clients, only their
 * callbacks.
 */
import type { Event, NodeToken, PairId } from '#spec';
import type { Link, LinkCallbacks } from './link.ts';
import type { Queue } from './queue.ts';

/** One direction of a link, first in, first out. Frames that are in flight when it closes are lost. */
class Socket {
  readonly #queue: Queue;
  readonly #onArrival: (frame: unknown) => void;
  #isOpen = true;
  /** What has come while the other end does not read; null while it does. */
  #unread: string[] | null = null;

  constructor(queue: Queue, onArrival: (frame: unknown) => void) {
    this.#queue = queue;
    this.#onArrival = onArrival;
  }

  send(frame: unknown): void {
    const text = JSON.stringify(frame) ?? 'null';
    this.#queue.push(() => {
      if (!this.#isOpen) return;
      if (this.#unread) this.#unread.push(text);
      else this.#onArrival(JSON.parse(text));
    });
  }

  stall(): void {
    this.#unread ??= [];
  }

  /** Reads on. Returns what has come meanwhile, the oldest first. */
  resume(): unknown[] {
    const texts = this.#unread ?? [];
    this.#unread = null;
    return texts.map((text): unknown => JSON.parse(text));
  }

  close(): void {
    this.#isOpen = false;
  }
}

export interface MemoryPairOptions {
  readonly pair: PairId;
  readonly port: number;
  readonly node: NodeToken | null;
}

export class MemoryPair implements Link {
  readonly backend = 'axon';
  readonly pair: PairId;
  readonly port: number;
  readonly node: NodeToken | null;
  readonly #callbacks: LinkCallbacks;
  readonly #command: Socket;
  readonly #event: Socket;
  #isOpen = true;

  constructor(queue: Queue, { pair, port, node }: MemoryPairOptions, callbacks: LinkCallbacks) {
    this.pair = pair;
    this.port = port;
    this.node = node;
    this.#callbacks = callbacks;
    this.#command = new Socket(queue, (frame) => callbacks.onFrameUp(frame));
    this.#event = new Socket(queue, (frame) => callbacks.onFrameDown(frame));
  }

  /** Sends a frame from below, on the command socket. */
  say(frame: unknown): void {
    this.#command.send(frame);
  }

  /** Sends an event from the node, on the event socket. */
  write(event: Event): void {
    this.#event.send(event);
  }

  /** Makes the lower end stop reading its event socket. Only what is for this pair waits. @clause EVENT-13 */
  stall(): void {
    this.#event.stall();
  }

  /** Makes the lower end read on. Returns the events that have come meanwhile, the oldest first. @clause EVENT-14 */
  resume(): unknown[] {
    return this.#event.resume();
  }

  /** Loses one socket, and with it the other. @clause ROUTE-4 */
  cut(socket: 'command' | 'event'): void {
    if (!this.#end()) return;
    this.#callbacks.onLost(socket);
    this.#callbacks.onGone();
  }

  close(): void {
    if (this.#end()) this.#callbacks.onGone();
  }

  #end(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#command.close();
    this.#event.close();
    return true;
  }
}
