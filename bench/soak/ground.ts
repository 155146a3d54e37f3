/**
 * Ground: the nodes of the soak, a process each, one below the other, and how it is known that nothing is in flight.
 * It stands apart from the guests, who come and go on it. It must not know what anybody should hear.
 */
import type { NodeToken, Topology } from '#spec';
import { nodesAbove } from '#spec';
import type { Held, OrderKind, Orders, Published } from './order.ts';
import { NodeProcess } from './process.ts';

/** A bound on every wait, so that the soak ends; it is an error, never a verdict. */
const PATIENCE_MS = 90_000;

/** Somebody who speaks on the ground: done when all that was said so far has been handled. */
export interface Speaker {
  settled(): Promise<void>;
}

export class Ground {
  readonly topology: Topology;
  readonly #processes = new Map<NodeToken, NodeProcess>();
  readonly #ports = new Map<NodeToken, number>();
  /** Pairs that have ended at one end only, by the token of their lower end. */
  readonly #parting = new Set<string>();
  readonly #atExit = () => {
    for (const process of this.#processes.values()) void process.kill();
  };
  #orders: Promise<unknown>[] = [];
  #parted: () => void = () => {};
  #ends = 0;

  private constructor(topology: Topology) {
    this.topology = topology;
  }

  /** All uplinks are up when it is there. */
  static async start(topology: Topology): Promise<Ground> {
    const ground = new Ground(topology);
    process.once('exit', ground.#atExit);
    try {
      await bounded(ground.#start(), 'the nodes did not start');
      return ground;
    } catch (error) {
      await ground.close();
      throw error;
    }
  }

  get pids(): number[] {
    return [...this.#processes.values()].flatMap(({ pid }) => pid ?? []);
  }

  port(token: NodeToken): number {
    return this.#ports.get(token) ?? 0;
  }

  publish(token: NodeToken, published: Published): void {
    this.#order(token, 'publish', published);
  }

  cutUplinks(token: NodeToken): void {
    this.#order(token, 'cut uplinks', null);
  }

  /** One end of a pair is over. */
  part(token: string): void {
    this.#ends++;
    if (!this.#parting.delete(token)) this.#parting.add(token);
    if (this.#parting.size === 0) this.#parted();
  }

  /**
   * Until nothing is in flight: what was ordered is done, lost uplinks are up, every fence has come back up and down,
   * and whatever ended has ended at both ends. A round in which something ended is followed by another.
   */
  async settle(speakers: () => readonly Speaker[]): Promise<void> {
    for (let before = -1; before !== this.#ends || this.#orders.length > 0; ) {
      before = this.#ends;
      const orders = this.#orders;
      this.#orders = [];
      await bounded(Promise.all(orders), 'an order was not carried out');
      await this.#all('uplinks up');
      const fences = speakers().map((each) => each.settled());
      await bounded(Promise.all(fences), 'the fence of a client did not come back');
      await this.#all('settle above');
      const tops = this.topology.nodes.filter(
        ({ token }) => nodesAbove(this.topology, token).length === 0,
      );
      await this.#all('settle below', tops);
      await bounded(this.#agreed(), 'a pair ended at one end only');
    }
  }

  held(): Promise<Held[]> {
    return this.#all('held');
  }

  heaps(): Promise<number[]> {
    return this.#all('heap');
  }

  /** Every process and port is gone when it is done. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((each) => each.kill()));
    this.#processes.clear();
    process.off('exit', this.#atExit);
  }

  async #start(): Promise<void> {
    const { nodes, uplinks } = this.topology;
    const starting = nodes.map(async ({ token, horde }) => {
      const process = new NodeProcess((gone) => this.#gone(gone));
      this.#processes.set(token, process);
      this.#ports.set(token, (await process.ask('start', { token, horde })).port);
    });
    await Promise.all(starting);
    for (const { below, above } of uplinks)
      await this.#process(below).ask('climb', { host: '127.0.0.1', port: this.port(above) });
  }

  /** A lower node's pair comes back; who waits for it asks whether uplinks are up. */
  #gone(token: string): void {
    if (this.#processes.has(token as NodeToken)) this.#ends++;
    else this.part(token);
  }

  #process(token: NodeToken): NodeProcess {
    const found = this.#processes.get(token);
    if (!found) throw new RangeError(`node ${token} is not declared in the topology`);
    return found;
  }

  #order<Kind extends OrderKind>(token: NodeToken, kind: Kind, give: Orders[Kind]['give']): void {
    const asked = this.#process(token).ask(kind, give);
    // It is awaited when the ground settles; until then nobody listens.
    asked.catch(() => {});
    this.#orders.push(asked);
  }

  #all<Kind extends 'uplinks up' | 'settle above' | 'settle below' | 'held' | 'heap'>(
    kind: Kind,
    nodes: Topology['nodes'] = this.topology.nodes,
  ): Promise<Orders[Kind]['get'][]> {
    const asked = nodes.map(({ token }) => this.#process(token).ask(kind, null));
    return bounded(Promise.all(asked), `a node did not answer "${kind}"`);
  }

  #agreed(): Promise<void> {
    if (this.#parting.size === 0) return Promise.resolve();
    return new Promise((parted) => {
      this.#parted = parted;
    });
  }
}

/** Rejects where the wait is too long. */
export async function bounded<Value>(wait: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`${what} within ${PATIENCE_MS} ms; this is a time-out, no proof`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  try {
    return await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}
