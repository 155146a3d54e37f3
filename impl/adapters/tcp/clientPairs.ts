/**
 * Client pairs: the lower ends of clients' pairs, on sockets in this process or on `ee` in the node's process. It stands apart
 * because a client opens its pair with its first message and may lose it at any time. What the client sends there is decided by
 * the client driver.
 */
import type { Event, NodeToken, OrcName, PairId, Topology } from '#spec';
import { pairOf } from '#spec';
import type { PairWelcome, TransportEnvironment } from '../../backends/tcp/index.ts';
import { createEnvironment, Dial } from '../../backends/tcp/index.ts';
import type { NodeRequestKind, NodeRequests } from './nodeRequest.ts';
import { TIMEOUT_MS, withTimeout } from './timeout.ts';

/** The lower end of a client's pair, on either backend. */
export interface ClientPair {
  readonly port: number | null;
  say(frame: unknown): void;
  end(orcName: OrcName): void;
  cut(socket: 'command' | 'event'): void;
  /** Stops reading events, or reads on; a pair on `ee` cannot. */
  setReading(isReading: boolean): void;
  /** Calls back when the node and all nodes above have handled everything sent before. */
  fence(passed: () => void): void;
}

export interface ClientPairsTestbed {
  portOf(node: NodeToken): number;
  /** Sends a request without waiting; the next settling waits for the answer. */
  request<Kind extends NodeRequestKind>(
    node: NodeToken,
    kind: Kind,
    give: NodeRequests[Kind]['give'],
  ): void;
  ask(node: NodeToken, kind: 'ee open', give: { pair: PairId }): Promise<null>;
  onEstablished(pair: PairId, node: NodeToken, establishedPair: PairWelcome): void;
  onEvent(pair: PairId, node: NodeToken, event: Event): void;
  /** Called when an orc's endpoint on the pair has ended. `real`: the node's own name of the pair. */
  onEnded(real: PairId): void;
  /** Called when the pair is gone at its lower end. */
  onGone(pair: PairId): void;
}

export class ClientPairs {
  readonly #topology: Topology;
  readonly #testbed: ClientPairsTestbed;
  readonly #environment: TransportEnvironment = createEnvironment({
    limits: { beatMs: 2 * TIMEOUT_MS, helloMs: 2 * TIMEOUT_MS },
  });
  readonly #openPairs = new Map<PairId, ClientPair>();
  readonly #dials = new Set<Dial>();

  constructor(topology: Topology, testbed: ClientPairsTestbed) {
    this.#topology = topology;
    this.#testbed = testbed;
  }

  get(pair: PairId): ClientPair | undefined {
    return this.#openPairs.get(pair);
  }

  /** Opens the pair unless it is open. */
  async open(pair: PairId): Promise<void> {
    if (this.#openPairs.has(pair)) return;
    const { backend } = pairOf(this.#topology, pair);
    const made = backend === 'ee' ? this.#openOnEmitter(pair) : this.#openOnSockets(pair);
    this.#openPairs.set(pair, await withTimeout(made, `pair ${pair} did not stand`));
  }

  /** Forgets the pair and tells its clients that it is gone. */
  drop(pair: PairId): void {
    if (this.#openPairs.delete(pair)) this.#testbed.onGone(pair);
  }

  /** Forgets the `ee` pairs in the node's process, because they died with the node. */
  recordDeath(token: NodeToken): void {
    for (const { id, node, backend } of this.#topology.pairs)
      if (node === token && backend === 'ee') this.drop(id);
  }

  /** Resolves when the nodes and all nodes above have handled everything sent before. */
  async fenceAll(): Promise<void> {
    const each = [...this.#openPairs.values()];
    await Promise.all(each.map((opened) => new Promise<void>((passed) => opened.fence(passed))));
  }

  close(): void {
    for (const dial of this.#dials) dial.close();
  }

  async #openOnEmitter(pair: PairId): Promise<ClientPair> {
    const { node } = pairOf(this.#topology, pair);
    const { request: order } = this.#testbed;
    await this.#testbed.ask(node, 'ee open', { pair });
    return {
      port: null,
      say: (frame) => order(node, 'ee say', { pair, frame }),
      end: (orcName) => order(node, 'ee end', { pair, orcName }),
      cut: (socket) => order(node, 'ee cut', { pair, socket }),
      setReading: () => {
        throw new RangeError(`pair ${pair} is on the emitter; it has no socket to leave unread`);
      },
      // No fence is needed: a request is answered only when it has been carried out, and settling waits for the answers.
      fence: (passed) => passed(),
    };
  }

  #openOnSockets(pair: PairId): Promise<ClientPair> {
    const { node } = pairOf(this.#topology, pair);
    return new Promise((resolve, reject) => {
      let real: PairId | null = null;
      const caller = { role: 'client', token: pair } as const;
      const address = { host: '127.0.0.1', port: this.#testbed.portOf(node) };
      const dial: Dial = new Dial(address, caller, this.#environment, {
        onUp: (establishedPair) => {
          real = establishedPair.pair;
          this.#testbed.onEstablished(pair, node, establishedPair);
          resolve({
            port: establishedPair.port,
            say: (frame) => dial.say(frame),
            end: (orcName) => dial.tellEnded(orcName),
            cut: (socket) => dial.cut(socket),
            setReading: (isReading) => {
              const { pair: given } = establishedPair;
              this.#testbed.request(node, 'reading', { pair: given, isReading });
              dial.setReading(isReading);
            },
            fence: (passed) => dial.fence(passed),
          });
        },
        onEvent: (body) => this.#testbed.onEvent(pair, node, body as Event),
        onTooDeep: () => {},
        onFence: (answer) => answer(),
        onGone: ({ detail }) => {
          this.#dials.delete(dial);
          reject(new Error(`node ${node}: ${detail}`));
          if (real === null) return;
          this.drop(pair);
          this.#testbed.onEnded(real);
        },
      });
      this.#dials.add(dial);
    });
  }
}
