/**
 * Flights: the frames in flight in the fabric, in sending order, so that each bus of each link is FIFO. It knows
 * neither routers nor faults; the fabric decides whether a frame may still be delivered.
 */
import type { Input, Json, NodeToken, PairId, Step } from '#spec';
import { uplinkPair } from '#spec';

export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  /** Which attachment of a client's pair the frame belongs to; null on a link, where attachments are not counted. */
  readonly session: number | null;
  readonly to: NodeToken;
  readonly input: Input;
}

/** Called after a frame has arrived: with that frame, and how many and which are then in flight. */
export type AfterEach = (flight: Flight, count: number, inFlight: () => readonly Flight[]) => void;

export class Flights {
  #queue: Flight[] = [];

  /** Hook for subclasses: the frames that are added from now on are caused by the step of this index. */
  beginStep(_index: number): void {}

  add(flight: Flight): void {
    this.#queue.push(flight);
  }

  /** Hook for subclasses: the node above cannot be told of what this step changes, as the link is lost and an end of it has yet to notice. */
  noteUntold(): void {}

  /** Hook for subclasses: runs work that an older step causes while another step is applied. */
  runAttributed(work: () => void): void {
    work();
  }

  /**
   * Hands every frame in order to `arrive`, including the frames that are sent meanwhile.
   */
  drain(arrive: (flight: Flight) => void, afterEach?: AfterEach): void {
    try {
      for (let at = 0; at < this.#queue.length; at++) {
        const flight = this.#queue[at] as Flight;
        arrive(flight);
        afterEach?.(flight, this.#queue.length - at - 1, () => this.#queue.slice(at + 1));
      }
    } finally {
      this.#queue = [];
    }
  }

  /** Drops everything in flight on the pair, in both directions. */
  loseOn(pair: PairId): void {
    if (this.#queue.length > 0) this.#queue = this.#queue.filter((each) => each.pair !== pair);
  }

  /** Drops everything in flight to the node. */
  loseTo(node: NodeToken): void {
    this.#queue = this.#queue.filter((each) => each.to !== node);
  }

  /** Duplicates the oldest message on a link; the copy follows right behind it. */
  repeat(pair: PairId): void {
    const at = this.#queue.findIndex((each) => each.pair === pair && each.bus === 'command');
    const [oldest] = this.#queue.slice(at);
    if (at >= 0 && oldest) this.#queue.splice(at, 0, oldest);
  }

  /** Removes and returns the oldest frame on one bus for which `isCounted` holds. */
  takeOldest(
    pair: PairId,
    bus: Flight['bus'],
    isCounted: (flight: Flight) => boolean,
  ): Flight | undefined {
    const at = this.#queue.findIndex(
      (each) => each.pair === pair && each.bus === bus && isCounted(each),
    );
    return at < 0 ? undefined : this.#queue.splice(at, 1)[0];
  }
}

/**
 * Copies a frame as if it were read off a wire: the reader may alter it, and the scenario's own frame stays intact.
 */
export function cloneFrame(frame: Json): unknown {
  return JSON.parse(JSON.stringify(frame));
}

/** Returns who receives the raw frame of a `garble` step, and as which input. */
export function garbledInput({
  below,
  above,
  bus,
  frame,
}: Extract<Step, { readonly kind: 'garble' }>): [to: NodeToken, input: Input] {
  return bus === 'event'
    ? [below, { kind: 'event', uplink: above, frame: cloneFrame(frame) }]
    : [above, { kind: 'frame', pair: uplinkPair(below, above), frame: cloneFrame(frame) }];
}

/** Freezes a value in depth: a router that alters what it was handed throws (EVENT-8). */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
