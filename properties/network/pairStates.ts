/**
 * Pair states: which pairs exist, and what each end believes about them. A pair ends at once, but each end learns of it only when
 * the notice is delivered. Until then, what that end sends on the pair is dropped. Separate from the fabric, which moves the
 * frames; this file knows no router, queue or client.
 */
import type { Input, NodeToken, PairId } from '#spec';

export class PairStates {
  /** Attached client pairs. Every attachment gets a new number, because a frame belongs to one attachment. */
  readonly #clients = new Map<PairId, number>();
  #sessions = 0;
  /** For each pair of a lower node: that node, as long as the upper node believes it to be there. */
  readonly #lower = new Map<PairId, NodeToken>();
  /** The links that the lower node believes to be up. `lost`: the link is gone, but the lower node has not been told yet. */
  readonly #linkStates = new Map<PairId, 'up' | 'lost'>();
  /** Pairs that have ended (and perhaps opened again) without their upper node being told yet. */
  readonly #unnoticed = new Set<PairId>();

  isClient(pair: PairId): boolean {
    return this.#clients.has(pair);
  }

  /** Returns the number of the pair's present attachment; null on a link. */
  sessionOf(pair: PairId): number | null {
    return this.#clients.get(pair) ?? null;
  }

  lowerOf(pair: PairId): NodeToken | undefined {
    return this.#lower.get(pair);
  }

  openClient(pair: PairId): void {
    this.#clients.set(pair, ++this.#sessions);
    this.#unnoticed.delete(pair);
  }

  /** Closes a client's pair on its router's behalf. Ignores the pair of a lower node, because a router must not close it. */
  closeClient(pair: PairId): void {
    if (this.#clients.delete(pair)) this.#unnoticed.delete(pair);
  }

  /** Brings a link up. The lower node knows this at once, the upper node only after it is told. */
  raiseLink(pair: PairId): void {
    this.#linkStates.set(pair, 'up');
    this.#unnoticed.add(pair);
  }

  /** Ends the pair. Returns which of its ends knew it and must therefore be told. */
  endPair(pair: PairId): { readonly below: boolean; readonly above: boolean } {
    const ends = {
      below: this.isKnownBelow(pair),
      above: this.isKnownAbove(pair),
    };
    if (ends.below) this.#linkStates.set(pair, 'lost');
    if (ends.above) this.#unnoticed.add(pair);
    else this.#unnoticed.delete(pair);
    return ends;
  }

  /** Whether a frame from the lower node reaches the upper one. */
  carriesUp(pair: PairId): boolean {
    return this.#linkStates.get(pair) === 'up';
  }

  /** Whether the lower node was told that the link is up, and was not told since that it is down. */
  isKnownBelow(pair: PairId): boolean {
    return this.#linkStates.has(pair);
  }

  /**
   * Whether the node was told of the pair (of a client or a lower node) and has since neither closed it nor been told of its
   * loss.
   */
  isKnownAbove(pair: PairId): boolean {
    return this.#clients.has(pair) || this.#lower.has(pair);
  }

  /** Whether the upper node was not told yet that the pair ended. Until then, what it sends on the pair is dropped. */
  isEndUnnoticed(pair: PairId): boolean {
    return this.#unnoticed.has(pair);
  }

  /** Records what the receiver of an input learns from it about the pair. */
  noteInput(pair: PairId, input: Input): void {
    if (input.kind === 'lost') this.forgetAbove(pair);
    if (input.kind === 'uplink down') this.#linkStates.delete(pair);
    if (input.kind !== 'attached' || input.node === null) return;
    this.#unnoticed.delete(pair);
    this.#lower.set(pair, input.node);
  }

  /** Forgets the pair at its upper node. */
  forgetAbove(pair: PairId): void {
    this.#clients.delete(pair);
    this.#lower.delete(pair);
    this.#unnoticed.delete(pair);
  }

  /** Forgets the link at its lower node. */
  forgetBelow(pair: PairId): void {
    this.#linkStates.delete(pair);
  }
}
