/**
 * The ledger: the history of what clients requested, who must and may hear each event by it, and who did.
 * Judges from the frames that arrived on the pairs, by the audience law and `heardBy` of `spec` alone,
 * without tables. Greathalls are left out: nobody subscribes there, and what they hear crosses no socket.
 */
import type { Event, History, Observation, PairId, Place, Publish, Step, Topology } from '#spec';
import {
  advanceHistory,
  audienceOf,
  beginning,
  GREATHALL,
  heardBy,
  matches,
  routingOf,
} from '#spec';

export interface Deliveries {
  events: number;
  /** Number of deliveries that the law demands. */
  expected: number;
  /** How many of the demanded deliveries took place. */
  heard: number;
  /** Deliveries about which the law leaves an orc free, because it came back while its departure was under way. */
  free: number;
}

/** At most this many sentences about faults are kept; every fault is counted. */
const MAX_SENTENCES = 20;

const keyOf = ({ orcName, pair }: Pick<Place, 'orcName' | 'pair'>) => `${orcName} on ${pair}`;

interface ExpectedEvent {
  readonly publish: Publish;
  readonly must: ReadonlySet<string>;
  readonly may: ReadonlySet<string>;
}

export class DeliveryLedger {
  /** Events published while nothing else was in flight. */
  readonly settled: Deliveries = { events: 0, expected: 0, heard: 0, free: 0 };
  /** Events published while clients came and went. `free`: deliveries to those who may hear. */
  readonly unsettled: Deliveries = { events: 0, expected: 0, heard: 0, free: 0 };
  /** Runs of handlers for settled events. */
  readonly handled = { expected: 0, heard: 0 };
  readonly faults: string[] = [];
  faultCount = 0;
  #history: History;
  /** The history at the beginning of the round. */
  #historyAtStart: History;
  readonly #expectedEvents = new Map<string, ExpectedEvent>();
  /** Frames of settled events, in order of arrival. */
  #frames: Extract<Observation, { kind: 'frame' }>[] = [];
  /** Frames of unsettled events: how many arrived, by event id and pair. */
  #arrivals = new Map<string, Map<PairId, number>>();
  /** Lines and names that were addressed to each pair at any time of the round. */
  readonly #interests = new Map<PairId, Set<string>>();
  /** Pairs to which nothing happens in this round. */
  #quietPairs: ReadonlySet<PairId> = new Set();

  constructor(topology: Topology) {
    this.#history = beginning(topology);
    this.#historyAtStart = this.#history;
  }

  get history(): History {
    return this.#history;
  }

  /** Adds a client's step to the history. `closes`: the end of the pair, after the leave of its last orc. */
  note(step: Step, closes?: Observation): void {
    this.#history = advanceHistory(this.#history, step, closes ? [closes] : []);
    if (step.kind === 'join') this.#addInterest(step.pair, step.orc, 'everybody');
    if (step.kind === 'subscribe') this.#addInterest(step.pair, interestOf(step.topic));
  }

  /**
   * Begins a round; nothing may be in flight. `isQuiet`: whether nothing happens to the place in this
   * round and it can be reached.
   */
  beginRound(isQuiet: (place: Place) => boolean): void {
    this.#historyAtStart = this.#history;
    this.#interests.clear();
    const { attachments } = this.#history;
    this.#quietPairs = new Set(attachments.filter(isQuiet).map(({ pair }) => pair));
    for (const { pair, orcName, subscriptions } of attachments) {
      this.#addInterest(pair, orcName, 'everybody');
      for (const { lineId } of subscriptions) this.#addInterest(pair, `<${lineId}>`);
    }
  }

  /** Notes an event published during churn, of which only deliveries to quiet pairs are demanded. */
  expectUnsettled(id: string, publish: Publish): void {
    const must = audienceOf(this.#historyAtStart, publish).must.filter(({ pair }) =>
      this.#quietPairs.has(pair),
    );
    this.unsettled.events++;
    this.#expectedEvents.set(id, { publish, must: keysOf(must), may: new Set() });
    this.#arrivals.set(id, new Map());
  }

  expectSettled(id: string, publish: Publish): void {
    const { must, may } = audienceOf(this.#history, publish);
    this.settled.events++;
    this.#expectedEvents.set(id, { publish, must: keysOf(must), may: keysOf(may) });
  }

  /** Notes an event that arrived on a client's pair. */
  noteArrival(frame: Extract<Observation, { kind: 'frame' }>): void {
    const seen = this.#arrivals.get(frame.event.id);
    if (seen) seen.set(frame.pair, (seen.get(frame.pair) ?? 0) + 1);
    else this.#frames.push(frame);
  }

  /** Notes that a handler ran. */
  noteHandlerRun(event: Event): void {
    if (!this.#arrivals.has(event.id)) this.handled.heard++;
  }

  /** Judges the unsettled events of the round, which must all have been delivered. */
  closeUnsettled(): void {
    for (const [id, seen] of this.#arrivals) {
      const { publish, must } = this.#expectedEvents.get(id) as ExpectedEvent;
      const heard = [...must].filter((key) =>
        seen.has(key.slice(key.indexOf(' on ') + 4) as PairId),
      );
      this.unsettled.expected += must.size;
      this.unsettled.heard += heard.length;
      for (const key of must)
        if (!heard.includes(key))
          this.#addFault(`${id} ${publish.topic}: ${key} kept still and did not hear it`);
      for (const [pair, times] of seen) {
        this.unsettled.free++;
        if (times > 1) this.#addFault(`${id} ${publish.topic}: came ${times} times on ${pair}`);
        if (!this.#hasInterest(pair, publish.topic))
          this.#addFault(`${id} ${publish.topic}: came on ${pair}, where nobody asked for it`);
      }
      this.#expectedEvents.delete(id);
    }
    this.#arrivals = new Map();
  }

  /** Judges the settled events of the round, which must all have been delivered. */
  closeSettled(): void {
    const heard = new Map<string, Map<string, number>>();
    for (const frame of this.#frames) {
      const hearings = heardBy(this.#history, [frame]);
      const { id, topic } = frame.event;
      if (hearings.length === 0)
        this.#addFault(`${id} ${topic}: came on ${frame.pair}, for nobody there`);
      const places = heard.get(id) ?? new Map<string, number>();
      heard.set(id, places);
      for (const hearing of hearings) {
        places.set(keyOf(hearing), (places.get(keyOf(hearing)) ?? 0) + 1);
        this.handled.expected += this.#handlersOf(hearing, topic);
      }
    }
    for (const [id, awaited] of this.#expectedEvents)
      this.#judge(id, awaited, heard.get(id) ?? new Map());
    for (const id of heard.keys())
      if (!this.#expectedEvents.has(id)) this.#addFault(`${id}: came again after its round`);
    this.#expectedEvents.clear();
    this.#frames = [];
  }

  #judge(
    id: string,
    { publish, must, may }: ExpectedEvent,
    heard: ReadonlyMap<string, number>,
  ): void {
    const what = `${id} ${publish.topic} at ${publish.node}`;
    this.settled.expected += must.size;
    for (const key of must) if (!heard.has(key)) this.#addFault(`${what}: not heard by ${key}`);
    for (const [key, times] of heard) {
      if (must.has(key)) this.settled.heard += times;
      else if (may.has(key)) this.settled.free += times;
      else this.#addFault(`${what}: heard by ${key}, who must not`);
      if (times > 1) this.#addFault(`${what}: heard ${times} times by ${key}`);
    }
  }

  #handlersOf(place: Pick<Place, 'orcName' | 'pair'>, topic: string): number {
    return this.#history.attachments
      .filter(({ orcName, pair }) => orcName === place.orcName && pair === place.pair)
      .flatMap(({ subscriptions }) => subscriptions)
      .filter(({ pattern }) => matches(pattern, topic))
      .reduce((sum, { count }) => sum + count, 0);
  }

  #addInterest(pair: PairId, ...words: readonly string[]): void {
    const asked = this.#interests.get(pair) ?? new Set();
    this.#interests.set(pair, asked);
    for (const word of words) asked.add(word);
  }

  #hasInterest(pair: PairId, topic: string): boolean {
    return this.#interests.get(pair)?.has(interestOf(topic)) === true;
  }

  #addFault(sentence: string): void {
    this.faultCount++;
    if (this.faults.length < MAX_SENTENCES) this.faults.push(sentence);
  }
}

function keysOf(places: readonly Place[]): ReadonlySet<string> {
  return new Set(places.filter(({ orcName }) => orcName !== GREATHALL).map(keyOf));
}

/** Returns what an orc on a pair must be or have asked for, to be sent an event on this topic. */
function interestOf(topic: string): string {
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'result':
      return routing.orcName;
    case 'line':
      return `<${routing.lineId}>`;
    case 'broadcast':
      return 'everybody';
  }
}
