/**
 * The client behind a pair: one connection to a server, shared by the orcs of the pair. Its subscriptions are those of its orcs.
 * It passes on every subscribe. An unsubscribe it passes on where each counts at the broker, and where the broker keeps a set, once
 * nobody on the connection wants the subject any more.
 */
import type { Event, Json, OrcName } from 'partyline';
import type { BrokerServer, Connection } from './brokerSystem.ts';
import { ALL, lineIn, lineSubject, orcSubject } from './subjects.ts';

/** Reads an event. One of an earlier scenario gets an id that nobody has published. */
export function eventIn(body: string, run: string): Event {
  const told = JSON.parse(body) as { run: string; id: string; topic: string; payload: Json };
  const id = told.run === run ? told.id : `${told.run} ${told.id}`;
  return { topic: told.topic, id, payload: told.payload };
}

export class PairClient {
  readonly #connection: Connection;
  /** Whether the broker keeps a set of subscriptions for each connection. */
  readonly #isSet: boolean;
  /** How often each orc is subscribed to each pattern. */
  readonly #orcs = new Map<OrcName, Map<string, number>>();
  /** For each subject what it is held for: an orc and its pattern; each once in a set, else as often as it was asked for. */
  readonly #held = new Map<string, string[]>();

  private constructor(connection: Connection, isSet: boolean) {
    this.#connection = connection;
    this.#isSet = isSet;
  }

  /**
   * Connects. `onEvent` is called once for each event that comes, and again if it comes more than once by one subscription: a
   * server writes an event for each subscription that counts, which is one hearing.
   */
  static async open(
    server: BrokerServer,
    isSet: boolean,
    onEvent: (body: string) => void,
  ): Promise<PairClient> {
    const arrivals = new Map<string, number[]>();
    const connection = await server.connect((body, subscription) => {
      const counts = arrivals.get(body) ?? [];
      arrivals.set(body, counts);
      const most = Math.max(0, ...counts.filter((count) => count !== undefined));
      const count = (counts[subscription] ?? 0) + 1;
      counts[subscription] = count;
      if (count > most) onEvent(body);
    });
    return new PairClient(connection, isSet);
  }

  get isEmpty(): boolean {
    return this.#orcs.size === 0;
  }

  subjects(): string[] {
    return [...this.#held.keys()];
  }

  join(orc: OrcName): void {
    if (this.#orcs.has(orc)) return;
    this.#orcs.set(orc, new Map());
    this.#hold(orcSubject(orc), orc);
    this.#hold(ALL, orc);
  }

  subscribe(orc: OrcName, pattern: string): void {
    this.join(orc);
    const patterns = this.#orcs.get(orc);
    patterns?.set(pattern, this.#isSet ? 1 : (patterns.get(pattern) ?? 0) + 1);
    const line = lineIn(pattern);
    if (line !== null) this.#hold(lineSubject(line), `${orc} ${pattern}`);
  }

  unsubscribe(orc: OrcName, pattern: string): void {
    const patterns = this.#orcs.get(orc);
    const count = patterns?.get(pattern) ?? 0;
    if (count === 0) return;
    if (count > 1) patterns?.set(pattern, count - 1);
    else patterns?.delete(pattern);
    const line = lineIn(pattern);
    if (line !== null) this.#release(lineSubject(line), `${orc} ${pattern}`);
  }

  /** Ends all subscriptions of the orc. Returns false if it is not here. */
  leave(orc: OrcName): boolean {
    const patterns = this.#orcs.get(orc);
    if (!patterns) return false;
    for (const [pattern, count] of [...patterns])
      for (let each = 0; each < count; each++) this.unsubscribe(orc, pattern);
    this.#orcs.delete(orc);
    this.#release(orcSubject(orc), orc);
    this.#release(ALL, orc);
    return true;
  }

  fence(): Promise<void> {
    return this.#connection.fence();
  }

  drop(): Promise<void> {
    return this.#connection.drop();
  }

  #hold(subject: string, reason: string): void {
    const reasons = this.#held.get(subject) ?? [];
    if (!this.#isSet || !reasons.includes(reason)) this.#held.set(subject, [...reasons, reason]);
    this.#connection.subscribe(subject);
  }

  #release(subject: string, reason: string): void {
    const reasons = this.#held.get(subject) ?? [];
    const left = reasons.toSpliced(reasons.indexOf(reason), 1);
    if (left.length > 0) this.#held.set(subject, left);
    else this.#held.delete(subject);
    if (!this.#isSet || left.length === 0) this.#connection.unsubscribe(subject);
  }
}
