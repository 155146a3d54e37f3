/**
 * Ground: what a network over sockets stands on: its nodes in their places, and what was seen.
 * It stands apart from the steps: it starts everything, settles everything, kills what is to die and ends everything.
 */
import { match } from 'ts-pattern';
import type { Event, NodeToken, Observation, PairId, Table, Topology, Uplink } from '#spec';
import { uplinkPair } from '#spec';
import type { Ledger } from './ledger.ts';
import { Links } from './links.ts';
import type { Opened } from './mouths.ts';
import { Mouths } from './mouths.ts';
import { Naming } from './naming.ts';
import type { Notice, OrderKind, Orders, Ports } from './order.ts';
import { Partings } from './partings.ts';
import { bounded } from './patience.ts';
import type { Place } from './place.ts';

/** Something seen, to be told once all is settled: only then are the names of all pairs known. */
export type Sighting = () => Observation;

export interface GroundEars {
  seen(sighting: Sighting): void;
  /** An event reached a client's pair. */
  heard(pair: PairId, event: Event): void;
  /** A client's pair is gone, at its lower end. */
  gone(pair: PairId): void;
}

/** Where nodes run. */
export interface Housing {
  take(): Place;
  /** The node in it is stopped. */
  giveBack(place: Place): void;
  /** At once, without a word to anybody, whatever runs in it. */
  destroy(place: Place): Promise<void>;
  readonly ledger: Ledger;
}

export class Ground {
  readonly #topology: Topology;
  readonly #ears: GroundEars;
  readonly #housing: Housing;
  readonly #naming: Naming;
  readonly #links: Links;
  readonly #mouths: Mouths;
  readonly #partings = new Partings();
  readonly #places = new Map<NodeToken, Place>();
  readonly #ports = new Map<NodeToken, Ports>();
  /** Orders on their way, which no fence is to overtake. */
  #orders: Promise<unknown>[] = [];
  /** Counts clients' pairs that ended. */
  #ends = 0;

  private constructor(topology: Topology, housing: Housing, ears: GroundEars) {
    this.#topology = topology;
    this.#housing = housing;
    this.#ears = ears;
    this.#naming = new Naming(topology);
    const port = (token: NodeToken) => this.#ports.get(token)?.port ?? 0;
    this.#links = new Links(topology, { place: (token) => this.place(token), port });
    this.#mouths = new Mouths(topology, {
      port,
      order: (node, kind, give) => this.order(node, kind, give),
      ask: (node, kind, give) => this.place(node).ask(kind, give),
      stands: (pair, node, standing) => {
        this.#naming.add(pair, standing);
        this.#partings.stands(standing.pair, { lower: null, upper: node });
      },
      event: (pair, node, event) => {
        ears.seen(() => ({ kind: 'frame', node, pair, event }));
        ears.heard(pair, event);
      },
      ended: (real) => this.#partings.ended(real),
      gone: (pair) => {
        this.#ends++;
        ears.gone(pair);
      },
    });
  }

  /** All uplinks are up when it is there. */
  static async start(topology: Topology, housing: Housing, ears: GroundEars): Promise<Ground> {
    const ground = new Ground(topology, housing, ears);
    try {
      await bounded(ground.#start(), 'the nodes did not start');
      return ground;
    } catch (error) {
      await ground.close();
      throw error;
    }
  }

  place(token: NodeToken): Place {
    const found = this.#places.get(token);
    if (!found)
      throw new RangeError(`node ${token} is not declared in the topology; declare it there`);
    return found;
  }

  opened(pair: PairId): Opened | undefined {
    return this.#mouths.get(pair);
  }

  /** The pair as it is, or opened by this first use. */
  open(pair: PairId): Promise<void> {
    return this.#mouths.open(pair);
  }

  /** Asks without waiting; the next settling does. */
  order<Kind extends OrderKind>(token: NodeToken, kind: Kind, give: Orders[Kind]['give']): void {
    this.#orders.push(this.place(token).ask(kind, give));
  }

  async table(token: NodeToken): Promise<Table> {
    return this.#naming.table(await this.place(token).ask('table', null));
  }

  /**
   * Until nothing is in flight. Each socket is FIFO and each node handles a frame before the next, so a fence that
   * comes back up a command bus, or down an event bus, has everything before it handled; what that sent on went
   * before the fence that was sent on. A round in which a pair ended is followed by another.
   */
  async settle(): Promise<void> {
    for (;;) {
      const before = this.#ends + this.#partings.count;
      const orders = this.#orders;
      this.#orders = [];
      await bounded(Promise.all(orders), 'an order was not carried out');
      await bounded(this.#mouths.fenced(), 'a fence of a client did not come back');
      const nodes = [...this.#places.keys()];
      await this.#all(nodes, 'settle above');
      await this.#all(
        nodes.filter((token) => this.#links.isTop(token)),
        'settle below',
      );
      await bounded(this.#partings.agreed(), 'a pair ended at one end only');
      if (before === this.#ends + this.#partings.count && this.#orders.length === 0) return;
    }
  }

  async cut(uplink: Uplink, socket: 'command' | 'event'): Promise<void> {
    this.#housing.ledger.cutCount++;
    await bounded(this.#links.cut(uplink, socket), 'an uplink was not cut');
  }

  /** The lower node dials again. */
  release(uplink: Uplink): Promise<void> {
    return this.#links.release(uplink);
  }

  /** The node's process is killed; another takes its place and its ports once everybody has noticed. @clause HEAL-2 */
  async restart(token: NodeToken): Promise<void> {
    await this.#links.hold(token);
    await this.#kill(token);
    await this.settle();
    for (const node of this.#topology.nodes)
      if (node.token === token)
        await bounded(this.#settleIn(node), `node ${token} did not start again`);
    await this.#links.restore(token);
  }

  /** Nothing is left but idle places. */
  async close(): Promise<void> {
    this.#mouths.close();
    const closing = [...this.#places.values()].map(async (place) => {
      try {
        await bounded(place.ask('stop', null), 'a node did not stop');
        this.#housing.giveBack(place);
      } catch {
        await this.#housing.destroy(place);
      }
    });
    this.#places.clear();
    await Promise.all(closing);
  }

  async #start(): Promise<void> {
    await Promise.all(this.#topology.nodes.map((node) => this.#settleIn(node)));
    await this.#links.start();
  }

  /** The node gets a place, and the ports it had before. */
  async #settleIn({ token, horde }: Topology['nodes'][number]): Promise<void> {
    const place = this.#housing.take();
    this.#places.set(token, place);
    place.tell((notice) => this.#notice(token, notice));
    const ports = await place.ask('start', { token, horde, ports: this.#ports.get(token) ?? null });
    this.#ports.set(token, ports);
    for (const port of [ports.port, ports.eventPort]) this.#housing.ledger.ports.add(port);
  }

  /** At once; nobody hears of it but by their sockets. */
  async #kill(token: NodeToken): Promise<void> {
    const place = this.place(token);
    this.#housing.ledger.killCount++;
    this.#places.delete(token);
    place.tell(() => {});
    this.#partings.died(token);
    this.#links.died(token);
    this.#mouths.died(token);
    await this.#housing.destroy(place);
  }

  #notice(token: NodeToken, notice: Notice): void {
    match(notice)
      .with({ kind: 'observation' }, ({ observation }) =>
        this.#ears.seen(() =>
          observation.kind === 'closed'
            ? { ...observation, pair: this.#naming.pair(observation.pair) }
            : observation,
        ),
      )
      .with({ kind: 'message' }, ({ below, pair, message: raw }) =>
        this.#ears.seen(() => {
          const message = this.#naming.message(pair, raw);
          return { kind: 'message', below, above: token, message };
        }),
      )
      .with({ kind: 'event' }, ({ above, event }) => {
        const pair = uplinkPair(token, above);
        this.#ears.seen(() => ({ kind: 'frame', node: above, pair, event: event as Event }));
      })
      .with({ kind: 'ee event' }, ({ pair, event }) => this.#ears.heard(pair, event))
      .with({ kind: 'gone' }, ({ pair }) => {
        // A pair on `ee` has but one end, and the scenario's own name.
        if (this.#mouths.get(pair)) this.#mouths.drop(pair);
        else this.#partings.ended(pair);
      })
      .with({ kind: 'rose' }, ({ standing }) => {
        this.#naming.add(uplinkPair(token, standing.node), standing);
        this.#partings.stands(standing.pair, { lower: token, upper: standing.node });
        this.#links.rose(token, standing);
      })
      .with({ kind: 'fell' }, ({ standing }) => {
        this.#links.fell(token, standing);
        this.#partings.ended(standing.pair);
      })
      .exhaustive();
  }

  async #all(nodes: readonly NodeToken[], kind: 'settle above' | 'settle below'): Promise<void> {
    const asked = nodes.map((token) => this.place(token).ask(kind, null));
    await bounded(Promise.all(asked), `the nodes did not ${kind}`);
  }
}
