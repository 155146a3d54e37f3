/**
 * The network over sockets: nodes in their hosts, clients in this process, one step at a time. It connects two parts:
 * `impl/network/clientDriver.ts` says what clients do, and the testbed does it over sockets. It judges nothing.
 */
import { match, P } from 'ts-pattern';
import type { Network, NodeToken, Observation, Step, Table, Topology } from '#spec';
import type { ClientEnvironment } from '../../network/clientDriver.ts';
import { ClientDriver, isClientStep, pairOpenedBy } from '../../network/clientDriver.ts';
import type { DeferredObservation, HostPool } from './testbed.ts';
import { TcpTestbed } from './testbed.ts';

export class TcpNetwork implements Network {
  readonly #clients: ClientDriver;
  #testbed!: TcpTestbed;
  #observations: DeferredObservation[] = [];

  private constructor(topology: Topology) {
    this.#clients = new ClientDriver(topology, this.#buildEnvironment());
  }

  static async start(topology: Topology, hostPool: HostPool): Promise<TcpNetwork> {
    const network = new TcpNetwork(topology);
    network.#testbed = await TcpTestbed.start(topology, hostPool, {
      onObservation: (sighting) => network.#observations.push(sighting),
      onEvent: (pair, event) => network.#clients.hear(pair, event),
      onGone: (pair) => network.#clients.drop(pair),
    });
    return network;
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    const deferred: DeferredObservation[] = [];
    this.#observations = deferred;
    await this.#openPairOf(step);
    await this.#perform(step, index);
    await this.#testbed.settle();
    const observations = deferred.map((sighting) => sighting());
    if (step.kind === 'rename') this.#clients.completeRename(step, observations);
    return observations;
  }

  table(node: NodeToken): Promise<Table> {
    return this.#testbed.table(node);
  }

  size(node: NodeToken): Promise<number> {
    return this.#testbed.hostOf(node).ask('size', null);
  }

  close(): Promise<void> {
    return this.#testbed.close();
  }

  /** If the step is the first to use its pair, connects that pair. */
  async #openPairOf(step: Step): Promise<void> {
    const pair = isClientStep(step) ? pairOpenedBy(step) : null;
    if (pair !== null) await this.#testbed.open(pair);
  }

  async #perform(step: Step, index: number): Promise<void> {
    if (isClientStep(step)) return this.#clients.act(step, index);
    await match(step)
      .with({ kind: 'uplink down' }, (uplink) =>
        this.#testbed.cut(uplink, index % 2 === 0 ? 'command' : 'event'),
      )
      .with({ kind: 'uplink up' }, (uplink) => this.#testbed.release(uplink))
      .with({ kind: P.union('stall', 'resume') }, ({ kind, pair }) =>
        this.#testbed.findPair(pair)?.setReading(kind === 'resume'),
      )
      .with({ kind: 'restart' }, ({ node }) => this.#testbed.restart(node))
      .with(
        {
          kind: P.union('hold', 'settle', 'arrive', 'climb', 'descend', 'repeat', 'crash'),
        },
        ({ kind }) => {
          throw new RangeError(
            `"${kind}": this network delivers by itself and does not offer "interleaving"`,
          );
        },
      )
      .with({ kind: 'garble' }, () => {
        throw new RangeError('"garble": this network does not offer "raw links"');
      })
      .with({ kind: 'stray' }, () => {
        throw new RangeError('"stray": this network does not offer "stray frames"');
      })
      .with({ kind: 'reattach' }, () => {
        throw new RangeError('"reattach": this network does not offer "reattachment"');
      })
      .exhaustive();
  }

  /** Returns what the client driver needs from this network. */
  #buildEnvironment(): ClientEnvironment {
    return {
      open: (pair) => {
        const pairEnd = this.#testbed.findPair(pair);
        if (!pairEnd) throw new Error(`pair ${pair} does not stand`);
        return pairEnd;
      },
      findOpen: (pair) => this.#testbed.findPair(pair),
      end: (pair, orc) => this.#testbed.findPair(pair)?.end(orc),
      cut: (pair, socket) => this.#testbed.findPair(pair)?.cut(socket),
      publish: (node, publication) => this.#testbed.request(node, 'publish', publication),
      subscribe: (node, topic) => this.#testbed.request(node, 'hall subscribe', { topic }),
      unsubscribe: (node, topic) => this.#testbed.request(node, 'hall unsubscribe', { topic }),
      observe: (observation) => this.#observations.push(() => observation),
    };
  }
}
