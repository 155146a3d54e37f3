/**
 * The network over sockets: nodes in their places, clients in this process, one step at a time.
 * It stands apart from the ground: here is written what each step of a scenario makes the clients do, as in
 * `impl/network.ts`, which does the same in one process and with one queue. It judges nothing.
 */
import { match, P } from 'ts-pattern';
import type {
  Event,
  Network,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  Table,
  Topology,
} from '#spec';
import { pairOf } from '#spec';
import type { Client } from '../../client.ts';
import { Roster } from '../../roster.ts';
import { spoil } from '../../spoil.ts';
import type { Handler } from '../../subscriptions.ts';
import type { Housing } from './ground.ts';
import { Ground } from './ground.ts';

export class TcpNetwork implements Network {
  readonly #topology: Topology;
  readonly #roster = new Roster();
  readonly #nices = new Map<OrcName, number>();
  #ground!: Ground;
  #seen: Observation[] = [];

  private constructor(topology: Topology) {
    this.#topology = topology;
    for (const { name, nice } of topology.orcs) this.#nices.set(name, nice);
  }

  static async start(topology: Topology, housing: Housing): Promise<TcpNetwork> {
    const network = new TcpNetwork(topology);
    network.#ground = await Ground.start(topology, housing, {
      seen: (observation) => network.#seen.push(observation),
      heard: (pair, event) => network.#hear(pair, event),
      gone: (pair) => network.#roster.drop(pair),
    });
    return network;
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    const seen: Observation[] = [];
    this.#seen = seen;
    await this.#ready(step);
    this.#do(step, index);
    await this.#ground.settle();
    if (step.kind === 'rename') this.#renamed(step);
    return seen;
  }

  table(node: NodeToken): Promise<Table> {
    return this.#ground.table(node);
  }

  close(): Promise<void> {
    return this.#ground.close();
  }

  /** A pair opens with its first use. */
  async #ready(step: Step): Promise<void> {
    const uses: readonly Step['kind'][] = ['join', 'command', 'subscribe', 'inject'];
    if ('pair' in step && uses.includes(step.kind)) await this.#ground.open(step.pair);
  }

  #do(step: Step, index: number): void {
    match(step)
      .with({ kind: 'join' }, ({ orc, pair }) => {
        const client = this.#client(orc, pair);
        this.#roster.attach(client);
        client.join(this.#nice(orc));
      })
      .with({ kind: 'command' }, ({ orc, pair, name }) =>
        this.#client(orc, pair).command(name, this.#nice(orc)),
      )
      .with({ kind: 'subscribe' }, ({ orc, pair, topic, throws }) => {
        const client = this.#client(orc, pair);
        client.subscribe(topic, this.#nice(orc), this.#handler(client, throws === true));
        if (client.present && !this.#roster.attachments(orc).includes(client))
          this.#roster.attach(client);
      })
      .with({ kind: 'unsubscribe' }, ({ orc, pair, topic }) => {
        const client = this.#roster.find(orc, pair);
        const fault = client ? client.unsubscribe(topic) : 'NOT_SUBSCRIBED';
        const { node } = pairOf(this.#topology, pair);
        const detail = `${orc} has no subscription of this pattern on pair ${pair}`;
        if (fault) this.#seen.push({ kind: 'refusal', node, fault, detail });
      })
      .with({ kind: 'leave' }, ({ orc }) => {
        for (const client of this.#roster.attachments(orc)) client.leave();
        for (const client of this.#roster.everywhere(orc)) this.#forget(client);
      })
      .with({ kind: 'end' }, ({ orc, pair }) => {
        const client = this.#roster.find(orc, pair);
        if (client) this.#forget(client);
        this.#ground.opened(pair)?.end(orc);
      })
      .with({ kind: 'cut' }, ({ pair, socket }) => this.#ground.opened(pair)?.cut(socket))
      .with({ kind: 'rename' }, ({ orc, pair, to }) =>
        this.#ground.opened(pair)?.say({ kind: ':rename', orcName: orc, to }),
      )
      .with({ kind: 'publish' }, ({ node, topic, payload = null, forward }) =>
        this.#ground.order(node, 'publish', {
          topic,
          id: `e${index}`,
          payload,
          ...(forward === undefined ? {} : { forward }),
        }),
      )
      .with({ kind: 'hall subscribe' }, ({ node, topic }) =>
        this.#ground.order(node, 'hall subscribe', { topic }),
      )
      .with({ kind: 'hall unsubscribe' }, ({ node, topic }) =>
        this.#ground.order(node, 'hall unsubscribe', { topic }),
      )
      .with({ kind: 'inject' }, ({ pair, frame }) => this.#ground.opened(pair)?.say(frame))
      .with(
        { kind: P.union('hold', 'settle', 'arrive', 'climb', 'descend') },
        { kind: P.union('uplink down', 'uplink up', 'restart') },
        ({ kind }) => {
          throw new RangeError(`"${kind}": this network offers neither "interleaving" nor "heal"`);
        },
      )
      .exhaustive();
  }

  #forget(client: Client): void {
    client.forget();
    this.#roster.detach(client);
  }

  /** The router's silence is consent: the client goes by the new name. @clause ARP-8 */
  #renamed({ orc, pair, to }: Extract<Step, { kind: 'rename' }>): void {
    const client = this.#roster.find(orc, pair);
    if (!client || this.#seen.some((each) => each.kind === 'refusal')) return;
    if (!this.#nices.has(to)) this.#nices.set(to, this.#nice(orc));
    this.#roster.rename(client, to);
  }

  #hear(pair: PairId, event: Event): void {
    for (const client of this.#roster.on(pair))
      if (client.present) client.subscriptions.hear(client.orcName, event);
  }

  /** Records what it got, then spoils it, so that a copy shared with another would show. @clause EVENT-8 */
  #handler(owner: Client, throws: boolean): Handler {
    return (event, pattern) => {
      const { orcName, pair } = owner;
      this.#seen.push({ kind: 'handled', orcName, pair, pattern, event: structuredClone(event) });
      spoil(event);
      if (throws) throw new Error(`a handler of ${orcName} throws, as the scenario says`);
    };
  }

  #client(orc: OrcName, pair: PairId): Client {
    const opened = this.#ground.opened(pair);
    if (!opened) throw new Error(`pair ${pair} does not stand`);
    return this.#roster.client(orc, {
      pair,
      port: opened.port,
      say: (message) => this.#ground.opened(pair)?.say(message),
    });
  }

  #nice(orc: OrcName): number {
    return this.#nices.get(orc) ?? 0;
  }
}
