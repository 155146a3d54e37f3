/**
 * The network: a whole topology in one process, nodes and clients over the in-process backends, one step at a time. It stands
 * apart from the node, because it has the clients too (`clientDriver.ts`), and observes everything. One queue holds everything in
 * flight, so a step has settled when the queue is empty.
 */

import type {
  Event,
  Horde,
  Network,
  NodeToken,
  Observation,
  PairId,
  Step,
  Topology,
  Uplink,
} from '#spec';
import { uplinkPair, uplinkPort } from '#spec';
import { EePair } from '../backends/ee.ts';
import type { LinkCallbacks } from '../backends/link.ts';
import { MemoryPair } from '../backends/memory.ts';
import { Queue } from '../backends/queue.ts';
import type { ClientEnvironment } from './clientDriver.ts';
import { ClientDriver } from './clientDriver.ts';
import { Node } from './node.ts';

export class MemoryNetwork implements Network {
  readonly #topology: Topology;
  readonly #queue = new Queue();
  readonly #nodes = new Map<NodeToken, Node>();
  /** How often each node has started. */
  readonly #runs = new Map<NodeToken, number>();
  readonly #openPairs = new Map<PairId, EePair | MemoryPair>();
  /** Links that are up, keyed by `uplinkPair(below, above)`. */
  readonly #links = new Map<PairId, MemoryPair>();
  /** The pairs whose clients do not read. */
  readonly #stalled = new Set<PairId>();
  readonly #clients: ClientDriver;
  #observations: Observation[] = [];

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#clients = new ClientDriver(topology, this.#buildEnvironment());
    for (const { token, horde } of topology.nodes) this.#start(token, horde);
    for (const uplink of topology.uplinks) this.#connect(uplink);
    this.#queue.drain();
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#observations = [];
    this.#perform(step, index);
    this.#queue.drain();
    if (step.kind === 'rename') this.#clients.completeRename(step, this.#observations);
    return this.#observations;
  }

  table(node: NodeToken) {
    return this.#node(node).table();
  }

  size(node: NodeToken): number {
    return this.#node(node).size();
  }

  close(): void {
    for (const node of this.#nodes.values()) node.close();
    this.#openPairs.clear();
    this.#nodes.clear();
  }

  #start(token: NodeToken, horde: Horde): void {
    const observe = (seen: Observation) => {
      // What a client does not read it has not heard.
      if (seen.kind === 'frame' && this.#stalled.has(seen.pair)) return;
      this.#observations.push(structuredClone(seen));
    };
    const { variants = [] } = this.#topology;
    const run = (this.#runs.get(token) ?? 0) + 1;
    this.#runs.set(token, run);
    this.#nodes.set(token, new Node({ token, horde, observe, variants, run }));
  }

  /**
   * Makes the node lose every link and every client's pair, with everything in flight on them. Once that has settled, the node
   * starts again with an empty table. @clause HEAL-2
   */
  #restart(token: NodeToken): void {
    const { nodes, uplinks } = this.#topology;
    const isUp = ({ below, above }: Uplink) => this.#links.has(uplinkPair(below, above));
    const upperLinks = uplinks.filter((each) => each.below === token && isUp(each));
    const lowerLinks = uplinks.filter((each) => each.above === token && isUp(each));
    const oldNode = this.#node(token);
    for (const { below, above } of upperLinks)
      this.#links.get(uplinkPair(below, above))?.cut('command');
    // The node closes its end of each pair, so the lower nodes and the clients notice that it is gone.
    oldNode.close();
    this.#queue.drain();
    for (const node of nodes) if (node.token === token) this.#start(token, node.horde);
    for (const uplink of [...upperLinks, ...lowerLinks]) this.#connect(uplink);
  }

  #connect({ below, above }: Uplink): void {
    const port = uplinkPort(this.#topology, { below, above });
    const lower = this.#node(below);
    const upper = this.#node(above);
    const pair = uplinkPair(below, above);
    const link = new MemoryPair(
      this.#queue,
      { pair, port, node: below },
      {
        onFrameUp: (frame) => upper.receive(pair, frame),
        onFrameDown: (frame) => lower.hear(above, frame),
        onLost: (socket) => upper.lose(pair, socket),
        onGone: () => {
          this.#links.delete(pair);
          lower.fall(above);
        },
      },
    );
    this.#links.set(pair, link);
    upper.attach(link);
    lower.climb(above, port, (message) => link.say(message));
  }

  /** Applies one step. A `switch`, because this is an innermost loop. */
  #perform(step: Step, index: number): void {
    switch (step.kind) {
      case 'garble': {
        const pair = uplinkPair(step.below, step.above);
        const link = this.#links.get(pair);
        // A link that is down carries nothing, so the frame is handed directly to the node that would have received it.
        if (!link)
          return step.bus === 'command'
            ? this.#node(step.above).receive(pair, step.frame)
            : this.#node(step.below).hear(step.above, step.frame);
        // The carrier does not look at frames, so a scenario may send any JSON in place of an event.
        return step.bus === 'command'
          ? link.say(step.frame)
          : link.write(step.frame as unknown as Event);
      }
      case 'stray': {
        // A pair that is not open carries nothing, so the frame is handed directly to the node.
        const { node } = this.#declaredPair(step.pair);
        return this.#node(node).receive(step.pair, step.frame);
      }
      case 'stall':
        return this.#stall(step.pair);
      case 'resume':
        return this.#resume(step.pair);
      case 'uplink down':
        return this.#links.get(uplinkPair(step.below, step.above))?.cut('command');
      case 'uplink up':
        return this.#connect(step);
      case 'restart':
        return this.#restart(step.node);
      case 'hold':
      case 'settle':
      case 'arrive':
      case 'climb':
      case 'descend':
      case 'repeat':
      case 'crash':
        throw new RangeError(
          `"${step.kind}": this network delivers by itself and does not offer "interleaving"`,
        );
      case 'reattach':
        throw new RangeError('"reattach": this network does not offer "reattachment"');
      default:
        return this.#clients.act(step, index);
    }
  }

  /** Makes the pair's client stop reading. Only what is for it waits. @clause EVENT-13 */
  #stall(pair: PairId): void {
    this.#openOnSockets(pair).stall();
    this.#stalled.add(pair);
  }

  /** Lets the pair's client hear what was kept for it. @clause EVENT-14 */
  #resume(pair: PairId): void {
    const { node } = this.#declaredPair(pair);
    this.#stalled.delete(pair);
    for (const frame of this.#openOnSockets(pair).resume()) {
      const event = frame as Event;
      this.#observations.push({ kind: 'frame', node, pair, event: structuredClone(event) });
      this.#clients.hear(pair, event);
    }
  }

  #openOnSockets(pair: PairId): MemoryPair {
    const found = this.#openPairs.get(pair);
    if (found instanceof MemoryPair) return found;
    throw new RangeError(
      `pair ${pair} has no open event socket that its client could leave unread`,
    );
  }

  /** Returns what the client driver needs from this network. */
  #buildEnvironment(): ClientEnvironment {
    return {
      open: (pair) => this.#ensureOpen(pair),
      findOpen: (pair) => this.#openPairs.get(pair),
      end: (pair, orc) => this.#node(this.#declaredPair(pair).node).end(pair, orc),
      cut: (pair, socket) => this.#openPairs.get(pair)?.cut(socket),
      publish: (node, publication) => this.#node(node).publish(publication),
      subscribe: (node, topic) =>
        this.#node(node).subscribe(topic, this.#clients.createGreathallHandler()),
      unsubscribe: (node, topic) => this.#node(node).unsubscribe(topic),
      observe: (observation) => this.#observations.push(observation),
    };
  }

  /** Returns the pair; opens it at first use. */
  #ensureOpen(id: PairId): EePair | MemoryPair {
    const found = this.#openPairs.get(id);
    if (found) return found;
    const { node: token, backend, port } = this.#declaredPair(id);
    const node = this.#node(token);
    const ends: LinkCallbacks = {
      onFrameUp: (frame) => node.receive(id, frame),
      onFrameDown: (frame) => this.#clients.hear(id, frame as Event),
      onLost: (socket) => node.lose(id, socket),
      onGone: () => {
        this.#openPairs.delete(id);
        this.#stalled.delete(id);
        this.#clients.drop(id);
      },
    };
    const link =
      backend === 'ee'
        ? new EePair(this.#queue, node.emitter, id, ends)
        : new MemoryPair(this.#queue, { pair: id, port: port ?? 0, node: null }, ends);
    this.#openPairs.set(id, link);
    node.attach(link);
    return link;
  }

  #declaredPair(id: PairId) {
    const found = this.#topology.pairs.find((pair) => pair.id === id);
    if (!found)
      throw new RangeError(`pair ${id} is not declared in the topology; declare it there`);
    return found;
  }

  #node(token: NodeToken): Node {
    const found = this.#nodes.get(token);
    if (!found)
      throw new RangeError(`node ${token} is not declared in the topology; declare it there`);
    return found;
  }
}
