/**
 * The client behind a pair: one connection to a server, shared by the orcs of the pair. Its subscriptions are those of its orcs.
 * Of a line it passes on every subscribe, and every unsubscribe too where each counts at the broker; where the broker keeps a set,
 * only once nobody on the connection wants the line any more. Every other subject is subscribed to once for all orcs.
 */
import type { Event, Feature, Json, OrcName } from 'partyline';
import type { BrokerServer, Connection } from './brokerSystem.ts';
import { ALL, isLine, lineIn, lineSubject, orcSubject } from './subjects.ts';

/** Reads an event. One of an earlier scenario gets an id that nobody has published. */
export function eventIn(body: string, run: string): Event {
  const told = JSON.parse(body) as { run: string; id: string; topic: string; payload: Json };
  const id = told.run === run ? told.id : `${told.run} ${told.id}`;
  return { topic: told.topic, id, payload: told.payload };
}

export class PairClient {
  readonly #connection: Connection;
  #isReading = true;
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

  /** Connects. `features`: of the broker. `onEvent` is called for each message with an event. */
  static async open(
    server: BrokerServer,
    features: readonly Feature[],
    onEvent: (body: string) => void,
  ): Promise<PairClient> {
    const connection = await server.connect(onEvent);
    return new PairClient(connection, features.includes('set subscriptions'));
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

  /** Resolves when the server has done all that was said; at once while the client does not read, as no answer would reach it. */
  async fence(): Promise<void> {
    if (this.#isReading) await this.#connection.fence();
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  setReading(isReading: boolean): void {
    if (!this.#connection.setReading) throw new Error('this client cannot stop reading');
    this.#connection.setReading(isReading);
    this.#isReading = isReading;
  }

  drop(): Promise<void> {
    return this.#connection.drop();
  }

  #hold(subject: string, reason: string): void {
    const reasons = this.#held.get(subject) ?? [];
    if (!this.#isSet || !reasons.includes(reason)) this.#held.set(subject, [...reasons, reason]);
    if (isLine(subject) || reasons.length === 0) this.#connection.subscribe(subject);
  }

  #release(subject: string, reason: string): void {
    const reasons = this.#held.get(subject) ?? [];
    const left = reasons.toSpliced(reasons.indexOf(reason), 1);
    if (left.length > 0) this.#held.set(subject, left);
    else this.#held.delete(subject);
    const isEach = !this.#isSet && isLine(subject);
    if (isEach || left.length === 0) this.#connection.unsubscribe(subject);
  }
}
