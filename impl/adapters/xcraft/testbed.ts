/**
 * The testbed: everything on which a network runs: its nodes, uplinks and warehouse, the process of its clients, and the record
 * of what was observed. It stands apart from the steps: it starts everything and ends everything.
 */

import type { Socket } from 'node:net';
import type { Event, NodeToken, Observation, OrcName, PairId, Topology } from '#spec';
import { GREATHALL, pairOf } from '#spec';
import { EndpointIndex } from './endpoints.ts';
import { Fences } from './fences.ts';
import { Listener } from './listener.ts';
import { originOf } from './origin.ts';
import type { ClientPair } from './pairs.ts';
import { Pairs } from './pairs.ts';
import type { AxonAttachment } from './published/attachment.ts';
import type { Graph } from './published/graph.ts';
import { loadGraph } from './published/graph.ts';
import type { NodeCallbacks } from './published/node.ts';
import { PublishedNode } from './published/node.ts';
import type { WireMessage } from './published/published.ts';
import type { LineRequest } from './published/stubs.ts';
import { ClientProcess, createClientStubs, createNodeStubs } from './published/stubs.ts';
import { Warehouse } from './published/warehouse.ts';
import { eventOf, FENCE, LINE_REQUEST } from './published/wire.ts';
import { passUp, publishBelow } from './relay.ts';

const GREATHALL_PAIR = GREATHALL as string as PairId;

export class XcraftTestbed {
  readonly topology: Topology;
  readonly warehouse: Warehouse;
  readonly endpoints = new EndpointIndex();
  readonly pairs: Pairs;
  readonly fences = new Fences();
  readonly client = new ClientProcess();
  readonly #clients: Graph;
  readonly #nodes = new Map<NodeToken, PublishedNode>();
  readonly #halls = new Map<NodeToken, Listener>();
  readonly #uplinks = new Map<NodeToken, Map<NodeToken, AxonAttachment>>();
  readonly #home: string;
  #observations: Observation[] = [];

  private constructor(topology: Topology, home: string) {
    this.topology = topology;
    this.#home = home;
    this.warehouse = new Warehouse(home);
    this.#clients = loadGraph(home, createClientStubs(home, this.client, this.#request));
    this.warehouse.addProcess(this.#clients.Router);
    this.pairs = new Pairs({
      topology,
      fences: this.fences,
      clients: this.#clients,
      client: this.client,
      createCallback: (pair) => this.#createHandledCallback(pair),
    });
  }

  static async start(topology: Topology, home: string): Promise<XcraftTestbed> {
    const testbed = new XcraftTestbed(topology, home);
    try {
      for (const { token } of topology.nodes) await testbed.#startNode(token);
      for (const { below, above } of topology.uplinks) await testbed.#climb(below, above);
    } catch (error) {
      await testbed.close();
      throw error;
    }
    return testbed;
  }

  node(token: NodeToken): PublishedNode {
    return expectDeclared(this.#nodes.get(token), `node ${token}`);
  }

  hall(token: NodeToken): Listener {
    return expectDeclared(this.#halls.get(token), `node ${token}`);
  }

  /** Returns the client's two sockets (command, event); connects them at first use. */
  open(pair: PairId): Promise<ClientPair> {
    const declared = pairOf(this.topology, pair);
    return this.pairs.open(declared, this.node(declared.node));
  }

  record(observation: Observation): void {
    this.#observations.push(observation);
  }

  /** Returns what was observed since the last call. */
  takeObservations(): readonly Observation[] {
    const observations = this.#observations;
    this.#observations = [];
    return observations;
  }

  /** Ends every socket and timer, and waits until the servers are closed. */
  async close(): Promise<void> {
    const servers = [...this.#nodes.values()].flatMap((node) => [
      node.socket('pull').server,
      node.socket('pub').server,
    ]);
    const closings = servers.map((server) =>
      server?.listening ? new Promise((resolve) => server.once('close', resolve)) : undefined,
    );
    this.pairs.closeAll();
    for (const node of this.#nodes.values()) node.stop();
    this.#clients.dispose();
    await Promise.all(closings);
  }

  readonly #request = (request: LineRequest) => this.warehouse.request(request);

  async #startNode(token: NodeToken): Promise<void> {
    const { horde } = expectDeclared(
      this.topology.nodes.find((each) => each.token === token),
      `node ${token}`,
    );
    const hordes = () => hordesIn(graph, horde);
    const stubs = createNodeStubs({ token, hordes, home: this.#home, request: this.#request });
    const graph: Graph = loadGraph(this.#home, stubs);
    this.warehouse.addProcess(graph.Router);
    const node = await PublishedNode.start(token, horde, graph, this.#buildCallbacks(token));
    this.#nodes.set(token, node);
    this.#uplinks.set(token, new Map());
    const hall = new Listener({
      sub: node.hall,
      Cache: graph.Cache,
      Router: graph.Router,
      backend: 'ee',
      onHandled: this.#createHandledCallback(GREATHALL_PAIR),
    });
    node.hall.on('message', (topic, message) => hall.hear(topic, message));
    this.#halls.set(token, hall);
  }

  async #climb(below: NodeToken, above: NodeToken): Promise<void> {
    const lower = this.node(below);
    const uplink = await this.pairs.openUplink(lower, this.node(above));
    uplink.sub.on('message', (topic, message) => {
      if (topic === FENCE) this.fences.releaseMark(message.data);
      else
        publishBelow(
          lower,
          topic,
          message,
          originOf(this.topology, below, topic, this.endpoints.all),
        );
    });
    expectDeclared(this.#uplinks.get(below), `node ${below}`).set(above, uplink);
  }

  #buildCallbacks(token: NodeToken): NodeCallbacks {
    return {
      onCommand: (name, message, socket) => this.#onCommand(token, name, message, socket),
      onFrame: (socket, topic, message) => {
        const attachment = this.pairs.findBySocket(socket);
        if (!attachment || this.pairs.isHalfClosed(attachment)) return;
        const { pair } = attachment;
        this.record({ kind: 'frame', node: token, pair, event: eventOf(topic, message) });
      },
      onEmission: (topic, message) =>
        this.record({ kind: 'emission', node: token, event: eventOf(topic, message) }),
      onThrow: (socket) => {
        const attachment = this.pairs.findBySocket(socket);
        if (attachment) this.fences.markStuck(attachment);
      },
    };
  }

  /**
   * Handles a command at a node, which serves no command itself: reports the command to the node's handlers and passes it to
   * every node above.
   */
  #onCommand(token: NodeToken, name: string, message: WireMessage, socket: Socket | string): void {
    if (name === FENCE) return this.fences.releaseMark(message.data);
    if (message._xcraftMessage !== true) return;
    const node = this.node(token);
    const orcName = message.orcName as OrcName;
    const backend = typeof socket === 'string' ? 'ee' : 'axon';
    const routed = Object.hasOwn(node.graph.Router.getARP()[backend], orcName);
    if (name !== LINE_REQUEST)
      this.record({ kind: 'dispatch', node: token, name, orcName, routed });
    passUp(node, expectDeclared(this.#uplinks.get(token), `node ${token}`), name, message);
  }

  #createHandledCallback(pair: PairId) {
    return (orcName: OrcName, pattern: string, event: Event) =>
      this.record({ kind: 'handled', orcName, pair, pattern, event });
  }
}

/** Returns a node's own horde and all that its table knows below. */
function hordesIn(graph: Graph, own: string): string[] {
  const entries = Object.values(graph.Router.getARP().axon);
  return [...new Set([own, ...entries.flatMap((entry) => entry.hordes ?? [])])];
}

function expectDeclared<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined)
    throw new RangeError(`${what} is not declared in the topology; declare it there`);
  return value;
}
