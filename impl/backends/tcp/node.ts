/**
 * A node on the network: the node of `impl/network/node.ts`, with an acceptor for those below and uplinks to those above. It
 * stands apart because only here do sockets meet the router, which never learns what carries its frames. A fence is passed to
 * every uplink or to every pair, and answered when all of these have answered.
 */
import type { Fault, Horde, Input, NodeToken, Observation, OrcName, PairId, Table } from '#spec';
import type { Publication } from '../../network/node.ts';
import { Node } from '../../network/node.ts';
import type { Handler } from '../../network/subscriptions.ts';
import { Acceptor } from './acceptor.ts';
import type { Access } from './access.ts';
import { encode, fits } from './codec.ts';
import type { Credentials, Identity } from './credentials.ts';
import type { Address, PairWelcome } from './dial.ts';
import type { Counters, TransportEnvironment, TransportOptions } from './environment.ts';
import { createEnvironment } from './environment.ts';
import type { TcpPair } from './pair.ts';
import type { UplinkCallbacks } from './uplink.ts';
import { UplinkConnection } from './uplink.ts';
import type { WireFrame } from './wire.ts';

/** What a harness is told besides what leaves the router: what arrives, at the moment when it arrives. */
export interface NodeObserver {
  observe?(observation: Observation): void;
  /** A frame came up from a lower node, on this pair. */
  onMessage?(below: NodeToken, message: unknown, pair: PairId): void;
  /** A frame came down from the node above. */
  onEvent?(above: NodeToken, event: unknown): void;
  /** A pair of this node is gone. */
  onGone?(pair: PairId): void;
  /** An uplink has come up, or gone down. */
  onUplinkUp?(establishedPair: PairWelcome): void;
  onUplinkDown?(establishedPair: PairWelcome): void;
}

export interface TcpNodeOptions extends TransportOptions {
  readonly token: NodeToken;
  readonly horde: Horde;
  /** The address to listen on; by default loopback alone. */
  readonly host?: string;
  /** The port to listen on; 0, the default, for any that is free. */
  readonly port?: number;
  readonly eventPort?: number;
  /** Who may speak for which orc and attach as which node; by default nobody is asked. */
  readonly access?: Access;
  /** The certificate of the node, for TLS at its two ports; by default they are open. */
  readonly tls?: Identity;
  /** With what the node attaches to those above. */
  readonly credentials?: Credentials;
  readonly dispatch?: (name: string, orcName: OrcName) => void;
  readonly watch?: NodeObserver;
}

export class TcpNode {
  readonly #node: Node;
  readonly #observer: NodeObserver;
  readonly #environment: TransportEnvironment;
  readonly #credentials: Credentials;
  readonly #pairs = new Set<TcpPair>();
  /** The pairs whose other end does not read. */
  readonly #unread = new Set<PairId>();
  readonly #uplinks = new Set<UplinkConnection>();
  #acceptor!: Acceptor;

  private constructor(options: TcpNodeOptions) {
    const { token, horde, dispatch, watch = {}, credentials = {} } = options;
    this.#credentials = credentials;
    this.#observer = watch;
    this.#environment = createEnvironment(options);
    this.#node = new Node({
      token,
      horde,
      limits: this.#environment.limits,
      onRefused: ({ fault, detail }, input) => this.#logRefusal(fault, detail, peerOf(input)),
      ...(dispatch ? { dispatch } : {}),
      ...(watch.observe ? { observe: watch.observe.bind(watch) } : {}),
    });
  }

  /** Resolves when the node listens. Throws the error of `listen`, such as EADDRINUSE. */
  static async start(options: TcpNodeOptions): Promise<TcpNode> {
    const self = new TcpNode(options);
    const { host = '127.0.0.1', port = 0, eventPort = 0 } = options;
    const listening = { ...options, host, port, eventPort };
    self.#acceptor = await Acceptor.open(listening, self.#environment, {
      onAttached: (pair) => {
        self.#pairs.add(pair);
        self.#node.attach(pair);
      },
      onMessage: (pair, message) => {
        if (pair.node !== null) self.#observer.onMessage?.(pair.node, message, pair.pair);
        self.#node.receive(pair.pair, message);
      },
      onRefused: ({ pair }, fault, detail) => self.#refuse(fault, detail, `pair ${pair}`),
      onEnded: ({ pair }, orcName) => self.#node.end(pair, orcName),
      onFence: (answer) => self.#fenceUp(answer),
      onLost: ({ pair }, socket) => self.#node.lose(pair, socket),
      onGone: (pair) => {
        self.#pairs.delete(pair);
        self.#unread.delete(pair.pair);
        self.#observer.onGone?.(pair.pair);
      },
    });
    return self;
  }

  /** Returns the in-process node, for orcs on `ee`. */
  get node(): Node {
    return this.#node;
  }

  get token(): NodeToken {
    return this.#node.token;
  }

  get port(): number {
    return this.#acceptor.port;
  }

  get eventPort(): number {
    return this.#acceptor.eventPort;
  }

  get counters(): Counters {
    return { ...this.#environment.counters };
  }

  /** Returns the nodes above that are attached now. */
  get uplinks(): PairWelcome[] {
    return [...this.#uplinks].flatMap(({ establishedPair }) =>
      establishedPair ? [establishedPair] : [],
    );
  }

  /**
   * From now on, keeps this node attached below another: dials, and dials again after each loss, until `close`; with `held` only
   * after `release`.
   */
  climb(
    address: Address,
    onUp?: (establishedPair: PairWelcome) => void,
    options: { readonly held?: boolean } = {},
  ): UplinkConnection {
    const callbacks: UplinkCallbacks = {
      isWanted: (token) => !this.uplinks.some(({ node }) => node === token),
      onUp: (establishedPair, own) => {
        this.#observer.onUplinkUp?.(establishedPair);
        this.#node.climb(establishedPair.node, establishedPair.port, (message) => own.say(message));
        onUp?.(establishedPair);
      },
      onEvent: ({ node }, event) => {
        this.#observer.onEvent?.(node, event);
        this.#node.hear(node, event);
      },
      onTooDeep: ({ node }, detail) => this.#refuse('MALFORMED', detail, `uplink ${node}`),
      onFence: (answer) => this.#fenceDown(answer),
      onDown: (establishedPair) => {
        this.#observer.onUplinkDown?.(establishedPair);
        this.#node.fall(establishedPair.node);
      },
    };
    const caller = { role: 'node', token: this.token, credentials: this.#credentials } as const;
    const uplink = new UplinkConnection(address, caller, this.#environment, callbacks, options);
    this.#uplinks.add(uplink);
    return uplink;
  }

  /** Throws RangeError for an event that is too long for a frame or nested too deep: without this it would reach only the orcs on `ee`. */
  publish(publication: Publication): void {
    const { frameBytes } = this.#environment.limits;
    const bytes = encode({ kind: 'event', body: publication } satisfies WireFrame);
    if (!fits(bytes, frameBytes))
      throw new RangeError(
        `the event is too long: ${bytes.length} bytes as a frame, ${frameBytes} at most`,
      );
    this.#node.publish(publication);
  }

  /** Subscribes greathall, the node's own orc. @clause LINE-7 */
  subscribe(topic: string, handler: Handler): void {
    this.#node.subscribe(topic, handler);
  }

  unsubscribe(topic: string): void {
    this.#node.unsubscribe(topic);
  }

  table(): Table {
    return this.#node.table();
  }

  /** Resolves when every node above has handled everything that this node has sent up before. */
  settleAbove(): Promise<void> {
    return new Promise((done) => this.#fenceUp(done));
  }

  /** Resolves when every node and client below has handled everything that this node has sent down before. */
  settleBelow(): Promise<void> {
    return new Promise((done) => this.#fenceDown(done));
  }

  /** Says whether the other end of a pair reads its events. One that does not is not waited for in `settleBelow`. */
  setReading(pair: PairId, isReading: boolean): void {
    if (isReading) this.#unread.delete(pair);
    else this.#unread.add(pair);
  }

  /** Returns how many bytes of events wait in this process for the other end of a pair. */
  waitingBytes(pair: PairId): number {
    return [...this.#pairs].find((each) => each.pair === pair)?.waitingBytes ?? 0;
  }

  /** Ends every socket and timer; resolves when both ports are free. */
  async close(): Promise<void> {
    for (const uplink of this.#uplinks) uplink.close();
    this.#uplinks.clear();
    this.#node.close();
    await this.#acceptor.close();
  }

  /** Refuses a frame that the router never sees. */
  #refuse(fault: Fault, detail: string, peer: string): void {
    this.#observer.observe?.({ kind: 'refusal', node: this.token, fault, detail });
    this.#logRefusal(fault, detail, peer);
  }

  #logRefusal(fault: Fault, detail: string, peer: string | null): void {
    if (peer !== null) this.#environment.logPeer(`${peer}: refused, ${fault}: ${detail}`);
  }

  #fenceUp(answer: () => void): void {
    fenceAll([...this.#uplinks], answer);
  }

  #fenceDown(answer: () => void): void {
    const read = [...this.#pairs].filter(({ pair }) => !this.#unread.has(pair));
    fenceAll(read, answer);
  }
}

/** Returns who sent the frame; null for what the node's own program did. */
function peerOf(input: Input): string | null {
  if (input.kind === 'frame') return `pair ${input.pair}`;
  return input.kind === 'event' ? `uplink ${input.uplink}` : null;
}

/** Sends a fence to each, and calls `answer` when all have answered. */
function fenceAll(each: readonly { fence(passed: () => void): void }[], answer: () => void): void {
  let left = each.length;
  if (left === 0) answer();
  for (const one of each)
    one.fence(() => {
      if (--left === 0) answer();
    });
}
