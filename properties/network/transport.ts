/**
 * The transport of the fabric: links and client pairs, what is in flight on them, and how they are lost. Unless frames are held
 * back, it delivers the oldest frame first, so that one scenario has one outcome. It knows no router and no step: it hands each
 * input that arrives to whoever runs the nodes.
 */
import type { Event, Input, Message, NodeToken, PairId, Topology, Uplink } from '#spec';
import { pairOf, uplinkPair, uplinkPort } from '#spec';
import type { Flight, Flights } from './flights.ts';
import { deepFreeze } from './flights.ts';
import { PairStates } from './pairStates.ts';
import { RestWatch } from './restlessness.ts';

/**
 * What becomes of a frame that a router sends. `crosses`: it is delivered. `lost`: the link or pair has ended, but the router has
 * not been told yet. `misdirected`: the router should know that the link or pair is not open.
 */
type Crossing = 'crosses' | 'lost' | 'misdirected';

export class Transport {
  readonly #topology: Topology;
  readonly #flights: Flights;
  readonly #pairs = new PairStates();
  readonly #feedInput: (node: NodeToken, input: Input) => void;
  readonly #showTables: () => string;

  /** `showTables`: all that the nodes show at this moment, for `RestWatch`. */
  constructor(
    topology: Topology,
    flights: Flights,
    feedInput: (node: NodeToken, input: Input) => void,
    showTables: () => string = () => '',
  ) {
    [this.#topology, this.#flights, this.#feedInput] = [topology, flights, feedInput];
    this.#showTables = showTables;
  }

  /** Brings a link up. Its lower node knows this at once, the upper node when `attached` is delivered. @clause HEAL-1 */
  connect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.loseOn(pair);
    const port = uplinkPort(this.#topology, { below, above });
    this.#pairs.raiseLink(pair);
    this.#enqueue('command', pair, above, {
      kind: 'attached',
      pair,
      backend: 'axon',
      port,
      node: below,
    });
    this.#feedInput(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Loses a link; each end that knew the link is told by an input of its own. @clause ROUTE-4 */
  disconnect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.loseOn(pair);
    const ends = this.#pairs.endPair(pair);
    if (ends.below) this.#enqueue('event', pair, below, { kind: 'uplink down', uplink: above });
    if (ends.above)
      this.#enqueue('command', pair, above, { kind: 'lost', pair, socket: 'command' });
  }

  /** Loses one socket of a client's pair. The node is told after what is already in flight to it. @clause ROUTE-4 */
  cut(pair: PairId, socket: 'command' | 'event'): void {
    if (!this.#pairs.isClient(pair)) return;
    this.#flights.loseOn(pair);
    this.#pairs.endPair(pair);
    this.#enqueue('command', pair, this.#nodeOf(pair), { kind: 'lost', pair, socket });
  }

  /** Forgets all pairs that the node's program knew and all frames on their way to it, because the program is gone. */
  forgetNode(node: NodeToken): void {
    this.#flights.loseTo(node);
    for (const pair of this.#topology.pairs)
      if (pair.node === node) this.#pairs.forgetAbove(pair.id);
    for (const { below, above } of this.#topology.uplinks) {
      if (below === node && this.#pairs.isEndUnnoticed(uplinkPair(below, above)))
        this.#flights.noteUntold();
      if (below === node) this.#pairs.forgetBelow(uplinkPair(below, above));
      if (above === node) this.#pairs.forgetAbove(uplinkPair(below, above));
    }
  }

  /** Closes a client's pair for its router. What is in flight on the pair is lost: `#isLive` rejects it later. */
  close(pair: PairId): void {
    this.#pairs.closeClient(pair);
  }

  /**
   * Sends a frame on a client's command bus, and opens the pair at its first use. If the node has not yet heard that
   * an earlier pair of this id was lost, that notice is delivered first.
   */
  sendFromClient(pair: PairId, frame: unknown): void {
    const { node, backend, port } = pairOf(this.#topology, pair);
    if (this.#pairs.isEndUnnoticed(pair))
      this.#flights.runAttributed(() => this.deliver(pair, 'command'));
    if (!this.#pairs.isClient(pair)) {
      this.#pairs.openClient(pair);
      this.#feedInput(node, { kind: 'attached', pair, backend, port, node: null });
    }
    this.#enqueue('command', pair, node, { kind: 'frame', pair, frame });
  }

  /** Tells a client's node that an orc's endpoint on the pair has ended. */
  sendEnd(input: Extract<Input, { readonly kind: 'ended' }>): void {
    this.#enqueue('command', input.pair, this.#nodeOf(input.pair), input);
  }

  /** Sends a message to the node above; drops it where the uplink is down. Returns what became of it. @clause HEAL-1 */
  sendUp(below: NodeToken, above: NodeToken, message: Message): Crossing {
    const pair = uplinkPair(below, above);
    if (!this.#pairs.isKnownBelow(pair)) return 'misdirected';
    if (!this.#pairs.carriesUp(pair)) {
      this.#flights.noteUntold();
      return 'lost';
    }
    this.#enqueue('command', pair, above, { kind: 'frame', pair, frame: message });
    return 'crosses';
  }

  /** Writes an event on a pair, and returns what became of it: nothing crosses on a pair that is over. @clause ROUTE-4 */
  writeDown(node: NodeToken, pair: PairId, event: Event): Crossing {
    if (!this.#pairs.isKnownAbove(pair)) return 'misdirected';
    if (this.#pairs.isEndUnnoticed(pair)) return 'lost';
    const below = this.#pairs.lowerOf(pair);
    // Frozen: a receiver that writes into its copy throws, instead of altering the copies of the other receivers (EVENT-8).
    if (below !== undefined)
      this.#enqueue('event', pair, below, {
        kind: 'event',
        uplink: node,
        frame: deepFreeze(event),
      });
    return 'crosses';
  }

  /** Delivers the oldest frame, again and again, until nothing is in flight. */
  settle(): void {
    const watch = new RestWatch();
    this.#flights.drain(
      (flight) => this.#handleArrival(flight),
      (flight, count, inFlight) => watch.note(flight, count, inFlight, this.#showTables),
    );
  }

  /** Delivers the oldest frame on one bus of one pair. */
  deliver(pair: PairId, bus: Flight['bus']): void {
    const flight = this.#flights.takeOldest(pair, bus, (each) => this.#isLive(each));
    if (flight) this.#handleArrival(flight);
  }

  /** Duplicates the oldest message in flight on a link; the copy follows right behind it. */
  repeat(pair: PairId): void {
    this.#flights.repeat(pair);
  }

  #nodeOf(pair: PairId): NodeToken {
    return pairOf(this.#topology, pair).node;
  }

  #enqueue(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.add({ bus, pair, session: this.#pairs.sessionOf(pair), to, input });
  }

  /** Whether the flight may still be delivered: its client's pair may have been closed or reopened since it was sent. */
  #isLive({ pair, session }: Flight): boolean {
    return session === null || this.#pairs.sessionOf(pair) === session;
  }

  #handleArrival(flight: Flight): void {
    if (!this.#isLive(flight)) return;
    this.#pairs.noteInput(flight.pair, flight.input);
    this.#feedInput(flight.to, flight.input);
  }
}
