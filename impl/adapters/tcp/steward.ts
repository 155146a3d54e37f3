/**
 * The steward: carries out orders on one node over sockets, in whatever process it runs.
 * It stands apart from the way orders come. What is told while an order is carried out is told before its answer.
 */
import { match } from 'ts-pattern';
import type { Event, NodeToken, PairId } from '#spec';
import { GREATHALL } from '#spec';
import { EePair } from '../../backends/ee.ts';
import { Queue } from '../../backends/queue.ts';
import type { Limits, TcpNodeOptions, Uplink } from '../../backends/tcp/index.ts';
import { TcpNode } from '../../backends/tcp/index.ts';
import { spoil } from '../../network/spoil.ts';
import type { Notice, Order, OrderKind, Orders, Ports } from './order.ts';
import { PATIENCE_MS } from './patience.ts';

/**
 * Scenarios are short: nobody dials as seldom as for an operator. But who is slow is not dead: where many want the
 * machine a node may not run for seconds, and to drop it then would be a fault that no step asked for.
 */
const limits: Partial<Limits> = {
  retryMs: 20,
  retryMostMs: 160,
  beatMs: 2 * PATIENCE_MS,
  helloMs: 2 * PATIENCE_MS,
};
/** How often a port that is taken is asked for once more, and after how long. */
const TRIES = 60;
const AGAIN_MS = 100;

export class Steward {
  readonly #tell: (notice: Notice) => void;
  readonly #queue = new Queue();
  readonly #emitters = new Map<PairId, EePair>();
  readonly #uplinks = new Map<NodeToken, Uplink>();
  #node: TcpNode | null = null;

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell;
  }

  /** Rejects where the order cannot be carried out. */
  async obey<Kind extends OrderKind>(order: Order<Kind>): Promise<Orders[Kind]['get']> {
    return (await this.#obey(order as Order)) as Orders[Kind]['get'];
  }

  #obey(order: Order): unknown {
    // A union of orders by their kind; `Order` alone does not tie `give` to it.
    const given = order as { [Kind in OrderKind]: Order<Kind> }[OrderKind];
    return match(given)
      .with({ kind: 'start' }, ({ give }) => this.#start(give))
      .with({ kind: 'climb' }, ({ give }) => this.#climb(give))
      .with({ kind: 'hold' }, ({ give }) => this.#uplink(give.above).hold())
      .with({ kind: 'release' }, ({ give }) => this.#uplink(give.above).release())
      .with({ kind: 'cut' }, ({ give }) => this.#uplink(give.above).cut(give.socket))
      .with({ kind: 'publish' }, ({ give }) => this.#its().publish(give))
      .with({ kind: 'hall subscribe' }, ({ give }) =>
        this.#its().subscribe(give.topic, (event, pattern) => this.#handled(event, pattern)),
      )
      .with({ kind: 'hall unsubscribe' }, ({ give }) => this.#its().unsubscribe(give.topic))
      .with({ kind: 'ee open' }, ({ give }) => void this.#emitter(give.pair))
      .with({ kind: 'ee say' }, ({ give }) => {
        this.#emitter(give.pair).say(give.frame);
        this.#queue.drain();
      })
      .with({ kind: 'ee cut' }, ({ give }) => this.#emitters.get(give.pair)?.cut(give.socket))
      .with({ kind: 'ee end' }, ({ give }) => this.#its().node.end(give.pair, give.orcName))
      .with({ kind: 'settle above' }, () => this.#its().settledAbove())
      .with({ kind: 'settle below' }, () => this.#its().settledBelow())
      .with({ kind: 'table' }, () => this.#its().table())
      .with({ kind: 'counters' }, () => this.#its().counters)
      .with({ kind: 'stop' }, () => this.#stop())
      .exhaustive();
  }

  async #start({ token, horde, ports }: Orders['start']['give']): Promise<Ports> {
    const node = await listening({
      token,
      horde,
      ...ports,
      limits,
      watch: {
        // What was written and sent is seen where it arrives.
        observe: (observation) => {
          if (observation.kind !== 'frame' && observation.kind !== 'message')
            this.#tell({ kind: 'observation', observation });
        },
        message: (below, message, pair) => this.#tell({ kind: 'message', below, pair, message }),
        event: (above, event) => this.#tell({ kind: 'event', above, event }),
        gone: (pair) => this.#tell({ kind: 'gone', pair }),
        rose: (standing) => this.#tell({ kind: 'rose', standing }),
        fell: (standing) => this.#tell({ kind: 'fell', standing }),
      },
    });
    this.#node = node;
    return { port: node.port, eventPort: node.eventPort };
  }

  #climb({ above, host, port, held }: Orders['climb']['give']): void {
    this.#uplinks.set(
      above,
      this.#its().climb({ host, port }, () => {}, { held }),
    );
  }

  #uplink(above: NodeToken): Uplink {
    const found = this.#uplinks.get(above);
    if (!found) throw new Error(`no uplink to ${above} was climbed here`);
    return found;
  }

  async #stop(): Promise<void> {
    const node = this.#node;
    this.#node = null;
    await node?.close();
    this.#emitters.clear();
    this.#uplinks.clear();
  }

  #its(): TcpNode {
    if (!this.#node) throw new Error('no node runs here; the first order is to start one');
    return this.#node;
  }

  #emitter(pair: PairId): EePair {
    const known = this.#emitters.get(pair);
    if (known) return known;
    const { node } = this.#its();
    const made = new EePair(this.#queue, node.emitter, pair, {
      up: (frame) => node.receive(pair, frame),
      down: (event) => this.#tell({ kind: 'ee event', pair, event: event as Event }),
      lost: (socket) => node.lose(pair, socket),
      gone: () => {
        this.#emitters.delete(pair);
        this.#tell({ kind: 'gone', pair });
      },
    });
    this.#emitters.set(pair, made);
    node.attach(made);
    return made;
  }

  /** Told first, then spoiled, so that a copy shared with another would show. @clause EVENT-8 */
  #handled(event: Event, pattern: string): void {
    const pair = GREATHALL as string as PairId;
    const observation = { kind: 'handled', orcName: GREATHALL, pair, pattern } as const;
    this.#tell({
      kind: 'observation',
      observation: { ...observation, event: structuredClone(event) },
    });
    spoil(event);
  }
}

/** A port that was free a moment ago may be somebody's for another one. */
async function listening(options: TcpNodeOptions): Promise<TcpNode> {
  for (let left = TRIES; ; left--)
    try {
      return await TcpNode.start(options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || left === 0) throw error;
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    }
}
