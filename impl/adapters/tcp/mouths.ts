/**
 * Mouths: the lower ends of clients' pairs, on sockets in this process or on `ee` in the node's.
 * It stands apart because a client opens its pair with its first word and may lose it at any time; what it says there
 * is the clientele's business.
 */
import type { Event, NodeToken, OrcName, PairId, Topology } from '#spec';
import { pairOf } from '#spec';
import type { Setting, Standing } from '../../backends/tcp/index.ts';
import { Dial, settingOf } from '../../backends/tcp/index.ts';
import type { OrderKind, Orders } from './order.ts';
import { bounded, PATIENCE_MS } from './patience.ts';

/** The lower end of a client's pair, on either backend. */
export interface Opened {
  readonly port: number | null;
  say(frame: unknown): void;
  end(orcName: OrcName): void;
  cut(socket: 'command' | 'event'): void;
  /** Calls back when all that was said was handled at the node and above. */
  fence(passed: () => void): void;
}

export interface MouthsGround {
  port(node: NodeToken): number;
  /** Answered later; the next settling waits for it. */
  order<Kind extends OrderKind>(node: NodeToken, kind: Kind, give: Orders[Kind]['give']): void;
  ask(node: NodeToken, kind: 'ee open', give: { pair: PairId }): Promise<null>;
  stands(pair: PairId, node: NodeToken, standing: Standing): void;
  event(pair: PairId, node: NodeToken, event: Event): void;
  /** `real`: as the node calls the pair. */
  ended(real: PairId): void;
  /** It is gone at its lower end. */
  gone(pair: PairId): void;
}

export class Mouths {
  readonly #topology: Topology;
  readonly #ground: MouthsGround;
  readonly #setting: Setting = settingOf({
    limits: { beatMs: 2 * PATIENCE_MS, helloMs: 2 * PATIENCE_MS },
  });
  readonly #opened = new Map<PairId, Opened>();
  readonly #dials = new Set<Dial>();

  constructor(topology: Topology, ground: MouthsGround) {
    this.#topology = topology;
    this.#ground = ground;
  }

  get(pair: PairId): Opened | undefined {
    return this.#opened.get(pair);
  }

  /** The pair as it is, or opened by this first use. */
  async open(pair: PairId): Promise<void> {
    if (this.#opened.has(pair)) return;
    const { backend } = pairOf(this.#topology, pair);
    const made = backend === 'ee' ? this.#onEmitter(pair) : this.#onSockets(pair);
    this.#opened.set(pair, await bounded(made, `pair ${pair} did not stand`));
  }

  /** Gone: its clients hear of it. */
  drop(pair: PairId): void {
    if (this.#opened.delete(pair)) this.#ground.gone(pair);
  }

  /** The node has died, and with it what was in its process. */
  died(token: NodeToken): void {
    for (const { id, node, backend } of this.#topology.pairs)
      if (node === token && backend === 'ee') this.drop(id);
  }

  /** Done when all that was said was handled at the nodes and above. */
  async fenced(): Promise<void> {
    const each = [...this.#opened.values()];
    await Promise.all(each.map((opened) => new Promise<void>((passed) => opened.fence(passed))));
  }

  close(): void {
    for (const dial of this.#dials) dial.close();
  }

  async #onEmitter(pair: PairId): Promise<Opened> {
    const { node } = pairOf(this.#topology, pair);
    const { order } = this.#ground;
    await this.#ground.ask(node, 'ee open', { pair });
    return {
      port: null,
      say: (frame) => order(node, 'ee say', { pair, frame }),
      end: (orcName) => order(node, 'ee end', { pair, orcName }),
      cut: (socket) => order(node, 'ee cut', { pair, socket }),
      // Its orders are answered once they are carried out, which the settling awaits.
      fence: (passed) => passed(),
    };
  }

  #onSockets(pair: PairId): Promise<Opened> {
    const { node } = pairOf(this.#topology, pair);
    return new Promise((resolve, reject) => {
      let real: PairId | null = null;
      const caller = { role: 'client', token: pair } as const;
      const address = { host: '127.0.0.1', port: this.#ground.port(node) };
      const dial: Dial = new Dial(address, caller, this.#setting, {
        up: (standing) => {
          real = standing.pair;
          this.#ground.stands(pair, node, standing);
          resolve({
            port: standing.port,
            say: (frame) => dial.say(frame),
            end: (orcName) => dial.tellEnded(orcName),
            cut: (socket) => dial.cut(socket),
            fence: (passed) => dial.fence(passed),
          });
        },
        event: (body) => this.#ground.event(pair, node, body as Event),
        fence: (answer) => answer(),
        gone: ({ detail }) => {
          this.#dials.delete(dial);
          reject(new Error(`node ${node}: ${detail}`));
          if (real === null) return;
          this.drop(pair);
          this.#ground.ended(real);
        },
      });
      this.#dials.add(dial);
    });
  }
}
