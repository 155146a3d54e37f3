/**
 * A change: one state of the network on its way to the next, with nodes, frames in flight and the clients' knowledge.
 * Each bus of each link is FIFO, and settling delivers the oldest frame first, so that one scenario has one outcome.
 * It knows links and queues; `network.ts` says what each step does with them.
 */

import type {
  Effect,
  Event,
  Fault,
  History,
  Input,
  NodeToken,
  Observation,
  PairId,
  Step,
  Topology,
  Uplink,
} from '#spec';
import { pairOf, uplinkPair, uplinkPort } from '#spec';
import type { NodeState } from './arp.ts';
import { emptyNode, pairState } from './arp.ts';
import { handle } from './node.ts';

/** One frame in flight. Of each bus, the frame that comes first in the list is the next to be delivered. */
export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  readonly to: NodeToken;
  readonly input: Input;
  /** The step that caused it. */
  readonly cause: Step;
}

/** The inputs by which the transport tells a node about a pair. */
type LinkNotice = Extract<Input, { readonly kind: 'attached' | 'lost' | 'ended' | 'uplink down' }>;

/** Whether this flight tells its node that the pair, as the node knows it, has ended. */
export const isEndNotice = ({ input }: Flight): boolean =>
  input.kind === 'lost' || input.kind === 'uplink down' || input.kind === 'attached';

/** One event that was written on a stalled pair and waits there until its client reads on. */
export interface Kept {
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly event: Event;
}

export interface State {
  readonly topology: Topology;
  readonly nodes: readonly NodeState[];
  readonly flights: readonly Flight[];
  /** In the order of writing. */
  readonly kept: readonly Kept[];
  readonly history: History;
}

export function nodeOf(state: State, token: NodeToken): NodeState {
  const node = state.nodes.find((each) => each.token === token);
  if (!node) throw new RangeError(`node ${token} is not declared in the topology`);
  return node;
}

/**
 * A state that may be changed for the length of one step. It is copied once for each step, so that the cost of a step
 * depends on what the step does and not on the size of the network.
 */
export class Change {
  readonly topology: Topology;
  readonly history: History;
  readonly observations: Observation[] = [];
  readonly #nodes: NodeState[];
  #flights: Flight[];
  #kept: readonly Kept[];
  #stalled: readonly PairId[];
  /** Index of the first flight that has not been delivered. */
  #next = 0;
  #cause: Step;
  /** While false, no notice of an ended pair is in flight, so `#isEndUnnoticed` need not search. */
  #isNoticePending: boolean;
  /** Whether frames are held back: nothing is then delivered except by explicit steps. */
  isHeld: boolean;

  constructor({ topology, nodes, flights, kept, history }: State, step: Step) {
    this.#kept = kept;
    this.#stalled = history.stalled;
    this.#cause = step;
    this.isHeld = history.held;
    this.topology = topology;
    this.history = history;
    this.#nodes = [...nodes];
    this.#flights = [...flights];
    this.#isNoticePending = flights.some(isEndNotice);
  }

  state(): State {
    const { topology, history } = this;
    const flights = this.#flights.slice(this.#next);
    return { topology, nodes: this.#nodes, flights, kept: this.#kept, history };
  }

  settle(): void {
    for (let flight = this.#flights[this.#next]; flight; flight = this.#flights[this.#next]) {
      this.#next++;
      this.#cause = flight.cause;
      this.handInput(flight.to, flight.input);
    }
  }

  /** Delivers the oldest frame on one bus of a pair: each bus is first in, first out. @clause EVENT-7 */
  deliver(pair: PairId, bus: Flight['bus']): void {
    const index = this.#flights.findIndex((each) => each.pair === pair && each.bus === bus);
    const [flight] = index < 0 ? [] : this.#flights.splice(index, 1);
    if (!flight) return;
    this.#cause = flight.cause;
    this.handInput(flight.to, flight.input);
  }

  /** Hands a node one input and performs the effects that it answers with. */
  handInput(token: NodeToken, input: Input): void {
    const index = this.#indexOf(token);
    const { node, effects } = handle(this.#nodes[index] as NodeState, input);
    this.#nodes[index] = node;
    for (const effect of effects) this.#performEffect(token, effect);
  }

  /**
   * Puts a notice of the transport about a pair in flight to a node, behind everything already in flight on the pair.
   */
  sendNotice(to: NodeToken, pair: PairId, input: LinkNotice): void {
    this.#isNoticePending = true;
    this.#enqueueFlight(input.kind === 'uplink down' ? 'event' : 'command', pair, to, input);
  }

  /**
   * Sends a frame on a client's command bus. The pair opens when it is first used. A pair that was lost opens again
   * once its node was told of the loss.
   */
  sendFrame(pair: PairId, frame: unknown): void {
    const { node, backend, port } = pairOf(this.topology, pair);
    if (this.#isEndUnnoticed(node, pair)) {
      const cause = this.#cause;
      this.deliver(pair, 'command');
      this.#cause = cause;
    }
    if (!pairState(this.#nodeOf(node), pair))
      this.handInput(node, { kind: 'attached', pair, backend, port, node: null });
    this.#enqueueFlight('command', pair, node, { kind: 'frame', pair, frame });
  }

  /** Loses one socket of a client's pair; a notice tells its node. @clause ROUTE-4 */
  cut(pair: PairId, socket: 'command' | 'event'): void {
    this.dropFlights(pair);
    this.sendNotice(pairOf(this.topology, pair).node, pair, { kind: 'lost', pair, socket });
  }

  /** Lets the client of a stalled pair read what was kept for it. @clause EVENT-14 */
  resume(pair: PairId): void {
    for (const each of this.#kept)
      if (each.pair === pair) this.observations.push({ kind: 'frame', ...each });
    this.#endStalls((each) => each === pair);
  }

  /** Duplicates the oldest message in flight on a link, directly behind itself. */
  repeat(pair: PairId): void {
    const index = this.#flights.findIndex((each) => each.pair === pair && each.bus === 'command');
    const flight = this.#flights[index];
    if (flight) this.#flights.splice(index + 1, 0, { ...flight, cause: this.#cause });
  }

  /**
   * Attaches the lower node, which then announces the orcs it reaches. Notices about the older pair that are still in
   * flight are dropped: the node above ends that pair when it learns of the new one.
   * @clause HEAL-1
   */
  connect({ below, above }: Uplink): void {
    const port = uplinkPort(this.topology, { below, above });
    const pair = uplinkPair(below, above);
    this.dropFlights(pair);
    this.sendNotice(above, pair, { kind: 'attached', pair, backend: 'axon', port, node: below });
    this.handInput(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Loses a link: each end that knew it gets a notice. @clause ROUTE-4 */
  disconnect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.dropFlights(pair);
    if (this.#nodeOf(below).uplinks.some(({ token, up }) => token === above && up))
      this.sendNotice(below, pair, { kind: 'uplink down', uplink: above });
    if (pairState(this.#nodeOf(above), pair))
      this.sendNotice(above, pair, { kind: 'lost', pair, socket: 'command' });
  }

  /**
   * Starts the node anew with empty tables, and drops everything in flight to it. Only valid at the beginning of a
   * step.
   */
  resetNode(token: NodeToken): void {
    const index = this.#indexOf(token);
    this.#flights = this.#flights.filter((each) => each.to !== token);
    this.#endStalls((pair) => pairOf(this.topology, pair).node === token);
    const { horde, variants, ways } = this.#nodes[index] as NodeState;
    this.#nodes[index] = emptyNode(token, horde, variants, (ways?.run ?? 0) + 1);
  }

  /** Drops everything in flight on a pair, and what its client has yet to read. */
  dropFlights(pair: PairId): void {
    this.#endStalls((each) => each === pair);
    this.#flights = this.#flights.slice(this.#next).filter((each) => each.pair !== pair);
    this.#next = 0;
  }

  observeRefusal(node: NodeToken, fault: Fault, detail: string): void {
    this.observations.push({ kind: 'refusal', node, fault, detail });
  }

  /**
   * Whether the node has not been told yet that this pair ended, as the notice is still in flight. What the node sends
   * on the pair until then is lost.
   */
  #isEndUnnoticed(node: NodeToken, pair: PairId): boolean {
    if (!this.#isNoticePending) return false;
    return this.#flights.some(
      (each, at) => at >= this.#next && each.to === node && each.pair === pair && isEndNotice(each),
    );
  }

  #enqueueFlight(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.push({ bus, pair, to, input, cause: this.#cause });
  }

  #endStalls(isOver: (pair: PairId) => boolean): void {
    if (this.#stalled.length === 0) return;
    this.#stalled = this.#stalled.filter((pair) => !isOver(pair));
    this.#kept = this.#kept.filter(({ pair }) => !isOver(pair));
  }

  #indexOf(token: NodeToken): number {
    return this.#nodes.findIndex((node) => node.token === token);
  }

  #nodeOf(token: NodeToken): NodeState {
    return this.#nodes[this.#indexOf(token)] as NodeState;
  }

  /**
   * Performs one effect of a node. A `switch` with a `never` default: this is the innermost loop of every run, where
   * `match` would dominate the cost.
   */
  #performEffect(node: NodeToken, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        const pair = uplinkPair(node, uplink);
        if (this.#isEndUnnoticed(node, pair)) return;
        const input: Input = { kind: 'frame', pair, frame: message };
        this.#enqueueFlight('command', pair, uplink, input);
        this.observations.push({ kind: 'message', below: node, above: uplink, message });
        return;
      }
      case 'write':
        return this.#writeFrames(node, effect.event, effect.pairs);
      case 'emit':
        this.observations.push({ kind: 'emission', node, event: effect.event });
        return;
      case 'close':
        this.dropFlights(effect.pair);
        this.observations.push({ kind: 'closed', node, pair: effect.pair });
        return;
      case 'refuse':
        return this.observeRefusal(node, effect.fault, effect.detail);
      case 'dispatch': {
        const { name, orcName } = effect;
        this.observations.push({ kind: 'dispatch', node, name, orcName, routed: null });
        return;
      }
      default:
        return effect satisfies never;
    }
  }

  /** Writes an event on pairs; one that is stalled costs the others nothing. @clause EVENT-13 */
  #writeFrames(node: NodeToken, event: Event, pairs: readonly PairId[]): void {
    const { pairs: knownPairs } = this.#nodeOf(node);
    for (const pair of pairs) {
      if (this.#isEndUnnoticed(node, pair)) continue;
      const below = knownPairs.find((each) => each.id === pair)?.node;
      if (this.#stalled.includes(pair)) {
        this.#kept = [...this.#kept, { node, pair, event }];
        continue;
      }
      this.observations.push({ kind: 'frame', node, pair, event });
      if (!below) continue;
      const input: Input = { kind: 'event', uplink: node, frame: event };
      this.#enqueueFlight('event', pair, below, input);
    }
  }
}
