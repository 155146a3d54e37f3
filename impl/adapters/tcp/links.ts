/**
 * Links: the uplinks between nodes over sockets: they are cut, held back, and dialled again by the lower node. It stands apart
 * because the model attaches nodes in the topology's order (ADR 3.6), while a real lower node dials when its back-off is over. So
 * the testbed holds each lower node back until it is its turn.
 */
import type { NodeToken, PairId, Topology, Uplink } from '#spec';
import { uplinkPair } from '#spec';
import type { PairWelcome } from '../../backends/tcp/index.ts';
import type { NodeHost } from './nodeHost.ts';
import { withTimeout } from './timeout.ts';

export interface LinksTestbed {
  hostOf(node: NodeToken): NodeHost;
  portOf(node: NodeToken): number;
}

const idOf = ({ below, above }: Uplink): PairId => uplinkPair(below, above);

export class Links {
  readonly #topology: Topology;
  readonly #testbed: LinksTestbed;
  readonly #upPairs = new Set<PairId>();
  /** Links that a step took down and no step has brought back yet. */
  readonly #downPairs = new Set<PairId>();
  readonly #waiters = new Map<PairId, () => void>();

  constructor(topology: Topology, testbed: LinksTestbed) {
    this.#topology = topology;
    this.#testbed = testbed;
  }

  /** Whether no uplink of the node is up. */
  isTop(node: NodeToken): boolean {
    return !this.#topology.uplinks.some(
      (each) => each.below === node && this.#upPairs.has(idOf(each)),
    );
  }

  recordUp(below: NodeToken, { node: above }: PairWelcome): void {
    const id = uplinkPair(below, above);
    this.#upPairs.add(id);
    this.#waiters.get(id)?.();
    this.#waiters.delete(id);
  }

  recordDown(below: NodeToken, { node: above }: PairWelcome): void {
    this.#upPairs.delete(uplinkPair(below, above));
  }

  async start(): Promise<void> {
    await Promise.all(this.#topology.uplinks.map((each) => this.#climb(each)));
  }

  /** Destroys a socket of the link at its lower end; the lower node does not dial again until `release`. */
  async cut(uplink: Uplink, socket: 'command' | 'event'): Promise<void> {
    const { below, above } = uplink;
    this.#downPairs.add(idOf(uplink));
    await this.#testbed.hostOf(below).ask('hold', { above });
    await this.#testbed.hostOf(below).ask('cut', { above, socket });
  }

  async release(uplink: Uplink): Promise<void> {
    this.#downPairs.delete(idOf(uplink));
    await this.#testbed.hostOf(uplink.below).ask('release', { above: uplink.above });
    await this.#awaitUp(uplink);
  }

  /**
   * Called before a node is killed: holds the node's links, so that they come back one by one. If the node has no uplinks, its
   * first lower link is not held, and dials until the node is back.
   */
  async hold(node: NodeToken): Promise<void> {
    const { own, lower } = this.#linksAt(node);
    for (const { below, above } of own.length === 0 ? lower.slice(1) : lower)
      await this.#testbed.hostOf(below).ask('hold', { above });
  }

  /** Records that the node has died, and its uplinks with it. */
  recordDeath(node: NodeToken): void {
    for (const each of this.#topology.uplinks)
      if (each.below === node) this.#upPairs.delete(idOf(each));
  }

  /**
   * Brings back the links of a node that was started again: its uplinks first, then those below it, each settled
   * before the next.
   */
  async restore(node: NodeToken): Promise<void> {
    const { own, lower } = this.#linksAt(node);
    for (const each of this.#topology.uplinks)
      if (each.below === node) await this.#climb(each, !own.includes(each));
    for (const each of lower) {
      await this.release(each);
      await this.#settleAbove(each);
    }
  }

  /** Returns the node's links that no step has taken down, in the topology's order. */
  #linksAt(node: NodeToken) {
    const links = this.#topology.uplinks.filter((each) => !this.#downPairs.has(idOf(each)));
    return {
      own: links.filter(({ below }) => below === node),
      lower: links.filter(({ above }) => above === node),
    };
  }

  async #climb(uplink: Uplink, held = false): Promise<void> {
    const { below, above } = uplink;
    const port = this.#testbed.portOf(above);
    await this.#testbed.hostOf(below).ask('climb', { above, host: '127.0.0.1', port, held });
    if (!held) await this.#awaitUp(uplink);
  }

  #awaitUp(uplink: Uplink): Promise<void> {
    const id = idOf(uplink);
    if (this.#upPairs.has(id)) return Promise.resolve();
    const rising = new Promise<void>((resolve) => this.#waiters.set(id, resolve));
    return withTimeout(rising, `the uplink of ${uplink.below} to ${uplink.above} did not come up`);
  }

  async #settleAbove({ below }: Uplink): Promise<void> {
    await withTimeout(
      this.#testbed.hostOf(below).ask('settle above', null),
      `${below} did not settle`,
    );
  }
}
