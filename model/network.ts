/**
 * The network of the model: nodes, what is in flight between them, and the clients' knowledge, as one value.
 * `advance` does one step of a scenario and settles. Each bus of each link is FIFO; settling delivers the oldest
 * first, so that one scenario has one outcome. Pure from outside; within one step a `Change` gathers what happens.
 * It judges nothing.
 */

import type {
  Arp,
  Effect,
  Event,
  Fault,
  History,
  Input,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  Table,
  Topology,
} from '#spec';
import { beginning, lineOf, pairOf, uplinkPair, witness } from '#spec';
import type { NodeState } from './arp.ts';
import { emptyNode, pairState, tableOfNode } from './arp.ts';
import { handle } from './node.ts';

/** One frame on its way. The first of a bus in the list is the one that may be delivered. */
export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  readonly to: NodeToken;
  readonly input: Input;
}

export interface State {
  readonly topology: Topology;
  readonly nodes: readonly NodeState[];
  readonly flights: readonly Flight[];
  readonly history: History;
}

export interface Advance {
  readonly state: State;
  readonly observations: readonly Observation[];
}

/** Every uplink is up and nobody has joined. */
export function start(topology: Topology): State {
  const nodes = topology.nodes.map(({ token, horde }) => {
    let node = emptyNode(token, horde);
    for (const [index, { below, above }] of topology.uplinks.entries()) {
      const port = 50000 + index;
      const pair = uplinkPair(below, above);
      if (above === token)
        node = handle(node, { kind: 'attached', pair, backend: 'axon', port, node: below }).node;
      if (below === token) node = handle(node, { kind: 'uplink up', uplink: above, port }).node;
    }
    return node;
  });
  return { topology, nodes, flights: [], history: beginning(topology) };
}

export function nodeOf(state: State, token: NodeToken): NodeState {
  const node = state.nodes.find((each) => each.token === token);
  if (!node) throw new RangeError(`node ${token} is not declared in the topology`);
  return node;
}

/** The node's ARP table; the same object as long as the node's state is. */
export function tableOf(state: State, token: NodeToken): Table {
  return tableOfNode(nodeOf(state, token));
}

/** Does one step and delivers until nothing is in flight. `index` gives a published event its id. */
export function advance(state: State, step: Step, index: number): Advance {
  const change = new Change(state);
  ask(change, step, index);
  change.settle();
  const { observations } = change;
  const history = witness(state.history, step, observations);
  return { state: { ...change.state(), history }, observations };
}

/** One state on its way to the next: copied once, so that a step costs by what it does and not by the network. */
class Change {
  readonly topology: Topology;
  readonly history: History;
  readonly observations: Observation[] = [];
  readonly #nodes: NodeState[];
  #flights: Flight[];
  /** The first that has not been delivered. */
  #next = 0;

  constructor({ topology, nodes, flights, history }: State) {
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
      this.tell(flight.to, flight.input);
    }
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
    for (const frame of frames)
      this.#flights.push({ bus: 'command', pair, to: node, input: { kind: 'frame', pair, frame } });
  }

  /** What is under way on a pair goes down with it. */
  lose(pair: PairId): void {
    this.#flights = this.#flights.slice(this.#next).filter((each) => each.pair !== pair);
    this.#next = 0;
  }

  refuse(node: NodeToken, fault: Fault, detail: string): void {
    this.observations.push({ kind: 'refusal', node, fault, detail });
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
        this.#flights.push({ bus: 'command', pair, to: uplink, input });
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
      this.#flights.push({ bus: 'event', pair, to: below, input });
    }
  }
}

/** What the clients and the transport do at once for a step. */
function ask(change: Change, step: Step, index: number): void {
  const { topology, history } = change;
  switch (step.kind) {
    case 'join': {
      const { orc, pair } = step;
      const arp = arpOf(topology, orc, pair);
      return change.say(pair, { kind: 'command', name: 'join', orcName: orc, arp, join: true });
    }
    case 'command': {
      const { orc, pair, name } = step;
      const arp = arpOf(topology, orc, pair);
      return change.say(pair, { kind: 'command', name, orcName: orc, arp, join: false });
    }
    case 'subscribe': {
      const { orc, pair } = step;
      const lineId = lineOf(step.topic);
      if (lineId === null) return;
      const arp = arpOf(topology, orc, pair);
      return change.say(pair, { kind: ':conn-line', lineId, orcName: orc, arp });
    }
    case 'unsubscribe':
      return unsubscribe(change, step);
    case 'leave':
      for (const { orcName, pair } of history.attachments)
        if (orcName === step.orc) change.say(pair, { kind: ':delete-route', orcName });
      return;
    case 'end': {
      const { orc, pair } = step;
      return change.tell(pairOf(topology, pair).node, { kind: 'ended', pair, orcName: orc });
    }
    case 'cut': {
      const { pair, socket } = step;
      if (!history.open.includes(pair)) return;
      change.lose(pair);
      return change.tell(pairOf(topology, pair).node, { kind: 'lost', pair, socket });
    }
    case 'rename':
      return change.say(step.pair, { kind: ':rename', orcName: step.orc, to: step.to });
    case 'inject':
      return change.say(step.pair, step.frame);
    case 'publish': {
      const { node, topic, payload = null, forward = null } = step;
      return change.tell(node, { kind: 'publish', topic, id: `e${index}`, payload, forward });
    }
    case 'hall subscribe':
      return change.tell(step.node, { kind: 'subscribe', topic: step.topic });
    case 'hall unsubscribe': {
      const { node, topic } = step;
      const known = history.halls.find((hall) => hall.node === node)?.subscriptions;
      if (known?.some((each) => each.pattern === topic))
        return change.tell(node, { kind: 'unsubscribe', topic });
      return notSubscribed(change, node, topic);
    }
    default:
      return step satisfies never;
  }
}

function unsubscribe(
  change: Change,
  { orc, pair, topic }: Extract<Step, { readonly kind: 'unsubscribe' }>,
): void {
  const { topology, history } = change;
  const held = history.attachments
    .find((each) => each.orcName === orc && each.pair === pair)
    ?.subscriptions.find((each) => each.pattern === topic);
  if (!held) return notSubscribed(change, pairOf(topology, pair).node, topic);
  if (held.lineId === null) return;
  change.say(pair, { kind: ':disconn-line', lineId: held.lineId, orcName: orc });
}

/** @clause EVENT-10 */
function notSubscribed(change: Change, node: NodeToken, topic: string): void {
  change.refuse(node, 'NOT_SUBSCRIBED', `no subscription to ${topic}`);
}

/** What a client says of itself: its token is the pair it speaks on (ADR 1.1). */
function arpOf(topology: Topology, orc: OrcName, pair: PairId): Arp {
  const { port } = pairOf(topology, pair);
  const nice = topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
  return { token: pair, port, hordes: [], nice };
}
