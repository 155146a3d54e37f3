/**
 * Ground: what a network over sockets stands on: its nodes in their places, its clients' pairs, and what was seen.
 * It stands apart from the steps: it starts everything, settles everything and ends everything.
 * A node that is to die is a place that is ended and another that is started; no step asks for it yet.
 */
import { match } from 'ts-pattern';
import type { Event, NodeToken, Observation, OrcName, PairId, Table, Topology } from '#spec';
import { pairOf, uplinkPair } from '#spec';
import type { Setting } from '../../backends/tcp/index.ts';
import { Dial, settingOf } from '../../backends/tcp/index.ts';
import { Naming } from './naming.ts';
import type { Notice, OrderKind, Orders } from './order.ts';
import type { Place } from './place.ts';

/** The lower end of a client's pair, on either backend. */
export interface Opened {
  readonly port: number | null;
  say(frame: unknown): void;
  end(orcName: OrcName): void;
  cut(socket: 'command' | 'event'): void;
  /** Calls back when all that was said was handled at the node and above. */
  fence(passed: () => void): void;
}

export interface GroundEars {
  seen(observation: Observation): void;
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
  /** It does not answer any more. */
  destroy(place: Place): Promise<void>;
}

/** Last resort, labelled as such in the error it raises. */
const PATIENCE_MS = 10_000;

export class Ground {
  readonly #topology: Topology;
  readonly #ears: GroundEars;
  readonly #housing: Housing;
  readonly #naming: Naming;
  readonly #setting: Setting = settingOf();
  readonly #places = new Map<NodeToken, Place>();
  readonly #ports = new Map<NodeToken, number>();
  readonly #opened = new Map<PairId, Opened>();
  readonly #dials = new Set<Dial>();
  /** Pairs that are gone at one end only, as the node calls them. */
  readonly #parting = new Set<PairId>();
  /** Orders on their way, which no fence is to overtake. */
  #orders: Promise<unknown>[] = [];
  #parted: () => void = () => {};
  /** Counts pairs that ended. */
  #ends = 0;

  private constructor(topology: Topology, housing: Housing, ears: GroundEars) {
    this.#topology = topology;
    this.#housing = housing;
    this.#ears = ears;
    this.#naming = new Naming(topology);
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
    return this.#opened.get(pair);
  }

  /** The pair as it is, or opened by this first use. */
  async open(pair: PairId): Promise<Opened> {
    const known = this.#opened.get(pair);
    if (known) return known;
    const { backend } = pairOf(this.#topology, pair);
    const made = backend === 'ee' ? this.#onEmitter(pair) : this.#onSockets(pair);
    const opened = await bounded(made, `pair ${pair} did not stand`);
    this.#opened.set(pair, opened);
    return opened;
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
    const tops = this.#topology.nodes.filter(
      ({ token }) => !this.#topology.uplinks.some(({ below }) => below === token),
    );
    for (;;) {
      const before = this.#ends;
      const orders = this.#orders;
      this.#orders = [];
      await bounded(Promise.all(orders), 'an order was not carried out');
      const clients = [...this.#opened.values()].map(
        (opened) => new Promise<void>((passed) => opened.fence(passed)),
      );
      await bounded(Promise.all(clients), 'a fence of a client did not come back');
      await this.#all(this.#topology.nodes, 'settle above');
      await this.#all(tops, 'settle below');
      await bounded(this.#agreed(), 'a pair ended at one end only');
      if (before === this.#ends && this.#orders.length === 0) return;
    }
  }

  /** Nothing is left but idle places. */
  async close(): Promise<void> {
    for (const dial of this.#dials) dial.close();
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
    const { nodes, uplinks } = this.#topology;
    const starting = nodes.map(async ({ token, horde }) => {
      const place = this.#housing.take();
      this.#places.set(token, place);
      place.tell((notice) => this.#notice(token, notice));
      const { port } = await place.ask('start', { token, horde });
      this.#ports.set(token, port);
    });
    await Promise.all(starting);
    const climbing = uplinks.map(async ({ below, above }) => {
      const port = this.#ports.get(above) ?? 0;
      const standing = await this.place(below).ask('climb', { host: '127.0.0.1', port });
      this.#naming.add(uplinkPair(below, above), standing);
    });
    await Promise.all(climbing);
  }

  async #onEmitter(pair: PairId): Promise<Opened> {
    const { node } = pairOf(this.#topology, pair);
    await this.place(node).ask('ee open', { pair });
    return {
      port: null,
      say: (frame) => this.order(node, 'ee say', { pair, frame }),
      end: (orcName) => this.order(node, 'ee end', { pair, orcName }),
      cut: (socket) => this.order(node, 'ee cut', { pair, socket }),
      // Its orders are answered once they are carried out, which the settling awaits.
      fence: (passed) => passed(),
    };
  }

  #onSockets(pair: PairId): Promise<Opened> {
    const { node: token } = pairOf(this.#topology, pair);
    return new Promise((resolve, reject) => {
      let real: PairId | null = null;
      const caller = { role: 'client', token: pair } as const;
      const address = { host: '127.0.0.1', port: this.#ports.get(token) ?? 0 };
      const dial: Dial = new Dial(address, caller, this.#setting, {
        up: (standing) => {
          real = standing.pair;
          this.#naming.add(pair, standing);
          resolve({
            port: standing.port,
            say: (frame) => dial.say(frame),
            end: (orcName) => dial.tellEnded(orcName),
            cut: (socket) => dial.cut(socket),
            fence: (passed) => dial.fence(passed),
          });
        },
        event: (body) => {
          const event = body as Event;
          this.#ears.seen({ kind: 'frame', node: token, pair, event });
          this.#ears.heard(pair, event);
        },
        fence: (answer) => answer(),
        gone: ({ detail }) => {
          this.#dials.delete(dial);
          reject(new Error(`node ${token}: ${detail}`));
          if (real === null) return;
          this.#lowerEnded(pair);
          this.#part(real);
        },
      });
      this.#dials.add(dial);
    });
  }

  #notice(token: NodeToken, notice: Notice): void {
    match(notice)
      .with({ kind: 'observation' }, ({ observation }) =>
        this.#ears.seen(
          observation.kind === 'closed'
            ? { ...observation, pair: this.#naming.pair(observation.pair) }
            : observation,
        ),
      )
      .with({ kind: 'message' }, ({ below, message }) =>
        this.#ears.seen({
          kind: 'message',
          below,
          above: token,
          message: this.#naming.message(uplinkPair(below, token), message),
        }),
      )
      .with({ kind: 'event' }, ({ above, event }) => {
        const pair = uplinkPair(token, above);
        this.#ears.seen({ kind: 'frame', node: above, pair, event: event as Event });
      })
      .with({ kind: 'ee event' }, ({ pair, event }) => this.#ears.heard(pair, event))
      .with({ kind: 'gone' }, ({ pair }) => {
        const id = this.#naming.pair(pair);
        if (!this.#topology.pairs.some((each) => each.id === id)) return;
        if (id === pair) this.#lowerEnded(pair);
        else this.#part(pair);
      })
      .exhaustive();
  }

  #lowerEnded(pair: PairId): void {
    this.#ends++;
    this.#opened.delete(pair);
    this.#ears.gone(pair);
  }

  /** One end knows; with the other it is over. */
  #part(real: PairId): void {
    this.#ends++;
    if (!this.#parting.delete(real)) this.#parting.add(real);
    if (this.#parting.size === 0) this.#parted();
  }

  #agreed(): Promise<void> {
    if (this.#parting.size === 0) return Promise.resolve();
    return new Promise((parted) => {
      this.#parted = parted;
    });
  }

  async #all(
    nodes: readonly { readonly token: NodeToken }[],
    kind: 'settle above' | 'settle below',
  ): Promise<void> {
    const asked = nodes.map(({ token }) => this.place(token).ask(kind, null));
    await bounded(Promise.all(asked), `the nodes did not ${kind}`);
  }
}

async function bounded<Value>(wait: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `${what} within ${PATIENCE_MS} ms; this is a time-out, no proof of anything`;
    timer = setTimeout(() => reject(new Error(reason)), PATIENCE_MS);
  });
  try {
    return await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}
