/**
 * The `ee` backend: clients in the node's own process, on one emitter that they share with greathall. Every listener parses its
 * own copy, and when one listener throws, the others still get their copies (EVENT-8, EVENT-11). It must not know to whom an
 * event is addressed: every listener sees every emission and decides for itself.
 */
import { EventEmitter } from 'node:events';
import type { Event, PairId } from '#spec';
import type { Link, LinkCallbacks } from './link.ts';
import type { Queue } from './queue.ts';

/**
 * The one event name that all emissions use: with topics as event names, a topic `error` would be
 * special to the emitter.
 */
const EMISSION = 'emission';

export class Emitter {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Hands every listener its own copy of the event. @clause EVENT-8 EVENT-11 */
  emit(event: Event): void {
    this.#emitter.emit(EMISSION, JSON.stringify(event));
  }

  /** Returns a function that stops the listening. */
  listen(hear: (frame: unknown) => void): () => void {
    const listener = (text: string) => {
      try {
        hear(JSON.parse(text));
      } catch {
        // The error concerns this listener alone; the others still get the event.
      }
    };
    this.#emitter.on(EMISSION, listener);
    return () => this.#emitter.off(EMISSION, listener);
  }
}

/**
 * An in-process link: a client or a lower node in the node's own process. It sends up like any other link. What comes down, it
 * takes from the shared emitter.
 */
export class EePair implements Link {
  readonly backend = 'ee';
  readonly port = null;
  readonly node = null;
  readonly pair: PairId;
  readonly #queue: Queue;
  readonly #callbacks: LinkCallbacks;
  readonly #stopListening: () => void;
  #isOpen = true;

  constructor(queue: Queue, emitter: Emitter, pair: PairId, callbacks: LinkCallbacks) {
    this.pair = pair;
    this.#queue = queue;
    this.#callbacks = callbacks;
    this.#stopListening = emitter.listen((frame) => callbacks.onFrameDown(frame));
  }

  say(frame: unknown): void {
    const text = JSON.stringify(frame) ?? 'null';
    this.#queue.push(() => {
      if (this.#isOpen) this.#callbacks.onFrameUp(JSON.parse(text));
    });
  }

  write(): void {}

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
    this.#stopListening();
    return true;
  }
}
