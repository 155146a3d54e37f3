/**
 * Pair states: which pairs exist, and what each end believes about them. A pair ends at once, but each end learns of
 * it only when the notice is delivered; until then what it sends on the pair is dropped. Apart from the fabric, which
 * moves the frames; it knows no router, queue or client.
 */
import type { Input, NodeToken, PairId } from '#spec';

export class PairStates {
  /**
   * Attached client pairs, each with a number that is new for every attachment: a frame belongs to one attachment.
   */
  readonly #clients = new Map<PairId, number>();
  #sessions = 0;
  /** By pair: the lower node behind it, as far as the upper node knows. */
  readonly #lower = new Map<PairId, NodeToken>();
  /**
   * Links as far as the lower node knows them; `lost`: the link is gone, and the lower node has not been told yet.
   */
  readonly #linkStates = new Map<PairId, 'up' | 'lost'>();
  /** Pairs that have ended or were opened again, and whose upper node has not been told yet. */
  readonly #unnoticed = new Set<PairId>();

  isClient(pair: PairId): boolean {
    return this.#clients.has(pair);
  }

  /** Returns the number of the attachment; null on a link. */
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

  /**
   * Closes a client pair on its router's behalf. A pair of a lower node is left alone, as a router must not close it.
   */
  closeClient(pair: PairId): void {
    if (this.#clients.delete(pair)) this.#unnoticed.delete(pair);
  }

  /** Brings a link up: the lower node knows it at once, the upper node not yet. */
  raiseLink(pair: PairId): void {
    this.#linkStates.set(pair, 'up');
    this.#unnoticed.add(pair);
  }

  /** Ends the pair. Returns which of its ends knew it, and so must be told. */
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

  /** Whether the lower node has been told that the link is up, and not yet that it is down. */
  isKnownBelow(pair: PairId): boolean {
    return this.#linkStates.has(pair);
  }

  /** Whether the node has been told of the pair, of a client or a lower node, and neither lost nor closed it since. */
  isKnownAbove(pair: PairId): boolean {
    return this.#clients.has(pair) || this.#lower.has(pair);
  }

  /** Whether the upper node has not been told yet that the pair ended: what it sends on it is dropped. */
  isEndUnnoticed(pair: PairId): boolean {
    return this.#unnoticed.has(pair);
  }

  /** Records what an end learns from an input that it receives. */
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
