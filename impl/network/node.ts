/**
 * The node: a router wired to its backends, as a program uses it. It does what the effects say, in their order.
 * It stands apart from the router, which does no I/O, and from the network, which has many nodes.
 * Inputs are handled one after the other: what a handler publishes comes after what made it run (EVENT-7).
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
} from '#spec';
import { GREATHALL } from '#spec';
import { Emitter } from '../backends/ee.ts';
import type { Link } from '../backends/link.ts';
import type { PartylineRouter } from '../router/router.ts';
import { createRouter } from '../router/router.ts';
import type { Handler } from './subscriptions.ts';
import { Subscriptions } from './subscriptions.ts';

export interface NodeOptions {
  readonly token: NodeToken;
  readonly horde: Horde;
  /** Told of all that leaves the router, as facts. */
  readonly observe?: (observation: Observation) => void;
  /** The node's command handlers. */
  readonly dispatch?: (name: string, orcName: OrcName) => void;
}

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
  readonly #hall = new Subscriptions();
  #waiting: (() => void)[] = [];
  #busy = false;

  constructor(options: NodeOptions) {
    this.token = options.token;
    this.#options = options;
    this.#router = createRouter(options);
    this.emitter.listen((frame) => this.#hall.hear(GREATHALL, frame as Publication));
  }

  attach(link: Link): void {
    const { pair, backend, port, node } = link;
    this.#then(() => {
      this.#handle({ kind: 'attached', pair, backend, port, node });
      this.#links.set(pair, link);
    });
  }

  receive(pair: PairId, frame: unknown): void {
    this.#then(() => this.#handle({ kind: 'frame', pair, frame }));
  }

  lose(pair: PairId, socket: 'command' | 'event'): void {
    this.#then(() => {
      this.#links.delete(pair);
      this.#handle({ kind: 'lost', pair, socket });
    });
  }

  end(pair: PairId, orcName: OrcName): void {
    this.#then(() => this.#handle({ kind: 'ended', pair, orcName }));
  }

  /** `say` sends a message up the command bus of this uplink. */
  climb(uplink: NodeToken, port: number, say: (message: Message) => void): void {
    this.#then(() => {
      this.#uplinks.set(uplink, say);
      this.#handle({ kind: 'uplink up', uplink, port });
    });
  }

  fall(uplink: NodeToken): void {
    this.#then(() => {
      this.#uplinks.delete(uplink);
      this.#handle({ kind: 'uplink down', uplink });
    });
  }

  /** A frame came down from the node above. */
  hear(uplink: NodeToken, frame: unknown): void {
    this.#then(() => this.#handle({ kind: 'event', uplink, frame }));
  }

  publish({ topic, id, payload, forward = undefined }: Publication): void {
    this.#then(() =>
      this.#handle({ kind: 'publish', topic, id, payload, forward: forward ?? null }),
    );
  }

  /** Greathall subscribes. @clause LINE-7 */
  subscribe(topic: string, handler: Handler): void {
    this.#then(() => {
      if (this.#handle({ kind: 'subscribe', topic })) this.#hall.add(topic, handler);
    });
  }

  unsubscribe(topic: string): void {
    this.#then(() => {
      if (this.#handle({ kind: 'unsubscribe', topic })) this.#hall.remove(topic);
    });
  }

  table(): Table {
    return this.#router.table();
  }

  /** Forgets everyone without a word. */
  close(): void {
    for (const link of [...this.#links.values()]) link.close();
    this.#links.clear();
    this.#uplinks.clear();
    this.#hall.clear();
  }

  #then(task: () => void): void {
    this.#waiting.push(task);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
    } finally {
      this.#busy = false;
    }
  }

  /** False when the router refused the input. */
  #handle(input: Input): boolean {
    const effects = this.#router.handle(input);
    for (const effect of effects) this.#perform(effect);
    return !effects.some((effect) => effect.kind === 'refuse');
  }

  /** Hot, like the router's own `handle`: a `switch`. */
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
        const routed = this.#router.knows(orcName);
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
