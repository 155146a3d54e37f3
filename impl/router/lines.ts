/**
 * The line index: from a line to its carriers, so that an event finds its addressees without a search. Holders are counted per
 * pair and for the emitter. The list of pairs is rebuilt only after a carrier was added or removed. It must not know orcs: the
 * ARP table knows who holds a line.
 */

import type { LineId, PairId } from '#spec';
import { byUnit } from '#spec';
import type { AttachedPair } from './routeEntry.ts';

interface LineHolders {
  readonly holders: Map<AttachedPair, number>;
  emitterCount: number;
  pairs: readonly PairId[] | null;
}

const NO_PAIRS: readonly PairId[] = Object.freeze([]);

export class LineIndex {
  readonly #lines = new Map<LineId, LineHolders>();
  readonly #hasCopies: boolean;

  /** `hasCopies`: a client's pair carries a line as often as it is held there. */
  constructor(hasCopies: boolean) {
    this.#hasCopies = hasCopies;
  }

  /** The number of lines and of their carriers. */
  get size(): number {
    let size = this.#lines.size;
    for (const { holders, emitterCount } of this.#lines.values())
      size += holders.size + emitterCount;
    return size;
  }

  /** Adds a holder of the line on this carrier; on `ee` the carrier is the node's emitter. */
  hold(lineId: LineId, attachment: AttachedPair): void {
    let line = this.#lines.get(lineId);
    if (!line) {
      line = { holders: new Map(), emitterCount: 0, pairs: null };
      this.#lines.set(lineId, line);
    }
    if (attachment.backend === 'ee') {
      line.emitterCount++;
      return;
    }
    const count = line.holders.get(attachment) ?? 0;
    line.holders.set(attachment, count + 1);
    if (count === 0 || this.#hasCopies) line.pairs = null;
  }

  /**
   * Removes a holder; a carrier without holders is removed, and so is a line without carriers.
   * @clause LINE-8 SAFE-3
   */
  release(lineId: LineId, attachment: AttachedPair): void {
    const line = this.#lines.get(lineId);
    if (!line) return;
    if (attachment.backend === 'ee') line.emitterCount--;
    else {
      const count = line.holders.get(attachment) ?? 0;
      if (count > 1) line.holders.set(attachment, count - 1);
      else line.holders.delete(attachment);
      if (count <= 1 || this.#hasCopies) line.pairs = null;
    }
    if (line.emitterCount === 0 && line.holders.size === 0) this.#lines.delete(lineId);
  }

  /**
   * Returns the pairs that carry the line, in ascending order, each once or as often as it gets a copy. It is the internal list,
   * which is never mutated. @clause EVENT-5 EVENT-12
   */
  pairsOf(lineId: LineId): readonly PairId[] {
    const line = this.#lines.get(lineId);
    if (!line) return NO_PAIRS;
    if (line.pairs) return line.pairs;
    const pairs: PairId[] = [];
    for (const [{ pair, node }, count] of line.holders) {
      const copies = this.#hasCopies && node === null ? count : 1;
      for (let copy = 0; copy < copies; copy++) pairs.push(pair);
    }
    line.pairs = Object.freeze(pairs.sort(byUnit));
    return line.pairs;
  }

  /** Whether anybody on the node's emitter holds the line, greathall included. */
  isOnEmitter(lineId: LineId): boolean {
    return this.emitterCount(lineId) > 0;
  }

  /** Returns how many on the node's emitter hold the line, greathall included. */
  emitterCount(lineId: LineId): number {
    return this.#lines.get(lineId)?.emitterCount ?? 0;
  }
}
