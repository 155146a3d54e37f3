/**
 * Greathall: the node's own orc and its subscriptions, counted per pattern and per line. It stands apart because
 * nothing about it ever leaves the node (LINE-7), so it needs no uplink.
 */

import type { Effect, LineId } from '#spec';
import { isLineId, isTopic, lineOf } from '#spec';
import type { ArpTable } from './arp.ts';

/** Counts the subscriptions of one node's own program, and holds their lines in the node's table. */
export class Greathall {
  readonly #arp: ArpTable;
  readonly #patterns = new Map<string, number>();
  readonly #isSet: boolean;

  /** `isSet`: the subscriptions form a set. */
  constructor(arp: ArpTable, isSet: boolean) {
    this.#arp = arp;
    this.#isSet = isSet;
  }

  /** The number of patterns that the node itself has subscribed to. */
  get size(): number {
    return this.#patterns.size;
  }

  /** Subscribes the node itself; pushes a refusal to `out` if the topic is malformed. @clause LINE-7 */
  subscribe(topic: string, out: Effect[]): void {
    const lineId = isTopic(topic) ? lineOf(topic) : null;
    if (!isTopic(topic) || (lineId !== null && !isLineId(lineId))) {
      out.push({
        kind: 'refuse',
        fault: 'MALFORMED',
        detail: 'topic: expected a topic, its line a name',
      });
      return;
    }
    this.#patterns.set(topic, this.#isSet ? 1 : (this.#patterns.get(topic) ?? 0) + 1);
    if (lineId !== null) this.#arp.hold(this.#arp.hall, lineId);
  }

  /**
   * Ends one subscription of the node itself; pushes a refusal to `out` if there is none.
   * @clause LINE-7 EVENT-10
   */
  unsubscribe(topic: string, out: Effect[]): void {
    const count = this.#patterns.get(topic);
    if (count === undefined) {
      out.push({
        kind: 'refuse',
        fault: 'NOT_SUBSCRIBED',
        detail: 'greathall has no subscription of this pattern',
      });
      return;
    }
    if (count > 1) this.#patterns.set(topic, count - 1);
    else this.#patterns.delete(topic);
    const lineId = lineOf(topic);
    if (lineId !== null && !this.#holdsByAnother(lineId)) this.#arp.release(this.#arp.hall, lineId);
  }

  /** Whether a pattern that is left holds the line, which an entry of a set holds only once. @clause LINE-9 */
  #holdsByAnother(lineId: LineId): boolean {
    return this.#isSet && [...this.#patterns.keys()].some((each) => lineOf(each) === lineId);
  }
}
