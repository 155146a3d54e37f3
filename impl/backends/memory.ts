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

  constructor(queue: Queue, onArrival: (frame: unknown) => void) {
    this.#queue = queue;
    this.#onArrival = onArrival;
  }

  send(frame: unknown): void {
    const text = JSON.stringify(frame) ?? 'null';
    this.#queue.push(() => {
      if (this.#isOpen) this.#onArrival(JSON.parse(text));
    });
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
