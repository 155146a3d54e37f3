/**
 * Flights: what is in flight in the fabric, in the order in which it was sent. Each bus of each link is FIFO by it.
 * It knows no router and no fault; whether a frame still counts when its turn comes is asked of the fabric.
 */
import type { Input, Json, NodeToken, PairId, Step } from '#spec';
import { uplinkPair } from '#spec';

export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  /** Of a client's pair: which of its attachments; null on a link. */
  readonly session: number | null;
  readonly to: NodeToken;
  readonly input: Input;
}

export class Flights {
  #queue: Flight[] = [];

  /** The step that frames sent from now on come of. */
  beginStep(_index: number): void {}

  add(flight: Flight): void {
    this.#queue.push(flight);
  }

  /** What an older step set in motion is done in the midst of another. */
  runAttributed(work: () => void): void {
    work();
  }

  /** Each in its turn, those included that come of the ones before. */
  drain(arrive: (flight: Flight) => void): void {
    for (let at = 0; at < this.#queue.length; at++) arrive(this.#queue[at] as Flight);
    this.#queue = [];
  }

  /** All that is on its way on the pair, either way. */
  loseOn(pair: PairId): void {
    if (this.#queue.length > 0) this.#queue = this.#queue.filter((each) => each.pair !== pair);
  }

  /** All that is on its way to the node. */
  loseTo(node: NodeToken): void {
    this.#queue = this.#queue.filter((each) => each.to !== node);
  }

  /** The oldest message on a link, once more right behind itself. */
  repeat(pair: PairId): void {
    const at = this.#queue.findIndex((each) => each.pair === pair && each.bus === 'command');
    const [oldest] = this.#queue.slice(at);
    if (at >= 0 && oldest) this.#queue.splice(at, 0, oldest);
  }

  /** The oldest frame on one bus that still counts, taken out. */
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

/** As off a wire: a raw frame is whoever's who reads it, and the scenario keeps its own. */
export function cloneFrame(frame: Json): unknown {
  return JSON.parse(JSON.stringify(frame));
}

/** The raw frame on a link, to whom it comes and as what. */
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

/** Nobody writes into it from here on: a router that alters what it was handed throws (EVENT-8). */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
