/**
 * Restlessness: whether a network comes to rest. While it settles, frames are delivered until none is in flight; a router that answers
 * each with another never gets there. What is in flight is compared, with stamps and event ids by rank, with what was in flight earlier
 * (after Brent: with the state at each power of two), so that a state that recurs is found, and the frames that go round with it.
 */
import type { Event, Message } from '#spec';
import { routingOf } from '#spec';
import type { Flight } from './flights.ts';

/** Deliveries of one settling from which on it is watched; what a correct router needs lies below it by far. */
const WATCHED_FROM = 512;
/** Deliveries of one settling after which nothing is concluded: the run is undecided. */
const DELIVERY_LIMIT = 50_000;
/** Frames in flight at once from which on nothing is concluded either: they multiply. */
const FLIGHT_LIMIT = 5000;
/** Frames of a loop that are told. */
const TOLD_FRAMES = 12;

/** What goes round for ever. */
export interface Loop {
  /** Of the first frame: the kind of a message, or how the event is routed. */
  readonly about: Message['kind'] | 'line' | 'result' | 'broadcast' | 'forward' | 'notice';
  /** The frames of one round, in the order of delivery; of a long one the first. */
  readonly frames: readonly string[];
  readonly length: number;
}

/** Thrown while a network settles: the state recurs, so it never comes to rest. */
export class Endless extends Error {
  override readonly name = 'Endless';
  readonly loop: Loop;

  constructor(loop: Loop) {
    super(
      `the network never comes to rest: the same ${loop.length} frames go round: ${loop.frames.join('; ')}${loop.length > loop.frames.length ? '; ...' : ''}`,
    );
    this.loop = loop;
  }
}

/** Watches one settling. */
export class RestWatch {
  #deliveries = 0;
  #reference: string | null = null;
  #referenceCount = -1;
  #sinceReference: Flight[] = [];

  /**
   * Call it after each delivery, with how many and which frames are then in flight. Throws Endless, or a TimeoutError at a limit.
   * `tables`: all that the nodes show, where they do.
   */
  note(
    delivered: Flight,
    count: number,
    inFlight: () => readonly Flight[],
    tables: () => string,
  ): void {
    this.#deliveries++;
    if (this.#deliveries < WATCHED_FROM) return;
    this.#sinceReference.push(delivered);
    const key = () => keyOf(inFlight()) + tables();
    if (count === this.#referenceCount && key() === this.#reference)
      throw new Endless(loopOf(this.#sinceReference));
    if (Number.isInteger(Math.log2(this.#deliveries))) {
      [this.#reference, this.#referenceCount] = [key(), count];
      this.#sinceReference = [];
    }
    if (this.#deliveries >= DELIVERY_LIMIT || count >= FLIGHT_LIMIT)
      throw timeoutAt(this.#deliveries, count);
  }
}

const timeoutAt = (deliveries: number, count: number) =>
  Object.assign(
    new Error(
      `after ${deliveries} deliveries ${count} frames are in flight, and no state was seen twice`,
    ),
    { name: 'TimeoutError' },
  );

/** Returns a key that is the same for two lists of flights that differ in stamps and ids alone, but not in their order. */
function keyOf(flights: readonly Flight[]): string {
  const ids = new Map<string, number>();
  const rankOf = (id: string) => {
    const rank = ids.get(id) ?? ids.size;
    ids.set(id, rank);
    return rank;
  };
  return flights
    .map(({ bus, pair, to, input }) =>
      JSON.stringify([bus, pair, to, input], (key, value) =>
        (key === 'id' || key === 'stamp') && value !== undefined
          ? rankOf(`${key} ${JSON.stringify(value)}`)
          : value,
      ),
    )
    .join('\n');
}

function loopOf(frames: readonly Flight[]): Loop {
  const [first] = frames;
  return {
    about: first ? aboutOf(first) : 'notice',
    frames: frames.slice(0, TOLD_FRAMES).map(textOf),
    length: frames.length,
  };
}

function aboutOf({ input }: Flight): Loop['about'] {
  if (input.kind === 'frame') return (input.frame as Message).kind;
  if (input.kind !== 'event') return 'notice';
  const { forward, topic } = input.frame as Event;
  return forward === undefined ? routingOf(topic).kind : 'forward';
}

function textOf({ input, pair, to }: Flight): string {
  if (input.kind === 'frame') {
    const { kind, orcName } = input.frame as Message;
    return `${kind} of ${orcName} on ${pair} to ${to}`;
  }
  return input.kind === 'event'
    ? `event ${(input.frame as Event).id} on ${pair} to ${to}`
    : `${input.kind} on ${pair} to ${to}`;
}
