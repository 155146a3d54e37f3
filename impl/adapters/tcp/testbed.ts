/**
 * The testbed: what a network over sockets runs on: its nodes in their hosts, its pairs and links, and what was
 * observed. It stands apart from the steps: it starts, settles, kills and ends everything.
 */
import { match } from 'ts-pattern';
import type { Event, NodeToken, Observation, PairId, Table, Topology, Uplink } from '#spec';
import { uplinkPair } from '#spec';
import type { ClientPair } from './clientPairs.ts';
import { ClientPairs } from './clientPairs.ts';
import { HalfClosedPairs } from './halfClosedPairs.ts';
import { Links } from './links.ts';
import type { NodeHost } from './nodeHost.ts';
import type { NodeRequestKind, NodeRequests, Notice, Ports } from './nodeRequest.ts';
import { PairNames } from './pairNames.ts';
import type { ResourceLog } from './resourceLog.ts';
import { withTimeout } from './timeout.ts';

/** An observation, to be built once all has settled: only then are the names of all pairs known. */
export type DeferredObservation = () => Observation;

export interface TestbedCallbacks {
  onObservation(sighting: DeferredObservation): void;
  /** Called when an event reached a client's pair. */
  onEvent(pair: PairId, event: Event): void;
  /** Called when a client's pair is gone at its lower end. */
  onGone(pair: PairId): void;
}

/** Provides the hosts that nodes run in. */
export interface HostPool {
  take(): NodeHost;
  /** Takes back a host whose node is stopped. */
  giveBack(place: NodeHost): void;
  /** Ends a host at once, without a message, whatever runs in it. */
  destroy(place: NodeHost): Promise<void>;
  readonly resourceLog: ResourceLog;
}

export class TcpTestbed {
  readonly #topology: Topology;
  readonly #callbacks: TestbedCallbacks;
  readonly #hostPool: HostPool;
  readonly #pairNames: PairNames;
  readonly #links: Links;
  readonly #clientPairs: ClientPairs;
  readonly #halfClosed = new HalfClosedPairs();
  readonly #hosts = new Map<NodeToken, NodeHost>();
  readonly #ports = new Map<NodeToken, Ports>();
  /** Unanswered requests; fences are sent only after they are answered. */
  #requests: Promise<unknown>[] = [];
  /** Counts ended client pairs. */
  #endCount = 0;

  private constructor(topology: Topology, hostPool: HostPool, callbacks: TestbedCallbacks) {
    this.#topology = topology;
    this.#hostPool = hostPool;
    this.#callbacks = callbacks;
    this.#pairNames = new PairNames(topology);
    const port = (token: NodeToken) => this.#ports.get(token)?.port ?? 0;
    this.#links = new Links(topology, { hostOf: (token) => this.hostOf(token), portOf: port });
    this.#clientPairs = new ClientPairs(topology, {
      portOf: port,
      request: (node, kind, give) => this.request(node, kind, give),
      ask: (node, kind, give) => this.hostOf(node).ask(kind, give),
      onEstablished: (pair, node, establishedPair) => {
        this.#pairNames.add(pair, establishedPair);
        this.#halfClosed.add(establishedPair.pair, { lower: null, upper: node });
      },
      onEvent: (pair, node, event) => {
        callbacks.onObservation(() => ({ kind: 'frame', node, pair, event }));
        callbacks.onEvent(pair, event);
      },
      onEnded: (real) => this.#halfClosed.recordEnd(real),
      onGone: (pair) => {
        this.#endCount++;
        callbacks.onGone(pair);
      },
    });
  }

  /** Starts all nodes; resolves when all uplinks are up. */
  static async start(
    topology: Topology,
    hostPool: HostPool,
    callbacks: TestbedCallbacks,
  ): Promise<TcpTestbed> {
    const testbed = new TcpTestbed(topology, hostPool, callbacks);
    try {
      await withTimeout(testbed.#start(), 'the nodes did not start');
      return testbed;
    } catch (error) {
      await testbed.close();
      throw error;
    }
  }

  hostOf(token: NodeToken): NodeHost {
    const found = this.#hosts.get(token);
    if (!found)
      throw new RangeError(`node ${token} is not declared in the topology; declare it there`);
    return found;
  }

  findPair(pair: PairId): ClientPair | undefined {
    return this.#clientPairs.get(pair);
  }

  /** Opens the pair unless it is open. */
  open(pair: PairId): Promise<void> {
    return this.#clientPairs.open(pair);
  }

  /** Sends a request without waiting; the next settling waits for the answer. */
  request<Kind extends NodeRequestKind>(
    token: NodeToken,
    kind: Kind,
    give: NodeRequests[Kind]['give'],
  ): void {
    this.#requests.push(this.hostOf(token).ask(kind, give));
  }

  async table(token: NodeToken): Promise<Table> {
    return this.#pairNames.translateTable(await this.hostOf(token).ask('table', null));
  }

  /**
   * Resolves when nothing is in flight. Each socket is FIFO, and a node handles one frame before the next. So when a
   * fence comes back up a command bus, or down an event bus, everything before it has been handled, and what that
   * caused was sent ahead of the fence that was passed on. A round in which a pair ended is repeated.
   */
  async settle(): Promise<void> {
    for (;;) {
      const before = this.#endCount + this.#halfClosed.count;
      const requests = this.#requests;
      this.#requests = [];
      await withTimeout(Promise.all(requests), 'an order was not carried out');
      await withTimeout(this.#clientPairs.fenceAll(), 'a fence of a client did not come back');
      const nodes = [...this.#hosts.keys()];
      await this.#askAll(nodes, 'settle above');
      await this.#askAll(
        nodes.filter((token) => this.#links.isTop(token)),
        'settle below',
      );
      await withTimeout(this.#halfClosed.awaitBothEnds(), 'a pair ended at one end only');
      if (before === this.#endCount + this.#halfClosed.count && this.#requests.length === 0) return;
    }
  }

  async cut(uplink: Uplink, socket: 'command' | 'event'): Promise<void> {
    this.#hostPool.resourceLog.cutCount++;
    await withTimeout(this.#links.cut(uplink, socket), 'an uplink was not cut');
  }

  /** Lets the lower node dial again. */
  release(uplink: Uplink): Promise<void> {
    return this.#links.release(uplink);
  }

  /**
   * Kills the node's process; another takes its place and its ports once all its neighbours have noticed.
   * @clause HEAL-2
   */
  async restart(token: NodeToken): Promise<void> {
    await this.#links.hold(token);
    await this.#kill(token);
    await this.settle();
    for (const node of this.#topology.nodes)
      if (node.token === token)
        await withTimeout(this.#startNode(node), `node ${token} did not start again`);
    await this.#links.restore(token);
  }

  /** Ends everything but idle hosts. */
  async close(): Promise<void> {
    this.#clientPairs.close();
    const ends = [...this.#hosts.values()].map(async (host) => {
      try {
        await withTimeout(host.ask('stop', null), 'a node did not stop');
        this.#hostPool.giveBack(host);
      } catch {
        await this.#hostPool.destroy(host);
      }
    });
    this.#hosts.clear();
    await Promise.all(ends);
  }

  async #start(): Promise<void> {
    await Promise.all(this.#topology.nodes.map((node) => this.#startNode(node)));
    await this.#links.start();
  }

  /** Starts the node in a host, on the ports it had before. */
  async #startNode({ token, horde }: Topology['nodes'][number]): Promise<void> {
    const host = this.#hostPool.take();
    this.#hosts.set(token, host);
    host.setListener((notice) => this.#notice(token, notice));
    const ports = await host.ask('start', { token, horde, ports: this.#ports.get(token) ?? null });
    this.#ports.set(token, ports);
    for (const port of [ports.port, ports.eventPort]) this.#hostPool.resourceLog.ports.add(port);
  }

  /** Kills the node's process at once. Others notice this only by their sockets. */
  async #kill(token: NodeToken): Promise<void> {
    const host = this.hostOf(token);
    this.#hostPool.resourceLog.killCount++;
    this.#hosts.delete(token);
    host.setListener(() => {});
    this.#halfClosed.recordDeath(token);
    this.#links.recordDeath(token);
    this.#clientPairs.recordDeath(token);
    await this.#hostPool.destroy(host);
  }

  #notice(token: NodeToken, notice: Notice): void {
    match(notice)
      .with({ kind: 'observation' }, ({ observation }) =>
        this.#callbacks.onObservation(() =>
          observation.kind === 'closed'
            ? { ...observation, pair: this.#pairNames.nameOf(observation.pair) }
            : observation,
        ),
      )
      .with({ kind: 'message' }, ({ below, pair, message: raw }) =>
        this.#callbacks.onObservation(() => {
          const message = this.#pairNames.translateMessage(pair, raw);
          return { kind: 'message', below, above: token, message };
        }),
      )
      .with({ kind: 'event' }, ({ above, event }) => {
        const pair = uplinkPair(token, above);
        this.#callbacks.onObservation(() => ({
          kind: 'frame',
          node: above,
          pair,
          event: event as Event,
        }));
      })
      .with({ kind: 'ee event' }, ({ pair, event }) => this.#callbacks.onEvent(pair, event))
      .with({ kind: 'gone' }, ({ pair }) => {
        // A pair on `ee` has only one end, and its name is the scenario's own.
        if (this.#clientPairs.get(pair)) this.#clientPairs.drop(pair);
        else this.#halfClosed.recordEnd(pair);
      })
      .with({ kind: 'uplink up' }, ({ establishedPair }) => {
        this.#pairNames.add(uplinkPair(token, establishedPair.node), establishedPair);
        this.#halfClosed.add(establishedPair.pair, { lower: token, upper: establishedPair.node });
        this.#links.recordUp(token, establishedPair);
      })
      .with({ kind: 'uplink down' }, ({ establishedPair }) => {
        this.#links.recordDown(token, establishedPair);
        this.#halfClosed.recordEnd(establishedPair.pair);
      })
      .exhaustive();
  }

  async #askAll(nodes: readonly NodeToken[], kind: 'settle above' | 'settle below'): Promise<void> {
    const answers = nodes.map((token) => this.hostOf(token).ask(kind, null));
    await withTimeout(Promise.all(answers), `the nodes did not ${kind}`);
  }
}
