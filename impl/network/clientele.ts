/**
 * The clientele: all clients of a network, and what each step of a scenario makes them do.
 * It stands apart because clients do the same whatever carries their words: in memory as over sockets.
 * It must not know how a pair is opened, nor when all is settled: that is the stage's business.
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
import { GREATHALL, pairOf } from '#spec';
import type { Client } from './client.ts';
import type { Publication } from './node.ts';
import { Roster } from './roster.ts';
import { spoil } from './spoil.ts';
import type { Handler } from './subscriptions.ts';

/** The steps that clients and greathalls do; the others are the network's own. */
export const acts = [
  'join',
  'command',
  'subscribe',
  'unsubscribe',
  'leave',
  'end',
  'cut',
  'rename',
  'publish',
  'hall subscribe',
  'hall unsubscribe',
  'inject',
] as const satisfies readonly StepKind[];

export type Act = Extract<Step, { readonly kind: (typeof acts)[number] }>;

/** The client's end of a pair that stands. */
export interface Standing {
  readonly port: number | null;
  say(frame: unknown): void;
}

/** What clients stand on. */
export interface Stage {
  /** The pair as it is, or opened by this first use. */
  open(pair: PairId): Standing;
  /** Undefined where it was never used, or is gone. */
  opened(pair: PairId): Standing | undefined;
  /** The orc's endpoint on the pair ends without a word. */
  end(pair: PairId, orc: OrcName): void;
  cut(pair: PairId, socket: 'command' | 'event'): void;
  publish(node: NodeToken, publication: Publication): void;
  subscribe(node: NodeToken, topic: string): void;
  unsubscribe(node: NodeToken, topic: string): void;
  see(observation: Observation): void;
}

export class Clientele {
  readonly #topology: Topology;
  readonly #stage: Stage;
  readonly #roster = new Roster();
  readonly #nices = new Map<OrcName, number>();

  constructor(topology: Topology, stage: Stage) {
    this.#topology = topology;
    this.#stage = stage;
    for (const { name, nice } of topology.orcs) this.#nices.set(name, nice);
  }

  /** An event published here has the id `e<index>`. Hot: a `switch`. */
  act(step: Act, index: number): void {
    const stage = this.#stage;
    switch (step.kind) {
      case 'join': {
        const client = this.#client(step.orc, step.pair);
        this.#roster.attach(client);
        return client.join(this.#nice(step.orc));
      }
      case 'command':
        return this.#client(step.orc, step.pair).command(step.name, this.#nice(step.orc));
      case 'subscribe':
        return this.#subscribe(step);
      case 'unsubscribe':
        return this.#unsubscribe(step);
      case 'leave':
        return this.#leave(step.orc);
      case 'end': {
        const client = this.#roster.find(step.orc, step.pair);
        if (client) this.#forget(client);
        return stage.end(step.pair, step.orc);
      }
      case 'cut':
        return stage.cut(step.pair, step.socket);
      case 'rename':
        return this.#roster.find(step.orc, step.pair)?.rename(step.to);
      case 'publish': {
        const { node, topic, payload = null, forward } = step;
        const publication = { topic, id: `e${index}`, payload };
        return stage.publish(
          node,
          forward === undefined ? publication : { ...publication, forward },
        );
      }
      case 'hall subscribe':
        return stage.subscribe(step.node, step.topic);
      case 'hall unsubscribe':
        return stage.unsubscribe(step.node, step.topic);
      case 'inject':
        return stage.open(step.pair).say(step.frame);
      default:
        return step satisfies never;
    }
  }

  /** The router's silence is consent: once settled, the client goes by the new name. @clause ARP-8 */
  renamed(step: Extract<Step, { kind: 'rename' }>, seen: readonly Observation[]): void {
    const { orc, pair, to } = step;
    const client = this.#roster.find(orc, pair);
    if (!client || seen.some((each) => each.kind === 'refusal')) return;
    if (!this.#nices.has(to)) this.#nices.set(to, this.#nice(orc));
    this.#roster.rename(client, to);
  }

  /** An event reached the client's end of a pair. */
  hear(pair: PairId, event: Event): void {
    for (const client of this.#roster.on(pair))
      if (client.present) client.subscriptions.hear(client.orcName, event);
  }

  /** The pair is gone, and with it all that its clients had there. @clause ROUTE-6 */
  drop(pair: PairId): void {
    this.#roster.drop(pair);
  }

  /** For greathall's own subscriptions. */
  hallHandler(): Handler {
    return this.#handler({ orcName: GREATHALL, pair: HALL }, false);
  }

  #subscribe({ orc, pair, topic, throws }: Extract<Step, { kind: 'subscribe' }>): void {
    const client = this.#client(orc, pair);
    client.subscribe(topic, this.#nice(orc), this.#handler(client, throws === true));
    if (client.present) this.#roster.attach(client);
  }

  #unsubscribe({ orc, pair, topic }: Extract<Step, { kind: 'unsubscribe' }>): void {
    const client = this.#roster.find(orc, pair);
    const fault = client ? client.unsubscribe(topic) : 'NOT_SUBSCRIBED';
    const { node } = pairOf(this.#topology, pair);
    const detail = `${orc} has no subscription of this pattern on pair ${pair}`;
    if (fault) this.#stage.see({ kind: 'refusal', node, fault, detail });
  }

  /** @clause ROUTE-1 */
  #leave(orc: OrcName): void {
    for (const client of this.#roster.attachments(orc)) client.leave();
    for (const client of this.#roster.everywhere(orc)) this.#forget(client);
  }

  #forget(client: Client): void {
    client.forget();
    this.#roster.detach(client);
  }

  /** Records what it got, then spoils it, so that a copy shared with another would show. @clause EVENT-8 */
  #handler(owner: { readonly orcName: OrcName; readonly pair: PairId }, throws: boolean): Handler {
    return (event, pattern) => {
      const { orcName, pair } = owner;
      const copy = structuredClone(event);
      this.#stage.see({ kind: 'handled', orcName, pair, pattern, event: copy });
      spoil(event);
      if (throws) throw new Error(`a handler of ${orcName} throws, as the scenario says`);
    };
  }

  #client(orc: OrcName, pair: PairId): Client {
    const { port } = this.#stage.open(pair);
    const say = (message: unknown) => this.#stage.opened(pair)?.say(message);
    return this.#roster.client(orc, { pair, port, say });
  }

  #nice(orc: OrcName): number {
    return this.#nices.get(orc) ?? 0;
  }
}

const HALL = GREATHALL as string as PairId;
