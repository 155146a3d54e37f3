/**
 * The driver of all clients of a network: it makes them do what each step of a scenario says. It stands apart because clients do
 * the same over every transport, in memory or over sockets. It must not know how a pair is opened, nor when the network has
 * settled: the environment knows both.
 */
import type {
  Event,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  StepKind,
  Topology,
} from '#spec';
import { comesInCopies, eventIdOf, GREATHALL, hasVariant, pairOf } from '#spec';
import type { Client } from './client.ts';
import { ClientIndex } from './clientIndex.ts';
import type { Publication } from './node.ts';
import { spoil } from './spoil.ts';
import type { Handler } from './subscriptions.ts';

/** The steps that clients and greathalls do. The network does all other steps itself. */
const clientSteps = {
  join: { opensPair: true },
  command: { opensPair: true },
  subscribe: { opensPair: true },
  unsubscribe: { opensPair: false },
  leave: { opensPair: false },
  end: { opensPair: false },
  cut: { opensPair: false },
  rename: { opensPair: false },
  publish: { opensPair: false },
  'hall subscribe': { opensPair: false },
  'hall unsubscribe': { opensPair: false },
  inject: { opensPair: true },
} as const satisfies { readonly [Kind in StepKind]?: { readonly opensPair: boolean } };

type ClientStepKind = keyof typeof clientSteps;
export type ClientStep = Extract<Step, { readonly kind: ClientStepKind }>;

export const isClientStep = (step: Step): step is ClientStep =>
  Object.hasOwn(clientSteps, step.kind);

/** Returns the pair that the step opens by using it, if it is not open yet. */
export function pairOpenedBy(step: ClientStep): PairId | null {
  return 'pair' in step && clientSteps[step.kind].opensPair ? step.pair : null;
}

/** The client's end of an open pair. */
interface OpenPair {
  readonly port: number | null;
  say(frame: unknown): void;
}

/** What clients need from their network. */
export interface ClientEnvironment {
  /** Returns the pair, opening it if this is its first use. */
  open(pair: PairId): OpenPair;
  /** Returns the open pair; undefined if it was never used or is gone. */
  findOpen(pair: PairId): OpenPair | undefined;
  /** Ends the orc's endpoint on the pair without a message. */
  end(pair: PairId, orc: OrcName): void;
  cut(pair: PairId, socket: 'command' | 'event'): void;
  publish(node: NodeToken, publication: Publication): void;
  subscribe(node: NodeToken, topic: string): void;
  unsubscribe(node: NodeToken, topic: string): void;
  observe(observation: Observation): void;
}

export class ClientDriver {
  readonly #topology: Topology;
  readonly #environment: ClientEnvironment;
  readonly #clients: ClientIndex;
  readonly #nices = new Map<OrcName, number>();
  /** The id of the last event that came on each pair, where events come in copies. */
  readonly #lastHeard = new Map<PairId, string>();

  constructor(topology: Topology, environment: ClientEnvironment) {
    this.#topology = topology;
    this.#environment = environment;
    this.#clients = new ClientIndex(hasVariant(topology, 'set subscriptions'));
    for (const { name, nice } of topology.orcs) this.#nices.set(name, nice);
  }

  /**
   * Makes the client or greathall do one step. A published event gets the id `e<index>`. A `switch`, because this is
   * an innermost loop.
   */
  act(step: ClientStep, index: number): void {
    const environment = this.#environment;
    switch (step.kind) {
      case 'join': {
        const client = this.#ensureClient(step.orc, step.pair);
        this.#clients.attach(client);
        return client.join(this.#niceOf(step.orc));
      }
      case 'command':
        return this.#ensureClient(step.orc, step.pair).command(step.name, this.#niceOf(step.orc));
      case 'subscribe':
        return this.#subscribe(step);
      case 'unsubscribe':
        return this.#unsubscribe(step);
      case 'leave':
        return this.#leave(step.orc);
      case 'end': {
        const client = this.#clients.find(step.orc, step.pair);
        if (client) this.#forget(client);
        return environment.end(step.pair, step.orc);
      }
      case 'cut':
        return environment.cut(step.pair, step.socket);
      case 'rename':
        return this.#clients.find(step.orc, step.pair)?.rename(step.to);
      case 'publish': {
        const { node, topic, payload = null, forward } = step;
        const publication = { topic, id: eventIdOf(index), payload };
        return environment.publish(
          node,
          forward === undefined ? publication : { ...publication, forward },
        );
      }
      case 'hall subscribe':
        return environment.subscribe(step.node, step.topic);
      case 'hall unsubscribe':
        return environment.unsubscribe(step.node, step.topic);
      case 'inject':
        return environment.open(step.pair).say(step.frame);
      default:
        return step satisfies never;
    }
  }

  /** Makes the client use its new name, once everything has settled without a refusal. @clause ARP-8 */
  completeRename(step: Extract<Step, { kind: 'rename' }>, seen: readonly Observation[]): void {
    const { orc, pair, to } = step;
    const client = this.#clients.find(orc, pair);
    if (!client || seen.some((each) => each.kind === 'refusal')) return;
    if (!this.#nices.has(to)) this.#nices.set(to, this.#niceOf(orc));
    this.#clients.rename(client, to);
  }

  /**
   * Hands an event that reached the client's end of a pair to the clients on it. Of several copies the first serves all their
   * subscriptions. @clause EVENT-12
   */
  hear(pair: PairId, event: Event): void {
    if (comesInCopies(this.#topology, event.topic)) {
      if (this.#lastHeard.get(pair) === event.id) return;
      this.#lastHeard.set(pair, event.id);
    }
    for (const client of this.#clients.clientsOn(pair))
      if (client.present) client.subscriptions.hear(client.orcName, event);
  }

  /** Forgets a pair that is gone, with everything its clients had there. @clause ROUTE-6 */
  drop(pair: PairId): void {
    this.#clients.drop(pair);
  }

  /** Returns the handler for greathall's own subscriptions. */
  createGreathallHandler(): Handler {
    return this.#createHandler({ orcName: GREATHALL, pair: GREATHALL_PAIR }, false);
  }

  #subscribe({ orc, pair, topic, throws }: Extract<Step, { kind: 'subscribe' }>): void {
    const client = this.#ensureClient(orc, pair);
    client.subscribe(topic, this.#niceOf(orc), this.#createHandler(client, throws === true));
    if (client.present) this.#clients.attach(client);
  }

  #unsubscribe({ orc, pair, topic }: Extract<Step, { kind: 'unsubscribe' }>): void {
    const client = this.#clients.find(orc, pair);
    const fault = client ? client.unsubscribe(topic) : 'NOT_SUBSCRIBED';
    const { node } = pairOf(this.#topology, pair);
    const detail = `${orc} has no subscription of this pattern on pair ${pair}`;
    if (fault) this.#environment.observe({ kind: 'refusal', node, fault, detail });
  }

  /** Sends the orc's last message on each of its endpoints. @clause ROUTE-1 */
  #leave(orc: OrcName): void {
    for (const client of this.#clients.attachedClientsOf(orc)) client.leave();
    for (const client of this.#clients.clientsOf(orc)) this.#forget(client);
  }

  #forget(client: Client): void {
    client.forget();
    this.#clients.detach(client);
  }

  /**
   * Returns a handler that records the event it was given and then alters it: if another receiver shares this copy, that will
   * show there. @clause EVENT-8
   */
  #createHandler(
    owner: { readonly orcName: OrcName; readonly pair: PairId },
    throws: boolean,
  ): Handler {
    return (event, pattern) => {
      const { orcName, pair } = owner;
      const copy = structuredClone(event);
      this.#environment.observe({ kind: 'handled', orcName, pair, pattern, event: copy });
      spoil(event);
      if (throws) throw new Error(`a handler of ${orcName} throws, as the scenario says`);
    };
  }

  #ensureClient(orc: OrcName, pair: PairId): Client {
    const { port } = this.#environment.open(pair);
    const say = (message: unknown) => this.#environment.findOpen(pair)?.say(message);
    return this.#clients.ensureClient(orc, { pair, port, say });
  }

  #niceOf(orc: OrcName): number {
    return this.#nices.get(orc) ?? 0;
  }
}

const GREATHALL_PAIR = GREATHALL as string as PairId;
