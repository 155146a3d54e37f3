/**
 * A change: one state of the network on its way to the next. Nodes, what is in flight between them, and the clients'
 * knowledge. Each bus of each link is FIFO; settling delivers the oldest first, so that one scenario has one outcome.
 * It knows links and queues; what a step asks of them is told in `network.ts`.
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
import { pairOf, sameUplink, uplinkPair } from '#spec';
import type { NodeState } from './arp.ts';
import { emptyNode, pairState } from './arp.ts';
import { handle } from './node.ts';

/** The first event port of an uplink; the others follow in the topology's order. */
const FIRST_PORT = 50000;

/** One frame on its way. The first of a bus in the list is the one that may be delivered. */
export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  readonly to: NodeToken;
  readonly input: Input;
  /** The step it comes of. */
  readonly cause: Step;
}

export interface State {
  readonly topology: Topology;
  readonly nodes: readonly NodeState[];
  readonly flights: readonly Flight[];
  readonly history: History;
}

export function nodeOf(state: State, token: NodeToken): NodeState {
  const node = state.nodes.find((each) => each.token === token);
  if (!node) throw new RangeError(`node ${token} is not declared in the topology`);
  return node;
}

/** One state on its way to the next: copied once, so that a step costs by what it does and not by the network. */
export class Change {
  readonly topology: Topology;
  readonly history: History;
  readonly observations: Observation[] = [];
  readonly #nodes: NodeState[];
  #flights: Flight[];
  /** The first that has not been delivered. */
  #next = 0;
  #cause: Step;
  /** Nothing is delivered by itself. */
  held: boolean;

  constructor({ topology, nodes, flights, history }: State, step: Step) {
    this.#cause = step;
    this.held = history.held;
    this.topology = topology;
    this.history = history;
    this.#nodes = [...nodes];
    this.#flights = [...flights];
  }

  state(): State {
    const { topology, history } = this;
    return { topology, nodes: this.#nodes, flights: this.#flights.slice(this.#next), history };
  }

  settle(): void {
    for (let flight = this.#flights[this.#next]; flight; flight = this.#flights[this.#next]) {
      this.#next++;
      this.#cause = flight.cause;
      this.tell(flight.to, flight.input);
    }
  }

  /** The oldest frame on one bus. */
  deliver(pair: PairId, bus: Flight['bus']): void {
    const at = this.#flights.findIndex((each) => each.pair === pair && each.bus === bus);
    const [flight] = at < 0 ? [] : this.#flights.splice(at, 1);
    if (!flight) return;
    this.#cause = flight.cause;
    this.tell(flight.to, flight.input);
  }

  /** Hands a node one input, and does what it answers. */
  tell(token: NodeToken, input: Input): void {
    const at = this.#at(token);
    const { node, effects } = handle(this.#nodes[at] as NodeState, input);
    this.#nodes[at] = node;
    for (const effect of effects) this.#act(token, effect);
  }

  /** Frames on a client's command bus; the pair opens with its first use. */
  say(pair: PairId, ...frames: readonly unknown[]): void {
    const { node, backend, port } = pairOf(this.topology, pair);
    if (!pairState(this.#node(node), pair))
      this.tell(node, { kind: 'attached', pair, backend, port, node: null });
    for (const frame of frames) this.#fly('command', pair, node, { kind: 'frame', pair, frame });
  }

  /** The lower node attaches, then announces whom it reaches. @clause HEAL-1 */
  connect({ below, above }: Uplink): void {
    const port =
      FIRST_PORT + this.topology.uplinks.findIndex((each) => sameUplink(each, { below, above }));
    const pair = uplinkPair(below, above);
    this.tell(above, { kind: 'attached', pair, backend: 'axon', port, node: below });
    this.tell(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Both ends hear of it. @clause ROUTE-4 */
  disconnect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.lose(pair);
    this.tell(below, { kind: 'uplink down', uplink: above });
    this.tell(above, { kind: 'lost', pair, socket: 'command' });
  }

  /** The node begins anew, with nothing of what it was, and nothing in flight on its clients' pairs. */
  begin(token: NodeToken): void {
    const at = this.#at(token);
    const { horde, pairs } = this.#nodes[at] as NodeState;
    for (const { id } of pairs) this.lose(id);
    this.#nodes[at] = emptyNode(token, horde);
  }

  /** What is under way on a pair goes down with it. */
  lose(pair: PairId): void {
    this.#flights = this.#flights.slice(this.#next).filter((each) => each.pair !== pair);
    this.#next = 0;
  }

  refuse(node: NodeToken, fault: Fault, detail: string): void {
    this.observations.push({ kind: 'refusal', node, fault, detail });
  }

  #fly(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.push({ bus, pair, to, input, cause: this.#cause });
  }

  #at(token: NodeToken): number {
    return this.#nodes.findIndex((node) => node.token === token);
  }

  #node(token: NodeToken): NodeState {
    return this.#nodes[this.#at(token)] as NodeState;
  }

  /** The innermost loop of every run: a `switch`, with a `never` default, where `match` would be most of the cost. */
  #act(node: NodeToken, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        const pair = uplinkPair(node, uplink);
        const input: Input = { kind: 'frame', pair, frame: message };
        this.#fly('command', pair, uplink, input);
        this.observations.push({ kind: 'message', below: node, above: uplink, message });
        return;
      }
      case 'write':
        return this.#write(node, effect.event, effect.pairs);
      case 'emit':
        this.observations.push({ kind: 'emission', node, event: effect.event });
        return;
      case 'close':
        this.lose(effect.pair);
        this.observations.push({ kind: 'closed', node, pair: effect.pair });
        return;
      case 'refuse':
        return this.refuse(node, effect.fault, effect.detail);
      case 'dispatch': {
        const { name, orcName } = effect;
        this.observations.push({ kind: 'dispatch', node, name, orcName, routed: null });
        return;
      }
      default:
        return effect satisfies never;
    }
  }

  #write(node: NodeToken, event: Event, pairs: readonly PairId[]): void {
    const { pairs: known } = this.#node(node);
    for (const pair of pairs) {
      const below = known.find((each) => each.id === pair)?.node;
      this.observations.push({ kind: 'frame', node, pair, event });
      if (!below) continue;
      const input: Input = { kind: 'event', uplink: node, frame: event };
      this.#fly('event', pair, below, input);
    }
  }
}
