/**
 * Axon in memory: a pair of two one-way sockets that live and die together.
 * Frames cross as JSON text, so the two ends share nothing. Either socket may be cut, which ends the pair.
 * It must not know routers or clients: they are its `Ends`.
 */
import type { Event, NodeToken, PairId } from '#spec';
import type { Ends, Link } from './link.ts';
import type { Queue } from './queue.ts';

/** One way, first in, first out. What is in flight when it closes is lost. */
class Socket {
  readonly #queue: Queue;
  readonly #arrive: (frame: unknown) => void;
  #open = true;

  constructor(queue: Queue, arrive: (frame: unknown) => void) {
    this.#queue = queue;
    this.#arrive = arrive;
  }

  send(frame: unknown): void {
    const text = JSON.stringify(frame) ?? 'null';
    this.#queue.push(() => {
      if (this.#open) this.#arrive(JSON.parse(text));
    });
  }

  close(): void {
    this.#open = false;
  }
}

export interface MemoryOptions {
  readonly pair: PairId;
  readonly port: number;
  readonly node: NodeToken | null;
}

export class MemoryPair implements Link {
  readonly backend = 'axon';
  readonly pair: PairId;
  readonly port: number;
  readonly node: NodeToken | null;
  readonly #ends: Ends;
  readonly #command: Socket;
  readonly #event: Socket;
  #open = true;

  constructor(queue: Queue, { pair, port, node }: MemoryOptions, ends: Ends) {
    this.pair = pair;
    this.port = port;
    this.node = node;
    this.#ends = ends;
    this.#command = new Socket(queue, (frame) => ends.up(frame));
    this.#event = new Socket(queue, (frame) => ends.down(frame));
  }

  /** From below, on the command socket. */
  say(frame: unknown): void {
    this.#command.send(frame);
  }

  /** From the node, on the event socket. */
  write(event: Event): void {
    this.#event.send(event);
  }

  /** One socket is lost, and the other with it. @clause ROUTE-4 */
  cut(socket: 'command' | 'event'): void {
    if (!this.#end()) return;
    this.#ends.lost(socket);
    this.#ends.gone();
  }

  close(): void {
    if (this.#end()) this.#ends.gone();
  }

  #end(): boolean {
    if (!this.#open) return false;
    this.#open = false;
    this.#command.close();
    this.#event.close();
    return true;
  }
}
