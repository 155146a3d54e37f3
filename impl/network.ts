/**
 * The network: a whole topology in one process, nodes and clients over the real backends, one step at a time.
 * It stands apart from the node: here the clients live too, and everything is seen.
 * One queue holds all that is in flight, so a step has settled when it is empty.
 */

import { match, P } from 'ts-pattern';
import type {
  Event,
  Horde,
  Network,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  Topology,
  Uplink,
} from '#spec';
import { GREATHALL, uplinkPair } from '#spec';
import { EePair } from './backends/ee.ts';
import type { Ends } from './backends/link.ts';
import { MemoryPair } from './backends/memory.ts';
import { Queue } from './backends/queue.ts';
import type { Client } from './client.ts';
import { Node } from './node.ts';
import { Roster } from './roster.ts';
import { spoil } from './spoil.ts';
import type { Handler } from './subscriptions.ts';

/** The first event port of an uplink; the others follow in the topology's order. */
const FIRST_PORT = 50000;

export class MemoryNetwork implements Network {
  readonly #topology: Topology;
  readonly #queue = new Queue();
  readonly #nodes = new Map<NodeToken, Node>();
  readonly #open = new Map<PairId, EePair | MemoryPair>();
  /** Links between nodes that are up, by the lower node's pair. */
  readonly #links = new Map<PairId, MemoryPair>();
  readonly #roster: Roster;
  readonly #nices = new Map<OrcName, number>();
  #seen: Observation[] = [];

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#roster = new Roster();
    for (const { name, nice } of topology.orcs) this.#nices.set(name, nice);
    for (const { token, horde } of topology.nodes) this.#start(token, horde);
    for (const uplink of topology.uplinks) this.#connect(uplink);
    this.#queue.drain();
    this.#seen = [];
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#seen = [];
    this.#do(step, index);
    this.#queue.drain();
    if (step.kind === 'rename') this.#renamed(step);
    return this.#seen;
  }

  table(node: NodeToken) {
    return this.#node(node).table();
  }

  close(): void {
    for (const node of this.#nodes.values()) node.close();
    this.#open.clear();
    this.#nodes.clear();
  }

  #start(token: NodeToken, horde: Horde): void {
    const observe = (seen: Observation) => this.#seen.push(structuredClone(seen));
    this.#nodes.set(token, new Node({ token, horde, observe }));
  }

  /** Every link of the node is lost, and what is on its clients' pairs; settled, it is there again with nothing. @clause HEAL-2 */
  #restart(token: NodeToken): void {
    const { nodes, uplinks } = this.#topology;
    const isUp = ({ below, above }: Uplink) => this.#links.has(uplinkPair(below, above));
    const up = uplinks.filter((each) => each.below === token && isUp(each));
    const down = uplinks.filter((each) => each.above === token && isUp(each));
    const old = this.#node(token);
    for (const { below, above } of up) this.#links.get(uplinkPair(below, above))?.cut('command');
    // Its own end of each pair: the lower nodes and the clients hear that it is gone.
    old.close();
    this.#queue.drain();
    for (const node of nodes) if (node.token === token) this.#start(token, node.horde);
    for (const uplink of [...up, ...down]) this.#connect(uplink);
  }

  #connect({ below, above }: Uplink): void {
    const { uplinks } = this.#topology;
    const at = uplinks.findIndex((each) => each.below === below && each.above === above);
    const port = FIRST_PORT + at;
    const lower = this.#node(below);
    const upper = this.#node(above);
    const pair = uplinkPair(below, above);
    const link = new MemoryPair(
      this.#queue,
      { pair, port, node: below },
      {
        up: (frame) => upper.receive(pair, frame),
        down: (frame) => lower.hear(above, frame),
        lost: (socket) => upper.lose(pair, socket),
        gone: () => {
          this.#links.delete(pair);
          lower.fall(above);
        },
      },
    );
    this.#links.set(pair, link);
    upper.attach(link);
    lower.climb(above, port, (message) => link.say(message));
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
        const { node } = this.#pair(pair);
        const detail = `${orc} has no subscription of this pattern on pair ${pair}`;
        if (fault) this.#seen.push({ kind: 'refusal', node, fault, detail });
      })
      .with({ kind: 'leave' }, ({ orc }) => this.#leave(orc))
      .with({ kind: 'end' }, ({ orc, pair }) => {
        const client = this.#roster.find(orc, pair);
        if (client) this.#forget(client);
        if (this.#open.has(pair)) this.#node(this.#pair(pair).node).end(pair, orc);
      })
      .with({ kind: 'cut' }, ({ pair, socket }) => this.#open.get(pair)?.cut(socket))
      .with({ kind: 'rename' }, ({ orc, pair, to }) =>
        this.#open.get(pair)?.say({ kind: ':rename', orcName: orc, to }),
      )
      .with({ kind: 'publish' }, ({ node, topic, payload = null, forward }) =>
        this.#node(node).publish({
          topic,
          id: `e${index}`,
          payload,
          ...(forward === undefined ? {} : { forward }),
        }),
      )
      .with({ kind: 'hall subscribe' }, ({ node, topic }) =>
        this.#node(node).subscribe(topic, this.#handler({ orcName: GREATHALL, pair: HALL }, false)),
      )
      .with({ kind: 'hall unsubscribe' }, ({ node, topic }) => this.#node(node).unsubscribe(topic))
      .with({ kind: 'inject' }, ({ pair, frame }) => this.#opened(pair).say(frame))
      .with({ kind: 'uplink down' }, ({ below, above }) =>
        this.#links.get(uplinkPair(below, above))?.cut('command'),
      )
      .with({ kind: 'uplink up' }, (uplink) => this.#connect(uplink))
      .with({ kind: 'restart' }, ({ node }) => this.#restart(node))
      .with({ kind: P.union('hold', 'settle', 'arrive', 'climb', 'descend') }, ({ kind }) => {
        throw new RangeError(
          `"${kind}": this network delivers by itself and does not offer "interleaving"`,
        );
      })
      .exhaustive();
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

  /** The router's silence is consent: the client goes by the new name. @clause ARP-8 */
  #renamed({ orc, pair, to }: Extract<Step, { kind: 'rename' }>): void {
    const client = this.#roster.find(orc, pair);
    if (!client || this.#seen.some((each) => each.kind === 'refusal')) return;
    if (!this.#nices.has(to)) this.#nices.set(to, this.#nice(orc));
    this.#roster.rename(client, to);
  }

  /** Records what it got, then spoils it, so that a copy shared with another would show. @clause EVENT-8 */
  #handler(owner: { readonly orcName: OrcName; readonly pair: PairId }, throws: boolean): Handler {
    return (event: Event, pattern) => {
      const { orcName, pair } = owner;
      this.#seen.push({ kind: 'handled', orcName, pair, pattern, event: structuredClone(event) });
      spoil(event);
      if (throws) throw new Error(`a handler of ${orcName} throws, as the scenario says`);
    };
  }

  #client(orc: OrcName, pair: PairId): Client {
    const link = this.#opened(pair);
    return this.#roster.client(orc, { pair, port: link.port, say: (message) => link.say(message) });
  }

  /** The pair as it is, or opened by this first use. */
  #opened(id: PairId): EePair | MemoryPair {
    const found = this.#open.get(id);
    if (found) return found;
    const { node: token, backend, port } = this.#pair(id);
    const node = this.#node(token);
    const ends: Ends = {
      up: (frame) => node.receive(id, frame),
      down: (frame) => {
        for (const client of this.#roster.on(id))
          if (client.present) client.subscriptions.hear(client.orcName, frame as Event);
      },
      lost: (socket) => node.lose(id, socket),
      gone: () => {
        this.#open.delete(id);
        this.#roster.drop(id);
      },
    };
    const link =
      backend === 'ee'
        ? new EePair(this.#queue, node.emitter, id, ends)
        : new MemoryPair(this.#queue, { pair: id, port: port ?? 0, node: null }, ends);
    this.#open.set(id, link);
    node.attach(link);
    return link;
  }

  #nice(orc: OrcName): number {
    return this.#nices.get(orc) ?? 0;
  }

  #pair(id: PairId) {
    const found = this.#topology.pairs.find((pair) => pair.id === id);
    if (!found)
      throw new RangeError(`pair ${id} is not declared in the topology; declare it there`);
    return found;
  }

  #node(token: NodeToken): Node {
    const found = this.#nodes.get(token);
    if (!found)
      throw new RangeError(`node ${token} is not declared in the topology; declare it there`);
    return found;
  }
}

const HALL = GREATHALL as string as PairId;
