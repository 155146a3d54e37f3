/**
 * Partings: which pairs stand on sockets, and which of them have ended at one end only.
 * It stands apart because a pair is settled when both its ends say so, and a node that was killed says nothing:
 * for its ends the ground speaks.
 */
import type { NodeToken, PairId } from '#spec';

interface EndNodes {
  /** Null for a client's. */
  readonly lower: NodeToken | null;
  readonly upper: NodeToken;
}

export class HalfClosedPairs {
  /** By the names that the nodes gave them. */
  readonly #openPairs = new Map<PairId, EndNodes>();
  readonly #halfClosed = new Set<PairId>();
  #onAgreed: () => void = () => {};
  #count = 0;

  /** Ends so far, each of the two of a pair by itself. */
  get count(): number {
    return this.#count;
  }

  add(real: PairId, ends: EndNodes): void {
    this.#openPairs.set(real, ends);
  }

  /** One end knows; with the other it is over. A pair that never stood at both has none to wait for. */
  recordEnd(real: PairId): void {
    if (!this.#openPairs.has(real)) return;
    this.#count++;
    if (this.#halfClosed.delete(real)) this.#openPairs.delete(real);
    else this.#halfClosed.add(real);
    if (this.#halfClosed.size === 0) this.#onAgreed();
  }

  /** The node is gone without a word, and with it its end of everything that stood. */
  recordDeath(node: NodeToken): void {
    const affected = [...this.#openPairs].filter(
      ([, { lower, upper }]) => lower === node || upper === node,
    );
    for (const [real] of affected) this.recordEnd(real);
  }

  /** Done when no pair is left that ended at one end only. */
  awaitBothEnds(): Promise<void> {
    if (this.#halfClosed.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onAgreed = resolve;
    });
  }
}
