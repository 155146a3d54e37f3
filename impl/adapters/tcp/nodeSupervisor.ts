/**
 * The node supervisor: carries out requests on one node over sockets, in this process or a child. It stands apart from the code
 * that transports requests. Notices that a request causes are sent before its answer.
 */
import { match } from 'ts-pattern';
import type { Event, NodeToken, PairId } from '#spec';
import { GREATHALL } from '#spec';
import { EePair } from '../../backends/ee.ts';
import { Queue } from '../../backends/queue.ts';
import type { Limits, TcpNodeOptions, UplinkConnection } from '../../backends/tcp/index.ts';
import { TcpNode } from '../../backends/tcp/index.ts';
import { spoil } from '../../network/spoil.ts';
import type { NodeRequest, NodeRequestKind, NodeRequests, Notice, Ports } from './nodeRequest.ts';
import { TIMEOUT_MS } from './timeout.ts';

/**
 * Scenarios are short, so redialling is quicker than for real use. The time limits stay generous: on a busy machine a
 * process may not run for seconds, and dropping its pairs for that would be a fault that no step asked for.
 */
const limits: Partial<Limits> = {
  retryMs: 20,
  retryMostMs: 160,
  beatMs: 2 * TIMEOUT_MS,
  helloMs: 2 * TIMEOUT_MS,
};
/** When a port is taken: how often listening is tried at most, and (below) the wait between two attempts, in ms. */
const MAX_RETRIES = 60;
const RETRY_MS = 100;

export class NodeSupervisor {
  readonly #notify: (notice: Notice) => void;
  readonly #queue = new Queue();
  readonly #eePairs = new Map<PairId, EePair>();
  readonly #uplinks = new Map<NodeToken, UplinkConnection>();
  #node: TcpNode | null = null;

  constructor(notify: (notice: Notice) => void) {
    this.#notify = notify;
  }

  /** Carries out a request. Rejects where it cannot be done. */
  async execute<Kind extends NodeRequestKind>(
    request: NodeRequest<Kind>,
  ): Promise<NodeRequests[Kind]['get']> {
    return (await this.#execute(request as NodeRequest)) as NodeRequests[Kind]['get'];
  }

  #execute(request: NodeRequest): unknown {
    // A union of requests by their kind, because the generic parameter alone does not tie `give` to the kind.
    const typedRequest = request as {
      [Kind in NodeRequestKind]: NodeRequest<Kind>;
    }[NodeRequestKind];
    return match(typedRequest)
      .with({ kind: 'start' }, ({ give }) => this.#start(give))
      .with({ kind: 'climb' }, ({ give }) => this.#climb(give))
      .with({ kind: 'hold' }, ({ give }) => this.#uplink(give.above).hold())
      .with({ kind: 'release' }, ({ give }) => this.#uplink(give.above).release())
      .with({ kind: 'cut' }, ({ give }) => this.#uplink(give.above).cut(give.socket))
      .with({ kind: 'publish' }, ({ give }) => this.#runningNode().publish(give))
      .with({ kind: 'hall subscribe' }, ({ give }) =>
        this.#runningNode().subscribe(give.topic, (event, pattern) =>
          this.#recordHandled(event, pattern),
        ),
      )
      .with({ kind: 'hall unsubscribe' }, ({ give }) => this.#runningNode().unsubscribe(give.topic))
      .with({ kind: 'ee open' }, ({ give }) => void this.#ensureEePair(give.pair))
      .with({ kind: 'ee say' }, ({ give }) => {
        this.#ensureEePair(give.pair).say(give.frame);
        this.#queue.drain();
      })
      .with({ kind: 'ee cut' }, ({ give }) => this.#eePairs.get(give.pair)?.cut(give.socket))
      .with({ kind: 'ee end' }, ({ give }) => this.#runningNode().node.end(give.pair, give.orcName))
      .with({ kind: 'settle above' }, () => this.#runningNode().settleAbove())
      .with({ kind: 'settle below' }, () => this.#runningNode().settleBelow())
      .with({ kind: 'reading' }, ({ give }) =>
        this.#runningNode().setReading(give.pair, give.isReading),
      )
      .with({ kind: 'table' }, () => this.#runningNode().table())
      .with({ kind: 'size' }, () => this.#runningNode().node.size())
      .with({ kind: 'counters' }, () => this.#runningNode().counters)
      .with({ kind: 'stop' }, () => this.#stop())
      .exhaustive();
  }

  async #start({ token, horde, ports }: NodeRequests['start']['give']): Promise<Ports> {
    const node = await startListening({
      token,
      horde,
      ...ports,
      limits,
      watch: {
        // Every frame and message is reported by the end at which it arrives.
        observe: (observation) => {
          if (observation.kind !== 'frame' && observation.kind !== 'message')
            this.#notify({ kind: 'observation', observation });
        },
        onMessage: (below, message, pair) =>
          this.#notify({ kind: 'message', below, pair, message }),
        onEvent: (above, event) => this.#notify({ kind: 'event', above, event }),
        onGone: (pair) => this.#notify({ kind: 'gone', pair }),
        onUplinkUp: (establishedPair) => this.#notify({ kind: 'uplink up', establishedPair }),
        onUplinkDown: (establishedPair) => this.#notify({ kind: 'uplink down', establishedPair }),
      },
    });
    this.#node = node;
    return { port: node.port, eventPort: node.eventPort };
  }

  #climb({ above, host, port, held }: NodeRequests['climb']['give']): void {
    this.#uplinks.set(
      above,
      this.#runningNode().climb({ host, port }, () => {}, { held }),
    );
  }

  #uplink(above: NodeToken): UplinkConnection {
    const found = this.#uplinks.get(above);
    if (!found) throw new Error(`no uplink to ${above} was climbed here`);
    return found;
  }

  async #stop(): Promise<void> {
    const node = this.#node;
    this.#node = null;
    await node?.close();
    this.#eePairs.clear();
    this.#uplinks.clear();
  }

  #runningNode(): TcpNode {
    if (!this.#node) throw new Error('no node runs here; the first order is to start one');
    return this.#node;
  }

  #ensureEePair(pair: PairId): EePair {
    const known = this.#eePairs.get(pair);
    if (known) return known;
    const { node } = this.#runningNode();
    const made = new EePair(this.#queue, node.emitter, pair, {
      onFrameUp: (frame) => node.receive(pair, frame),
      onFrameDown: (event) => this.#notify({ kind: 'ee event', pair, event: event as Event }),
      onLost: (socket) => node.lose(pair, socket),
      onGone: () => {
        this.#eePairs.delete(pair);
        this.#notify({ kind: 'gone', pair });
      },
    });
    this.#eePairs.set(pair, made);
    node.attach(made);
    return made;
  }

  /** Reports the event, then alters it: if another receiver shares this copy, that will show there. @clause EVENT-8 */
  #recordHandled(event: Event, pattern: string): void {
    const pair = GREATHALL as string as PairId;
    const observation = { kind: 'handled', orcName: GREATHALL, pair, pattern } as const;
    this.#notify({
      kind: 'observation',
      observation: { ...observation, event: structuredClone(event) },
    });
    spoil(event);
  }
}

/** Starts to listen, and tries again while a port is taken. A port that was free a moment ago may be in use elsewhere by now. */
async function startListening(options: TcpNodeOptions): Promise<TcpNode> {
  for (let left = MAX_RETRIES; ; left--)
    try {
      return await TcpNode.start(options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || left === 0) throw error;
      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    }
}
