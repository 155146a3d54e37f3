/**
 * The client behind a pair: one connection to a server, shared by the orcs of the pair. Its subscriptions are those of its orcs.
 * Where the broker keeps a set of subscriptions, the client counts; where each counts at the broker, it leaves that to the broker.
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
  readonly #isCounted: boolean;
  /** How often each orc is subscribed to each pattern. */
  readonly #orcs = new Map<OrcName, Map<string, number>>();
  /** How many subscriptions there are to each subject. */
  readonly #held = new Map<string, number>();

  private constructor(connection: Connection, isCounted: boolean) {
    this.#connection = connection;
    this.#isCounted = isCounted;
  }

  /**
   * Connects. `onEvent` is called once for each event that comes, and again if it comes more than once by one subscription: a
   * server writes an event for each subscription that counts, which is one hearing.
   */
  static async open(
    server: BrokerServer,
    isCounted: boolean,
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
    return new PairClient(connection, isCounted);
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
    this.#hold(orcSubject(orc));
    this.#hold(ALL);
  }

  subscribe(orc: OrcName, pattern: string): void {
    this.join(orc);
    const patterns = this.#orcs.get(orc);
    patterns?.set(pattern, (patterns.get(pattern) ?? 0) + 1);
    const line = lineIn(pattern);
    if (line !== null) this.#hold(lineSubject(line));
  }

  unsubscribe(orc: OrcName, pattern: string): void {
    const patterns = this.#orcs.get(orc);
    const count = patterns?.get(pattern) ?? 0;
    if (count === 0) return;
    if (count > 1) patterns?.set(pattern, count - 1);
    else patterns?.delete(pattern);
    const line = lineIn(pattern);
    if (line !== null) this.#release(lineSubject(line));
  }

  /** Ends all subscriptions of the orc. Returns false if it is not here. */
  leave(orc: OrcName): boolean {
    const patterns = this.#orcs.get(orc);
    if (!patterns) return false;
    for (const [pattern, count] of [...patterns])
      for (let each = 0; each < count; each++) this.unsubscribe(orc, pattern);
    this.#orcs.delete(orc);
    this.#release(orcSubject(orc));
    this.#release(ALL);
    return true;
  }

  fence(): Promise<void> {
    return this.#connection.fence();
  }

  drop(): Promise<void> {
    return this.#connection.drop();
  }

  #hold(subject: string): void {
    const count = this.#held.get(subject) ?? 0;
    this.#held.set(subject, count + 1);
    if (this.#isCounted || count === 0) this.#connection.subscribe(subject);
  }

  #release(subject: string): void {
    const count = this.#held.get(subject) ?? 0;
    if (count > 1) this.#held.set(subject, count - 1);
    else this.#held.delete(subject);
    if (this.#isCounted || count === 1) this.#connection.unsubscribe(subject);
  }
}
