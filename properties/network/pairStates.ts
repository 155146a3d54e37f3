/**
 * Carriers: which pairs stand, and what each end of them takes to be so. A pair is over at once; an end goes on in good
 * faith until the news reaches it, and what it says meanwhile goes nowhere.
 * Apart from the fabric, which moves frames; it knows no router, no queue and no client.
 */
import type { Input, NodeToken, PairId } from '#spec';

export class PairStates {
  /** Client pairs that are attached, with the count of attachments by then: a frame belongs to one of them. */
  readonly #clients = new Map<PairId, number>();
  #sessions = 0;
  /** The lower node behind a pair, as the node above knows it. */
  readonly #lower = new Map<PairId, NodeToken>();
  /** Links as the lower node knows them: whether they are lost without its having heard of it. */
  readonly #linkStates = new Map<PairId, 'up' | 'lost'>();
  /** Pairs that are over, or begun anew, without their upper node having heard of it. */
  readonly #unnoticed = new Set<PairId>();

  isClient(pair: PairId): boolean {
    return this.#clients.has(pair);
  }

  /** Null on a link. */
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

  /** By its router; a lower node's pair is not its to close. */
  closeClient(pair: PairId): void {
    if (this.#clients.delete(pair)) this.#unnoticed.delete(pair);
  }

  /** The lower node is sure of it at once, the one above is not. */
  raiseLink(pair: PairId): void {
    this.#linkStates.set(pair, 'up');
    this.#unnoticed.add(pair);
  }

  /** Over; gives which of its ends took it to be there and are to hear of it. */
  endPair(pair: PairId): { readonly below: boolean; readonly above: boolean } {
    const ends = {
      below: this.#linkStates.has(pair),
      above: this.#clients.has(pair) || this.#lower.has(pair),
    };
    if (ends.below) this.#linkStates.set(pair, 'lost');
    if (ends.above) this.#unnoticed.add(pair);
    else this.#unnoticed.delete(pair);
    return ends;
  }

  /** Whether what the lower node says on it crosses. */
  carriesUp(pair: PairId): boolean {
    return this.#linkStates.get(pair) === 'up';
  }

  /** Whether what the upper node says on it goes nowhere. */
  isEndUnnoticed(pair: PairId): boolean {
    return this.#unnoticed.has(pair);
  }

  /** What an end has heard of it by now. */
  noteInput(pair: PairId, input: Input): void {
    if (input.kind === 'lost') this.forgetAbove(pair);
    if (input.kind === 'uplink down') this.#linkStates.delete(pair);
    if (input.kind !== 'attached' || input.node === null) return;
    this.#unnoticed.delete(pair);
    this.#lower.set(pair, input.node);
  }

  /** Its upper node knows of it no more. */
  forgetAbove(pair: PairId): void {
    this.#clients.delete(pair);
    this.#lower.delete(pair);
    this.#unnoticed.delete(pair);
  }

  /** Its lower node knows of it no more. */
  forgetBelow(pair: PairId): void {
    this.#linkStates.delete(pair);
  }
}
