/**
 * The network over sockets: nodes in their places, clients in this process, one step at a time.
 * It stands apart from the ground: what clients do is said in `impl/network/clientele.ts`, what carries it is the ground's;
 * here one meets the other. It judges nothing.
 */
import { match, P } from 'ts-pattern';
import type { Network, NodeToken, Observation, Step, Table, Topology } from '#spec';
import type { Stage } from '../../network/clientele.ts';
import { acts, Clientele } from '../../network/clientele.ts';
import type { Housing, Sighting } from './ground.ts';
import { Ground } from './ground.ts';

export class TcpNetwork implements Network {
  readonly #clientele: Clientele;
  #ground!: Ground;
  #seen: Sighting[] = [];

  private constructor(topology: Topology) {
    this.#clientele = new Clientele(topology, this.#stage());
  }

  static async start(topology: Topology, housing: Housing): Promise<TcpNetwork> {
    const network = new TcpNetwork(topology);
    network.#ground = await Ground.start(topology, housing, {
      seen: (sighting) => network.#seen.push(sighting),
      heard: (pair, event) => network.#clientele.hear(pair, event),
      gone: (pair) => network.#clientele.drop(pair),
    });
    return network;
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    const seen: Sighting[] = [];
    this.#seen = seen;
    await this.#ready(step);
    await this.#do(step, index);
    await this.#ground.settle();
    const told = seen.map((sighting) => sighting());
    if (step.kind === 'rename') this.#clientele.renamed(step, told);
    return told;
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

  async #do(step: Step, index: number): Promise<void> {
    await match(step)
      .with({ kind: P.union(...acts) }, (act) => this.#clientele.act(act, index))
      .with({ kind: 'uplink down' }, (uplink) =>
        this.#ground.cut(uplink, index % 2 === 0 ? 'command' : 'event'),
      )
      .with({ kind: 'uplink up' }, (uplink) => this.#ground.release(uplink))
      .with({ kind: 'restart' }, ({ node }) => this.#ground.restart(node))
      .with(
        { kind: P.union('hold', 'settle', 'arrive', 'climb', 'descend', 'repeat', 'crash') },
        ({ kind }) => {
          throw new RangeError(
            `"${kind}": this network delivers by itself and does not offer "interleaving"`,
          );
        },
      )
      .with({ kind: 'garble' }, () => {
        throw new RangeError('"garble": this network does not offer "raw links"');
      })
      .exhaustive();
  }

  /** What the clients stand on. */
  #stage(): Stage {
    return {
      open: (pair) => {
        const opened = this.#ground.opened(pair);
        if (!opened) throw new Error(`pair ${pair} does not stand`);
        return opened;
      },
      opened: (pair) => this.#ground.opened(pair),
      end: (pair, orc) => this.#ground.opened(pair)?.end(orc),
      cut: (pair, socket) => this.#ground.opened(pair)?.cut(socket),
      publish: (node, publication) => this.#ground.order(node, 'publish', publication),
      subscribe: (node, topic) => this.#ground.order(node, 'hall subscribe', { topic }),
      unsubscribe: (node, topic) => this.#ground.order(node, 'hall unsubscribe', { topic }),
      see: (observation) => this.#seen.push(() => observation),
    };
  }
}
