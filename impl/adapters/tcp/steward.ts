/**
 * The steward: carries out orders on one node over sockets, in whatever process it runs.
 * It stands apart from the way orders come. What is told while an order is carried out is told before its answer.
 */
import { match } from 'ts-pattern';
import type { Event, PairId } from '#spec';
import { GREATHALL } from '#spec';
import { EePair } from '../../backends/ee.ts';
import { Queue } from '../../backends/queue.ts';
import { TcpNode } from '../../backends/tcp/index.ts';
import { spoil } from '../../spoil.ts';
import type { Notice, Order, OrderKind, Orders } from './order.ts';

export class Steward {
  readonly #tell: (notice: Notice) => void;
  readonly #queue = new Queue();
  readonly #emitters = new Map<PairId, EePair>();
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
      .with({ kind: 'climb' }, ({ give }) => new Promise((up) => this.#its().climb(give, up)))
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

  async #start({ token, horde }: Orders['start']['give']): Promise<Orders['start']['get']> {
    this.#node = await TcpNode.start({
      token,
      horde,
      watch: {
        // What was written and sent is seen where it arrives.
        observe: (observation) => {
          if (observation.kind !== 'frame' && observation.kind !== 'message')
            this.#tell({ kind: 'observation', observation });
        },
        message: (below, message) => this.#tell({ kind: 'message', below, message }),
        event: (above, event) => this.#tell({ kind: 'event', above, event }),
        gone: (pair) => this.#tell({ kind: 'gone', pair }),
      },
    });
    return { port: this.#node.port };
  }

  async #stop(): Promise<void> {
    const node = this.#node;
    this.#node = null;
    await node?.close();
    this.#emitters.clear();
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
