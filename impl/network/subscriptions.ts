/**
 * Subscriptions: the patterns to which one orc subscribes at one endpoint, counted, each with its handlers. It stands apart
 * because greathall and clients subscribe by the same rules, though in different ways. It must not know pairs or messages.
 */

import type { Event, LineId, OrcName } from '#spec';
import { lineOf, matches, routingOf } from '#spec';

/** Called with the handler's own copy of the event. A handler may throw. */
export type Handler = (event: Event, pattern: string) => void;

export class Subscriptions {
  #handlers = new Map<string, Handler[]>();
  readonly #isSet: boolean;

  /** `isSet`: the subscriptions form a set. */
  constructor(isSet = false) {
    this.#isSet = isSet;
  }

  /** Adds a subscription; to one of the same pattern that a set holds already, it adds nothing. @clause LINE-9 */
  add(pattern: string, handler: Handler): void {
    const handlers = this.#handlers.get(pattern);
    if (handlers && this.#isSet) return;
    if (handlers) handlers.push(handler);
    else this.#handlers.set(pattern, [handler]);
  }

  /**
   * Ends one subscription; false when there is none of this pattern, so that the unsubscribe is refused.
   * @clause EVENT-10
   */
  remove(pattern: string): boolean {
    const handlers = this.#handlers.get(pattern);
    if (!handlers) return false;
    handlers.pop();
    if (handlers.length === 0) this.#handlers.delete(pattern);
    return true;
  }

  /** Whether a pattern on the line is left in a set: then the client still wants the line. @clause LINE-9 */
  isLineLeftInSet(lineId: LineId): boolean {
    return this.#isSet && this.#isOnLine(lineId);
  }

  /** The number of subscriptions. */
  get size(): number {
    let size = 0;
    for (const handlers of this.#handlers.values()) size += handlers.length;
    return size;
  }

  clear(): void {
    this.#handlers.clear();
  }

  /** Takes over all subscriptions of another object, which is left empty. */
  absorb(other: Subscriptions): void {
    for (const [pattern, handlers] of other.#handlers)
      for (const handler of handlers) this.add(pattern, handler);
    other.clear();
  }

  /**
   * Runs the handlers whose pattern matches, if the event is addressed to this orc; the carrier also brings events for others on
   * the same pair or emitter. Each handler gets its own copy. `isSole`: nobody else uses this event object, so a single handler
   * may get it without a copy.
   * @clause EVENT-8 EVENT-10 EVENT-11
   */
  hear(orcName: OrcName, event: Event, isSole = false): void {
    if (!this.#isAddressed(orcName, event.topic)) return;
    const matching: [string, Handler][] = [];
    for (const [pattern, handlers] of this.#handlers)
      if (matches(pattern, event.topic))
        for (const handler of handlers) matching.push([pattern, handler]);
    for (const [pattern, handler] of matching) {
      try {
        handler(isSole && matching.length === 1 ? event : structuredClone(event), pattern);
      } catch {
        // An error of one handler must not stop the others.
      }
    }
  }

  #isAddressed(orcName: OrcName, topic: string): boolean {
    const routing = routingOf(topic);
    switch (routing.kind) {
      case 'result':
        return routing.orcName === orcName;
      case 'line':
        return this.#isOnLine(routing.lineId);
      case 'broadcast':
        return true;
      default:
        routing satisfies never;
    }
    return false;
  }

  #isOnLine(lineId: LineId): boolean {
    for (const pattern of this.#handlers.keys()) if (lineOf(pattern) === lineId) return true;
    return false;
  }
}
