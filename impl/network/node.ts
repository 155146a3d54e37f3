/**
 * The node: a router connected to its backends, for use in a program. It performs effects in their order. It stands apart from
 * the router, which does no I/O, and from the network, which has many nodes. Inputs are handled one after the other: what a
 * handler publishes is handled after the input that made the handler run (EVENT-7).
 */

import type {
  Effect,
  Horde,
  Input,
  Json,
  Message,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Table,
  Variant,
} from '#spec';
import { GREATHALL } from '#spec';
import { Emitter } from '../backends/ee.ts';
import type { Link } from '../backends/link.ts';
import type { PairLimits } from '../router/core.ts';
import type { PartylineRouter } from '../router/router.ts';
import { createRouter } from '../router/ways/createRouter.ts';
import type { Handler } from './subscriptions.ts';
import { Subscriptions } from './subscriptions.ts';

export interface NodeOptions {
  readonly token: NodeToken;
  readonly horde: Horde;
  /** Called with everything that leaves the router, as observations. */
  readonly observe?: (observation: Observation) => void;
  /** Called for each command that the router hands to the node's command handlers. */
  readonly dispatch?: (name: string, orcName: OrcName) => void;
  /** Called when the router refuses an input. */
  readonly onRefused?: (refusal: Refusal, input: Input) => void;
  /** How much the router keeps for one client's pair; by default there is no limit. */
  readonly limits?: PairLimits;
  /** The variants of the law that the router keeps; by default none. */
  readonly variants?: readonly Variant[];
  /** With the variant `ways`: a number greater than at every earlier start of this node. By default 1. */
  readonly run?: number;
}

type Refusal = Extract<Effect, { readonly kind: 'refuse' }>;

export interface Publication {
  readonly topic: string;
  readonly id: string;
  readonly payload: Json;
  readonly forward?: Horde;
}

export class Node {
  readonly token: NodeToken;
  readonly emitter = new Emitter();
  readonly #options: NodeOptions;
  readonly #router: PartylineRouter;
  readonly #links = new Map<PairId, Link>();
  readonly #uplinks = new Map<NodeToken, (message: Message) => void>();
  readonly #greathall: Subscriptions;
  #tasks: (() => void)[] = [];
  #isBusy = false;

  constructor(options: NodeOptions) {
    this.token = options.token;
    this.#options = options;
    this.#greathall = new Subscriptions(options.variants?.includes('set subscriptions'));
    this.#router = createRouter(options, options.limits, options.variants);
    this.emitter.listen((frame) => this.#greathall.hear(GREATHALL, frame as Publication));
  }

  attach(link: Link): void {
    const { pair, backend, port, node } = link;
    this.#enqueue(() => {
      this.#handle({ kind: 'attached', pair, backend, port, node });
      this.#links.set(pair, link);
    });
  }

  receive(pair: PairId, frame: unknown): void {
    this.#enqueue(() => this.#handle({ kind: 'frame', pair, frame }));
  }

  lose(pair: PairId, socket: 'command' | 'event'): void {
    this.#enqueue(() => {
      this.#links.delete(pair);
      this.#handle({ kind: 'lost', pair, socket });
    });
  }

  end(pair: PairId, orcName: OrcName): void {
    this.#enqueue(() => this.#handle({ kind: 'ended', pair, orcName }));
  }

  /** Attaches this node to the node above; `say` sends a message up the command bus of the uplink. */
  climb(uplink: NodeToken, port: number, say: (message: Message) => void): void {
    this.#enqueue(() => {
      this.#uplinks.set(uplink, say);
      this.#handle({ kind: 'uplink up', uplink, port });
    });
  }

  fall(uplink: NodeToken): void {
    this.#enqueue(() => {
      this.#uplinks.delete(uplink);
      this.#handle({ kind: 'uplink down', uplink });
    });
  }

  /** Handles a frame that came down from the node above. */
  hear(uplink: NodeToken, frame: unknown): void {
    this.#enqueue(() => this.#handle({ kind: 'event', uplink, frame }));
  }

  publish({ topic, id, payload, forward = undefined }: Publication): void {
    this.#enqueue(() =>
      this.#handle({ kind: 'publish', topic, id, payload, forward: forward ?? null }),
    );
  }

  /** Subscribes greathall, the node's own orc. @clause LINE-7 */
  subscribe(topic: string, handler: Handler): void {
    this.#enqueue(() => {
      if (this.#handle({ kind: 'subscribe', topic })) this.#greathall.add(topic, handler);
    });
  }

  unsubscribe(topic: string): void {
    this.#enqueue(() => {
      if (this.#handle({ kind: 'unsubscribe', topic })) this.#greathall.remove(topic);
    });
  }

  table(): Table {
    return this.#router.table();
  }

  /** How much the node remembers: its router, its links, and greathall's handlers. */
  size(): number {
    return this.#router.size() + this.#links.size + this.#uplinks.size + this.#greathall.size;
  }

  /** Closes every link, and sends nothing to the nodes above. */
  close(): void {
    for (const link of [...this.#links.values()]) link.close();
    this.#links.clear();
    this.#uplinks.clear();
    this.#greathall.clear();
  }

  #enqueue(task: () => void): void {
    this.#tasks.push(task);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#tasks.shift(); next; next = this.#tasks.shift()) next();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Handles one input and its effects; false when the router refused it. */
  #handle(input: Input): boolean {
    const effects = this.#router.handle(input);
    let isRefused = false;
    for (const effect of effects) {
      this.#perform(effect);
      if (effect.kind !== 'refuse') continue;
      isRefused = true;
      this.#options.onRefused?.(effect, input);
    }
    return !isRefused;
  }

  /**
   * Performs one effect of the router. A `switch`, because this is an innermost loop, as is the router's own
   * `handle`.
   */
  #perform(effect: Effect): void {
    const node = this.token;
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        this.#observe({ kind: 'message', below: node, above: uplink, message });
        this.#uplinks.get(uplink)?.(message);
        return;
      }
      case 'write':
        for (const pair of effect.pairs) {
          this.#observe({ kind: 'frame', node, pair, event: effect.event });
          this.#links.get(pair)?.write(effect.event);
        }
        return;
      case 'emit':
        this.#observe({ kind: 'emission', node, event: effect.event });
        this.emitter.emit(effect.event);
        return;
      case 'close': {
        const { pair } = effect;
        const link = this.#links.get(pair);
        this.#links.delete(pair);
        if (link?.node === null) this.#observe({ kind: 'closed', node, pair });
        link?.close();
        return;
      }
      case 'refuse':
        this.#observe({ kind: 'refusal', node, fault: effect.fault, detail: effect.detail });
        return;
      case 'dispatch': {
        const { name, orcName } = effect;
        const routed = this.#router.hasRoute(orcName);
        this.#observe({ kind: 'dispatch', node, name, orcName, routed });
        this.#options.dispatch?.(name, orcName);
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #observe(observation: Observation): void {
    this.#options.observe?.(observation);
  }
}
