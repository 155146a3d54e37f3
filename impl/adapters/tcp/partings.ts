/**
 * Partings: which pairs stand on sockets, and which of them have ended at one end only.
 * It stands apart because a pair is settled when both its ends say so, and a node that was killed says nothing:
 * for its ends the ground speaks.
 */
import type { NodeToken, PairId } from '#spec';

interface Ends {
  /** Null for a client's. */
  readonly lower: NodeToken | null;
  readonly upper: NodeToken;
}

export class Partings {
  /** By the names that the nodes gave them. */
  readonly #standing = new Map<PairId, Ends>();
  readonly #parting = new Set<PairId>();
  #agreed: () => void = () => {};
  #count = 0;

  /** Ends so far, each of the two of a pair by itself. */
  get count(): number {
    return this.#count;
  }

  stands(real: PairId, ends: Ends): void {
    this.#standing.set(real, ends);
  }

  /** One end knows; with the other it is over. A pair that never stood at both has none to wait for. */
  ended(real: PairId): void {
    if (!this.#standing.has(real)) return;
    this.#count++;
    if (this.#parting.delete(real)) this.#standing.delete(real);
    else this.#parting.add(real);
    if (this.#parting.size === 0) this.#agreed();
  }

  /** The node is gone without a word, and with it its end of everything that stood. */
  died(node: NodeToken): void {
    const its = [...this.#standing].filter(
      ([, { lower, upper }]) => lower === node || upper === node,
    );
    for (const [real] of its) this.ended(real);
  }

  /** Done when no pair is left that ended at one end only. */
  agreed(): Promise<void> {
    if (this.#parting.size === 0) return Promise.resolve();
    return new Promise((agreed) => {
      this.#agreed = agreed;
    });
  }
}
