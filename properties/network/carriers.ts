/**
 * Carriers: which pairs stand, and what each end of them takes to be so. A pair is over at once; an end goes on in good
 * faith until the news reaches it, and what it says meanwhile goes nowhere.
 * Apart from the fabric, which moves frames; it knows no router, no queue and no client.
 */
import type { Input, NodeToken, PairId } from '#spec';

export class Carriers {
  /** Client pairs that are attached, with the count of attachments by then: a frame belongs to one of them. */
  readonly #clients = new Map<PairId, number>();
  #sessions = 0;
  /** The lower node behind a pair, as the node above knows it. */
  readonly #lower = new Map<PairId, NodeToken>();
  /** Links as the lower node knows them: whether they are lost without its having heard of it. */
  readonly #uplinks = new Map<PairId, 'up' | 'lost'>();
  /** Pairs that are over, or begun anew, without their upper node having heard of it. */
  readonly #unheard = new Set<PairId>();

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
    this.#unheard.delete(pair);
  }

  /** By its router; a lower node's pair is not its to close. */
  closeClient(pair: PairId): void {
    if (this.#clients.delete(pair)) this.#unheard.delete(pair);
  }

  /** The lower node is sure of it at once, the one above is not. */
  raise(pair: PairId): void {
    this.#uplinks.set(pair, 'up');
    this.#unheard.add(pair);
  }

  /** Over; gives which of its ends took it to be there and are to hear of it. */
  fell(pair: PairId): { readonly below: boolean; readonly above: boolean } {
    const ends = {
      below: this.#uplinks.has(pair),
      above: this.#clients.has(pair) || this.#lower.has(pair),
    };
    if (ends.below) this.#uplinks.set(pair, 'lost');
    if (ends.above) this.#unheard.add(pair);
    else this.#unheard.delete(pair);
    return ends;
  }

  /** Whether what the lower node says on it crosses. */
  climbs(pair: PairId): boolean {
    return this.#uplinks.get(pair) === 'up';
  }

  /** Whether what the upper node says on it goes nowhere. */
  deaf(pair: PairId): boolean {
    return this.#unheard.has(pair);
  }

  /** What an end has heard of it by now. */
  heard(pair: PairId, input: Input): void {
    if (input.kind === 'lost') this.forgotten(pair);
    if (input.kind === 'uplink down') this.#uplinks.delete(pair);
    if (input.kind !== 'attached' || input.node === null) return;
    this.#unheard.delete(pair);
    this.#lower.set(pair, input.node);
  }

  /** Its upper node knows of it no more. */
  forgotten(pair: PairId): void {
    this.#clients.delete(pair);
    this.#lower.delete(pair);
    this.#unheard.delete(pair);
  }

  /** Its lower node knows of it no more. */
  dropped(pair: PairId): void {
    this.#uplinks.delete(pair);
  }
}
