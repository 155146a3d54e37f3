/**
 * The ledger: the history of what the guests asked for, who must and may hear each event by it, and who did.
 * It judges by the audience law and `heardBy` of `spec` alone, from what arrived on the pairs; no table is in it.
 * Greathalls are left out: nobody subscribes there, and what they are given crosses no socket.
 */
import type { Event, History, Observation, PairId, Place, Publish, Step, Topology } from '#spec';
import { audienceOf, beginning, GREATHALL, heardBy, lineOf, matches, witness } from '#spec';

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
const MOST_TOLD = 20;

const keyOf = ({ orcName, pair }: Pick<Place, 'orcName' | 'pair'>) => `${orcName} on ${pair}`;

interface Awaited {
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
  #before: History;
  readonly #awaited = new Map<string, Awaited>();
  /** Frames of settled events, as they arrived. */
  #frames: Extract<Observation, { kind: 'frame' }>[] = [];
  /** Who heard an unsettled event: by event and pair. */
  #arrived = new Map<string, Map<PairId, number>>();
  /** What was ever addressed to each pair since the round began. */
  readonly #asked = new Map<PairId, Set<string>>();
  /** Pairs that nothing happens to in this round. */
  #quiet: ReadonlySet<PairId> = new Set();

  constructor(topology: Topology) {
    this.#history = beginning(topology);
    this.#before = this.#history;
  }

  get history(): History {
    return this.#history;
  }

  /** What a guest does. A last orc's leave ends its pair. */
  note(step: Step, closes?: Observation): void {
    this.#history = witness(this.#history, step, closes ? [closes] : []);
    if (step.kind === 'join') this.#ask(step.pair, step.orc, 'everybody');
    if (step.kind === 'subscribe') this.#ask(step.pair, `<${lineOf(step.topic)}>`);
  }

  /** A round begins; nothing is in flight. `quiet`: whether what is on the pair keeps out of it, and can be reached. */
  begin(quiet: (place: Place) => boolean): void {
    this.#before = this.#history;
    this.#asked.clear();
    const { attachments } = this.#history;
    this.#quiet = new Set(attachments.filter(quiet).map(({ pair }) => pair));
    for (const { pair, orcName, subscriptions } of attachments) {
      this.#ask(pair, orcName, 'everybody');
      for (const { lineId } of subscriptions) this.#ask(pair, `<${lineId}>`);
    }
  }

  /** While others come and go: demanded only for those that nothing happens to. */
  publishUnsettled(id: string, publish: Publish): void {
    const must = audienceOf(this.#before, publish).must.filter(({ pair }) => this.#quiet.has(pair));
    this.unsettled.events++;
    this.#awaited.set(id, { publish, must: setOf(must), may: new Set() });
    this.#arrived.set(id, new Map());
  }

  publishSettled(id: string, publish: Publish): void {
    const { must, may } = audienceOf(this.#history, publish);
    this.settled.events++;
    this.#awaited.set(id, { publish, must: setOf(must), may: setOf(may) });
  }

  /** An event arrived on a client's pair. */
  arrive(frame: Extract<Observation, { kind: 'frame' }>): void {
    const seen = this.#arrived.get(frame.event.id);
    if (seen) seen.set(frame.pair, (seen.get(frame.pair) ?? 0) + 1);
    else this.#frames.push(frame);
  }

  /** A handler ran. */
  handle(event: Event): void {
    if (!this.#arrived.has(event.id)) this.handled.heard++;
  }

  /** The unsettled events of a round are through. */
  closeUnsettled(): void {
    for (const [id, seen] of this.#arrived) {
      const { publish, must } = this.#awaited.get(id) as Awaited;
      const heard = [...must].filter((key) =>
        seen.has(key.slice(key.indexOf(' on ') + 4) as PairId),
      );
      this.unsettled.expected += must.size;
      this.unsettled.heard += heard.length;
      for (const key of must)
        if (!heard.includes(key))
          this.#fault(`${id} ${publish.topic}: ${key} kept still and did not hear it`);
      for (const [pair, times] of seen) {
        this.unsettled.free++;
        if (times > 1) this.#fault(`${id} ${publish.topic}: came ${times} times on ${pair}`);
        if (!this.#wasAsked(pair, publish.topic))
          this.#fault(`${id} ${publish.topic}: came on ${pair}, where nobody asked for it`);
      }
      this.#awaited.delete(id);
    }
    this.#arrived = new Map();
  }

  /** The settled events of a round are through. */
  closeSettled(): void {
    const heard = new Map<string, Map<string, number>>();
    for (const frame of this.#frames) {
      const hearings = heardBy(this.#history, [frame]);
      const { id, topic } = frame.event;
      if (hearings.length === 0)
        this.#fault(`${id} ${topic}: came on ${frame.pair}, for nobody there`);
      const places = heard.get(id) ?? new Map<string, number>();
      heard.set(id, places);
      for (const hearing of hearings) {
        places.set(keyOf(hearing), (places.get(keyOf(hearing)) ?? 0) + 1);
        this.handled.expected += this.#handlersOf(hearing, topic);
      }
    }
    for (const [id, awaited] of this.#awaited)
      this.#compare(id, awaited, heard.get(id) ?? new Map());
    for (const id of heard.keys())
      if (!this.#awaited.has(id)) this.#fault(`${id}: came again after its round`);
    this.#awaited.clear();
    this.#frames = [];
  }

  #compare(id: string, { publish, must, may }: Awaited, heard: ReadonlyMap<string, number>): void {
    const what = `${id} ${publish.topic} at ${publish.node}`;
    this.settled.expected += must.size;
    for (const key of must) if (!heard.has(key)) this.#fault(`${what}: not heard by ${key}`);
    for (const [key, times] of heard) {
      if (must.has(key)) this.settled.heard += times;
      else if (may.has(key)) this.settled.free += times;
      else this.#fault(`${what}: heard by ${key}, who must not`);
      if (times > 1) this.#fault(`${what}: heard ${times} times by ${key}`);
    }
  }

  #handlersOf(place: Pick<Place, 'orcName' | 'pair'>, topic: string): number {
    return this.#history.attachments
      .filter(({ orcName, pair }) => orcName === place.orcName && pair === place.pair)
      .flatMap(({ subscriptions }) => subscriptions)
      .filter(({ pattern }) => matches(pattern, topic))
      .reduce((sum, { count }) => sum + count, 0);
  }

  #ask(pair: PairId, ...words: readonly string[]): void {
    const asked = this.#asked.get(pair) ?? new Set();
    this.#asked.set(pair, asked);
    for (const word of words) asked.add(word);
  }

  #wasAsked(pair: PairId, topic: string): boolean {
    const line = lineOf(topic);
    const [orc] = topic.split('::');
    const word = topic.endsWith('.finished') ? orc : line === null ? 'everybody' : `<${line}>`;
    return this.#asked.get(pair)?.has(word ?? '') === true;
  }

  #fault(sentence: string): void {
    this.faultCount++;
    if (this.faults.length < MOST_TOLD) this.faults.push(sentence);
  }
}

function setOf(places: readonly Place[]): ReadonlySet<string> {
  return new Set(places.filter(({ orcName }) => orcName !== GREATHALL).map(keyOf));
}
