/**
 * A node on the network: the node of `impl/network/node.ts` behind its door, below its uplinks.
 * It stands apart because here alone sockets meet the router; the router never learns what carries its frames.
 * Fences pass through: upwards to every uplink, downwards to every pair, and are answered when all below or above have.
 */
import type { Horde, NodeToken, Observation, OrcName, PairId, Table } from '#spec';
import type { Publication } from '../../network/node.ts';
import { Node } from '../../network/node.ts';
import type { Handler } from '../../network/subscriptions.ts';
import { encode, fits } from './codec.ts';
import type { Address, Standing } from './dial.ts';
import { Door } from './door.ts';
import type { TcpPair } from './pair.ts';
import type { Counters, Setting, SettingOptions } from './setting.ts';
import { settingOf } from './setting.ts';
import type { UplinkEnds } from './uplink.ts';
import { Uplink } from './uplink.ts';
import type { Frame } from './wire.ts';

/** What a harness is told besides what leaves the router: what arrives, as it arrives. */
export interface Watch {
  observe?(observation: Observation): void;
  /** A frame came up from a lower node, on this pair. */
  message?(below: NodeToken, message: unknown, pair: PairId): void;
  /** A frame came down from the node above. */
  event?(above: NodeToken, event: unknown): void;
  /** A pair of this node is gone. */
  gone?(pair: PairId): void;
  /** An uplink is up, and down again. */
  rose?(standing: Standing): void;
  fell?(standing: Standing): void;
}

export interface TcpNodeOptions extends SettingOptions {
  readonly token: NodeToken;
  readonly horde: Horde;
  /** Default: loopback alone. */
  readonly host?: string;
  /** 0, the default, for any that is free. */
  readonly port?: number;
  readonly eventPort?: number;
  readonly dispatch?: (name: string, orcName: OrcName) => void;
  readonly watch?: Watch;
}

export class TcpNode {
  readonly #node: Node;
  readonly #watch: Watch;
  readonly #setting: Setting;
  readonly #pairs = new Set<TcpPair>();
  readonly #uplinks = new Set<Uplink>();
  #door!: Door;

  private constructor(options: TcpNodeOptions) {
    const { token, horde, dispatch, watch = {} } = options;
    this.#watch = watch;
    this.#setting = settingOf(options);
    this.#node = new Node({
      token,
      horde,
      ...(dispatch ? { dispatch } : {}),
      ...(watch.observe ? { observe: watch.observe.bind(watch) } : {}),
    });
  }

  /** Listens when it is there. Throws the error of `listen`, such as EADDRINUSE. */
  static async start(options: TcpNodeOptions): Promise<TcpNode> {
    const self = new TcpNode(options);
    const { token, host = '127.0.0.1', port = 0, eventPort = 0 } = options;
    self.#door = await Door.open({ token, host, port, eventPort }, self.#setting, {
      attached: (pair) => {
        self.#pairs.add(pair);
        self.#node.attach(pair);
      },
      message: (pair, message) => {
        if (pair.node !== null) self.#watch.message?.(pair.node, message, pair.pair);
        self.#node.receive(pair.pair, message);
      },
      ended: ({ pair }, orcName) => self.#node.end(pair, orcName),
      fence: (answer) => self.#fenceUp(answer),
      lost: ({ pair }, socket) => self.#node.lose(pair, socket),
      gone: (pair) => {
        self.#pairs.delete(pair);
        self.#watch.gone?.(pair.pair);
      },
    });
    return self;
  }

  /** The in-process node, for orcs on `ee`. */
  get node(): Node {
    return this.#node;
  }

  get token(): NodeToken {
    return this.#node.token;
  }

  get port(): number {
    return this.#door.port;
  }

  get eventPort(): number {
    return this.#door.eventPort;
  }

  get counters(): Counters {
    return { ...this.#setting.counters };
  }

  /** The nodes above that are attached now. */
  get uplinks(): Standing[] {
    return [...this.#uplinks].flatMap(({ standing }) => (standing ? [standing] : []));
  }

  /** Below this node from now on, again and again until `close`; `held`: once it is released. */
  climb(
    address: Address,
    onUp?: (standing: Standing) => void,
    options: { readonly held?: boolean } = {},
  ): Uplink {
    const ends: UplinkEnds = {
      wanted: (token) => !this.uplinks.some(({ node }) => node === token),
      up: (standing, own) => {
        this.#watch.rose?.(standing);
        this.#node.climb(standing.node, standing.port, (message) => own.say(message));
        onUp?.(standing);
      },
      event: ({ node }, event) => {
        this.#watch.event?.(node, event);
        this.#node.hear(node, event);
      },
      fence: (answer) => this.#fenceDown(answer),
      down: (standing) => {
        this.#watch.fell?.(standing);
        this.#node.fall(standing.node);
      },
    };
    const uplink = new Uplink(address, this.token, this.#setting, ends, options);
    this.#uplinks.add(uplink);
    return uplink;
  }

  /** Throws RangeError for an event that no frame can hold: it would reach those on `ee` alone. */
  publish(publication: Publication): void {
    const { frameBytes } = this.#setting.limits;
    const bytes = encode({ kind: 'event', body: publication } satisfies Frame);
    if (!fits(bytes, frameBytes))
      throw new RangeError(
        `the event is too long: ${bytes.length} bytes as a frame, ${frameBytes} at most`,
      );
    this.#node.publish(publication);
  }

  /** Greathall subscribes. @clause LINE-7 */
  subscribe(topic: string, handler: Handler): void {
    this.#node.subscribe(topic, handler);
  }

  unsubscribe(topic: string): void {
    this.#node.unsubscribe(topic);
  }

  table(): Table {
    return this.#node.table();
  }

  /** Done when all that this node has sent up so far was handled by every node above. */
  settledAbove(): Promise<void> {
    return new Promise((done) => this.#fenceUp(done));
  }

  /** Done when all that this node has sent down so far was handled by every node and client below. */
  settledBelow(): Promise<void> {
    return new Promise((done) => this.#fenceDown(done));
  }

  /** Ends every socket and timer; both ports are free when it is done. */
  async close(): Promise<void> {
    for (const uplink of this.#uplinks) uplink.close();
    this.#uplinks.clear();
    this.#node.close();
    await this.#door.close();
  }

  #fenceUp(answer: () => void): void {
    all([...this.#uplinks], answer);
  }

  #fenceDown(answer: () => void): void {
    all([...this.#pairs], answer);
  }
}

/** Answers when each has let the fence through. */
function all(each: readonly { fence(passed: () => void): void }[], answer: () => void): void {
  let left = each.length;
  if (left === 0) answer();
  for (const one of each)
    one.fence(() => {
      if (--left === 0) answer();
    });
}
