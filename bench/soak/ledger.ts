/**
 * The ledger: the history of what the guests asked for, who must and may hear each event by it, and who did.
 * It judges by the audience law and `heardBy` of `spec` alone, from what arrived on the pairs; no table is in it.
 * Greathalls are left out: nobody subscribes there, and what they are given crosses no socket.
 */
import type { Event, History, Observation, PairId, Place, Publish, Step, Topology } from '#spec';
import { advanceHistory, audienceOf, beginning, GREATHALL, heardBy, lineOf, matches } from '#spec';

export interface Deliveries {
  events: number;
  /** Those that the law demands. */
  expected: number;
  /** Of these. */
  heard: number;
  /** Where the law leaves an orc free: it came back while its departure was under way. */
  free: number;
}

/** Most sentences kept about what went wrong; all are counted. */
const MAX_SENTENCES = 20;

const keyOf = ({ orcName, pair }: Pick<Place, 'orcName' | 'pair'>) => `${orcName} on ${pair}`;

interface ExpectedEvent {
  readonly publish: Publish;
  readonly must: ReadonlySet<string>;
  readonly may: ReadonlySet<string>;
}

export class Ledger {
  /** Events published when nothing else was in flight. */
  readonly settled: Deliveries = { events: 0, expected: 0, heard: 0, free: 0 };
  /** Events published while others came and went. `free`: heard by those who may. */
  readonly unsettled: Deliveries = { events: 0, expected: 0, heard: 0, free: 0 };
  /** Handlers' runs for settled events. */
  readonly handled = { expected: 0, heard: 0 };
  readonly faults: string[] = [];
  faultCount = 0;
  #history: History;
  /** As it was when the round began. */
  #historyAtStart: History;
  readonly #expectedEvents = new Map<string, ExpectedEvent>();
  /** Frames of settled events, as they arrived. */
  #frames: Extract<Observation, { kind: 'frame' }>[] = [];
  /** Who heard an unsettled event: by event and pair. */
  #arrivals = new Map<string, Map<PairId, number>>();
  /** What was ever addressed to each pair since the round began. */
  readonly #interests = new Map<PairId, Set<string>>();
  /** Pairs that nothing happens to in this round. */
  #quietPairs: ReadonlySet<PairId> = new Set();

  constructor(topology: Topology) {
    this.#history = beginning(topology);
    this.#historyAtStart = this.#history;
  }

  get history(): History {
    return this.#history;
  }

  /** What a guest does. A last orc's leave ends its pair. */
  note(step: Step, closes?: Observation): void {
    this.#history = advanceHistory(this.#history, step, closes ? [closes] : []);
    if (step.kind === 'join') this.#addInterest(step.pair, step.orc, 'everybody');
    if (step.kind === 'subscribe') this.#addInterest(step.pair, `<${lineOf(step.topic)}>`);
  }

  /** A round begins; nothing is in flight. `quiet`: whether what is on the pair keeps out of it, and can be reached. */
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

  /** While others come and go: demanded only for those that nothing happens to. */
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

  /** An event arrived on a client's pair. */
  noteArrival(frame: Extract<Observation, { kind: 'frame' }>): void {
    const seen = this.#arrivals.get(frame.event.id);
    if (seen) seen.set(frame.pair, (seen.get(frame.pair) ?? 0) + 1);
    else this.#frames.push(frame);
  }

  /** A handler ran. */
  noteHandlerRun(event: Event): void {
    if (!this.#arrivals.has(event.id)) this.handled.heard++;
  }

  /** The unsettled events of a round are through. */
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

  /** The settled events of a round are through. */
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
    const line = lineOf(topic);
    const [orc] = topic.split('::');
    const word = topic.endsWith('.finished') ? orc : line === null ? 'everybody' : `<${line}>`;
    return this.#interests.get(pair)?.has(word ?? '') === true;
  }

  #addFault(sentence: string): void {
    this.faultCount++;
    if (this.faults.length < MAX_SENTENCES) this.faults.push(sentence);
  }
}

function keysOf(places: readonly Place[]): ReadonlySet<string> {
  return new Set(places.filter(({ orcName }) => orcName !== GREATHALL).map(keyOf));
}
