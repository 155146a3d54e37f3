/**
 * Links: the uplinks between nodes over sockets: cut, held back, and dialled again by the lower node itself.
 * It stands apart because the law's model attaches in the topology's order (ADR 3.6). A lower node dials when its wait
 * is over; here it is only held back until its turn comes.
 */
import type { NodeToken, PairId, Topology, Uplink } from '#spec';
import { uplinkPair } from '#spec';
import type { Standing } from '../../backends/tcp/index.ts';
import { bounded } from './patience.ts';
import type { Place } from './place.ts';

export interface LinksGround {
  place(node: NodeToken): Place;
  port(node: NodeToken): number;
}

const idOf = ({ below, above }: Uplink): PairId => uplinkPair(below, above);

export class Links {
  readonly #topology: Topology;
  readonly #ground: LinksGround;
  readonly #up = new Set<PairId>();
  /** Down by a step, until a step brings it back. */
  readonly #down = new Set<PairId>();
  readonly #awaited = new Map<PairId, () => void>();

  constructor(topology: Topology, ground: LinksGround) {
    this.#topology = topology;
    this.#ground = ground;
  }

  /** No uplink of the node stands. */
  isTop(node: NodeToken): boolean {
    return !this.#topology.uplinks.some((each) => each.below === node && this.#up.has(idOf(each)));
  }

  rose(below: NodeToken, { node: above }: Standing): void {
    const id = uplinkPair(below, above);
    this.#up.add(id);
    this.#awaited.get(id)?.();
    this.#awaited.delete(id);
  }

  fell(below: NodeToken, { node: above }: Standing): void {
    this.#up.delete(uplinkPair(below, above));
  }

  async start(): Promise<void> {
    await Promise.all(this.#topology.uplinks.map((each) => this.#climb(each)));
  }

  /** Its socket is destroyed at the lower end; nobody dials until it is to be up again. */
  async cut(uplink: Uplink, socket: 'command' | 'event'): Promise<void> {
    const { below, above } = uplink;
    this.#down.add(idOf(uplink));
    await this.#ground.place(below).ask('hold', { above });
    await this.#ground.place(below).ask('cut', { above, socket });
  }

  async release(uplink: Uplink): Promise<void> {
    this.#down.delete(idOf(uplink));
    await this.#ground.place(uplink.below).ask('release', { above: uplink.above });
    await this.#risen(uplink);
  }

  /**
   * Before the node is killed: the links below it wait for their turn. Where nothing is to come before it, the first of
   * them is not held: it dials in vain until somebody is there.
   */
  async hold(node: NodeToken): Promise<void> {
    const { own, lower } = this.#around(node);
    for (const { below, above } of own.length === 0 ? lower.slice(1) : lower)
      await this.#ground.place(below).ask('hold', { above });
  }

  /** The node has died: its own uplinks fell with it. */
  died(node: NodeToken): void {
    for (const each of this.#topology.uplinks) if (each.below === node) this.#up.delete(idOf(each));
  }

  /** The node is there again: its uplinks first, then those below it, each settled before the next. */
  async restore(node: NodeToken): Promise<void> {
    const { own, lower } = this.#around(node);
    for (const each of this.#topology.uplinks)
      if (each.below === node) await this.#climb(each, !own.includes(each));
    for (const each of lower) {
      await this.release(each);
      await this.#settled(each);
    }
  }

  /** The node's links that no step has taken down, in the topology's order. */
  #around(node: NodeToken) {
    const links = this.#topology.uplinks.filter((each) => !this.#down.has(idOf(each)));
    return {
      own: links.filter(({ below }) => below === node),
      lower: links.filter(({ above }) => above === node),
    };
  }

  async #climb(uplink: Uplink, held = false): Promise<void> {
    const { below, above } = uplink;
    const port = this.#ground.port(above);
    await this.#ground.place(below).ask('climb', { above, host: '127.0.0.1', port, held });
    if (!held) await this.#risen(uplink);
  }

  #risen(uplink: Uplink): Promise<void> {
    const id = idOf(uplink);
    if (this.#up.has(id)) return Promise.resolve();
    const rising = new Promise<void>((risen) => this.#awaited.set(id, risen));
    return bounded(rising, `the uplink of ${uplink.below} to ${uplink.above} did not come up`);
  }

  async #settled({ below }: Uplink): Promise<void> {
    await bounded(this.#ground.place(below).ask('settle above', null), `${below} did not settle`);
  }
}
