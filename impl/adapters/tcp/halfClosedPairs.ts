/**
 * Half-closed pairs: which pairs on sockets are open, and which have ended at only one end so far. It stands apart because a pair
 * is settled only when both ends have reported its end. A killed node reports nothing, so the testbed records the ends of that
 * node's pairs.
 */
import type { NodeToken, PairId } from '#spec';

interface EndNodes {
  /** The lower node; null for a client's pair. */
  readonly lower: NodeToken | null;
  readonly upper: NodeToken;
}

export class HalfClosedPairs {
  /** For each open pair, by the name that its node gave it: the nodes at its two ends. */
  readonly #openPairs = new Map<PairId, EndNodes>();
  readonly #halfClosed = new Set<PairId>();
  #onAgreed: () => void = () => {};
  #count = 0;

  /** The number of ends that have been reported. A pair counts twice when both of its ends have been reported. */
  get count(): number {
    return this.#count;
  }

  add(real: PairId, ends: EndNodes): void {
    this.#openPairs.set(real, ends);
  }

  /**
   * Records that one end noticed the end of the pair; the second call for the pair completes it. Ignores a pair that was never
   * open at both ends.
   */
  recordEnd(real: PairId): void {
    if (!this.#openPairs.has(real)) return;
    this.#count++;
    if (this.#halfClosed.delete(real)) this.#openPairs.delete(real);
    else this.#halfClosed.add(real);
    if (this.#halfClosed.size === 0) this.#onAgreed();
  }

  /** Records the ends of every pair of a node that was killed, because the node itself reports nothing. */
  recordDeath(node: NodeToken): void {
    const affected = [...this.#openPairs].filter(
      ([, { lower, upper }]) => lower === node || upper === node,
    );
    for (const [real] of affected) this.recordEnd(real);
  }

  /** Resolves when no pair has ended at only one end. */
  awaitBothEnds(): Promise<void> {
    if (this.#halfClosed.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onAgreed = resolve;
    });
  }
}
