/**
 * Listeners: the subscriptions of the orcs on one pair, and their handlers. They do what the published client does around its
 * `sub` router: they use the package's own index of patterns, and call the router for each subscription. It stands apart because
 * the client is not under test: an orc's handlers see only what is addressed to the orc.
 */

import type { Event, OrcName } from '#spec';
import { lineOf, routingOf } from '#spec';
import type {
  BackendName,
  PackageCopy,
  PatternCache,
  PublishedRouter,
  WireMessage,
} from './published/published.ts';
import { eventOf } from './published/wire.ts';

interface Pattern {
  readonly topic: string;
  readonly id: string;
  readonly handlers: { readonly throws: boolean }[];
}

interface OrcSubscriptions {
  readonly cache: PatternCache;
  /** Keyed by the text of the regular expression, as in the library. */
  readonly patterns: Map<string, Pattern>;
}

export interface ListenerOptions {
  readonly sub: PublishedRouter;
  readonly Cache: PackageCopy['Cache'];
  readonly Router: PackageCopy['Router'];
  /** The backend that greathall subscribes on; for clients the library decides. */
  readonly backend?: BackendName;
  onHandled(orcName: OrcName, pattern: string, event: Event): void;
}

export class Listener {
  readonly #options: ListenerOptions;
  readonly #byOrc = new Map<OrcName, OrcSubscriptions>();

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  subscribe(orcName: OrcName, topic: string, throws: boolean): void {
    const subscriptions = this.#byOrc.get(orcName) ?? {
      cache: new this.#options.Cache(),
      patterns: new Map(),
    };
    this.#byOrc.set(orcName, subscriptions);
    const { sub, backend } = this.#options;
    const { ids, str, reg } = sub.subscribe(topic, backend, orcName);
    const known = subscriptions.patterns.get(str);
    if (known) {
      known.handlers.push({ throws });
      return;
    }
    const id = ids.at(-1) ?? '_';
    subscriptions.cache.set(id, str, reg);
    subscriptions.patterns.set(str, { topic, id, handlers: [{ throws }] });
  }

  /** Ends one subscription. Returns false when there is none of this pattern; then the client refuses. */
  unsubscribe(orcName: OrcName, topic: string): boolean {
    const subscriptions = this.#byOrc.get(orcName);
    const [key, known] =
      [...(subscriptions?.patterns ?? [])].find(([, each]) => each.topic === topic) ?? [];
    if (!subscriptions || key === undefined || !known) return false;
    known.handlers.pop();
    if (known.handlers.length === 0) {
      subscriptions.cache.del(known.id, key);
      subscriptions.patterns.delete(key);
    }
    this.#withdraw(orcName, topic, key);
    return true;
  }

  /** Removes the pair's filter when no handler needs it any more. As long as one does, only one hold on the line ends. */
  #withdraw(orcName: OrcName, topic: string, key: string): void {
    const { sub, backend, Router } = this.#options;
    const isShared = [...this.#byOrc.values()].some((ear) => ear.patterns.has(key));
    const lineId = lineOf(topic);
    if (!isShared) sub.unsubscribe(topic, backend, orcName);
    else if (lineId !== null) Router.disconnectLine(lineId, orcName);
  }

  /** Returns the line ids that the orc holds here, each as often as it is held. */
  linesOf(orcName: OrcName): string[] {
    return [...(this.#byOrc.get(orcName)?.patterns.values() ?? [])].flatMap(({ topic, handlers }) =>
      handlers.map(() => lineOf(topic)).filter((each) => each !== null),
    );
  }

  /** Forgets an endpoint that ended, without telling the router. */
  forget(orcName: OrcName): void {
    this.#byOrc.delete(orcName);
  }

  /**
   * Handles one delivery to this pair, then alters the message as much as a receiver could: if another receiver shares this copy,
   * that will show there (EVENT-8). Throws what a handler throws.
   */
  hear(topic: string, message: WireMessage): void {
    const runs: (() => void)[] = [];
    for (const [orcName, { cache, patterns }] of this.#byOrc) {
      if (!isAddressedTo(orcName, topic, patterns)) continue;
      for (const key of cache.map(topic, (_, each) => each))
        for (const { throws } of patterns.get(key)?.handlers ?? [])
          runs.push(() => {
            this.#options.onHandled(
              orcName,
              patterns.get(key)?.topic ?? '',
              eventOf(topic, message),
            );
            if (throws) throw new Error(`a handler of ${orcName} throws, as the scenario says`);
          });
    }
    let fault: unknown;
    for (const run of runs) {
      try {
        run();
      } catch (error) {
        fault ??= error;
      }
    }
    if (runs.length > 0) spoil(message);
    if (fault !== undefined) throw fault;
  }
}

function isAddressedTo(
  orcName: OrcName,
  topic: string,
  patterns: OrcSubscriptions['patterns'],
): boolean {
  const routing = routingOf(topic);
  switch (routing.kind) {
    case 'result':
      return routing.orcName === orcName;
    case 'line':
      return [...patterns.values()].some((each) => lineOf(each.topic) === routing.lineId);
    case 'broadcast':
      return true;
    default:
      return routing satisfies never;
  }
}

function spoil(message: WireMessage): void {
  const { data } = message;
  if (Array.isArray(data)) data.splice(0, data.length, 'spoiled');
  else if (typeof data === 'object' && data !== null) {
    for (const key of Object.keys(data)) Reflect.deleteProperty(data, key);
    Reflect.set(data, 'spoiled', true);
  } else message.data = 'spoiled';
}
