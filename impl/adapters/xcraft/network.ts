/**
 * Network: a whole topology of published routers with real sockets on loopback, one step at a time.
 * It stands apart from nodes and pairs: here is written what each step of a scenario makes the clients do.
 * Where steps may overlap it waits for nothing until it is asked to settle; the sockets go as they like meanwhile.
 * It judges nothing and reports what was seen.
 */

import { match, P } from 'ts-pattern';
import type {
  LineId,
  Network,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  Table,
  Topology,
} from '#spec';
import { GREATHALL, lineOf, nodesAbove, pairOf } from '#spec';
import type { AxonAttachment } from './attachment.ts';
import type { Ground } from './ground.ts';
import { originOf } from './origin.ts';
import type { Opened } from './pairs.ts';
import type { Endpoint, Roster } from './roster.ts';
import { lowestFirst } from './settle.ts';
import { tableOf } from './table.ts';
import { commandOf, LINE_REQUEST, rawArguments } from './wire.ts';

type Of<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

export class XcraftNetwork implements Network {
  readonly #ground: Ground;
  readonly #topology: Topology;
  readonly #roster: Roster;
  readonly #order: readonly NodeToken[];
  readonly #overlaps: boolean;
  /** The warehouse hears of what ended with an endpoint when its orc speaks again, or all has settled; the real one never does. */
  #ended: { readonly orcName: OrcName; readonly withdraw: () => void }[] = [];
  /** Pairs on which somebody said his last word since all was settled. */
  #left: PairId[] = [];

  /** `overlaps`: a step is acknowledged as soon as the clients have done it. */
  constructor(ground: Ground, { overlaps }: { readonly overlaps: boolean }) {
    this.#ground = ground;
    this.#overlaps = overlaps;
    this.#topology = ground.topology;
    this.#roster = ground.roster;
    this.#order = lowestFirst(
      ground.topology.nodes.map((node) => node.token),
      (token) => nodesAbove(ground.topology, token),
    );
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    await this.#do(step, index);
    if (this.#overlaps) await turns(index % 4);
    else await this.#settle();
    return this.#ground.taken();
  }

  async settled(): Promise<readonly Observation[]> {
    await this.#settle();
    return this.#ground.taken();
  }

  table(token: NodeToken): Table {
    return tableOf(this.#ground.node(token), this.#ground.pairs);
  }

  close(): Promise<void> {
    return this.#ground.close();
  }

  async #settle(): Promise<void> {
    await this.#fenced();
    this.#withdraw(() => true);
    const left = this.#left.filter((pair) => this.#roster.on(pair).length === 0);
    this.#left = [];
    if (left.length === 0) return;
    for (const pair of left) this.#ground.pairs.close(pair);
    await this.#fenced();
  }

  async #fenced(): Promise<void> {
    const { pairs, fences } = this.#ground;
    const levels: AxonAttachment[][] = this.#order.map((token) => pairs.at(token));
    if (levels.some((level) => level.length > 0)) await fences.settle(levels);
    pairs.settled();
  }

  #do(step: Step, index: number): unknown {
    return match(step)
      .with({ kind: 'join' }, ({ orc, pair }) => this.#join(orc, pair))
      .with({ kind: 'command' }, ({ orc, pair, name }) => this.#say(orc, pair, name))
      .with({ kind: 'subscribe' }, (it) => this.#subscribe(it))
      .with({ kind: 'unsubscribe' }, (it) => this.#unsubscribe(it))
      .with({ kind: 'leave' }, ({ orc }) => this.#leave(orc))
      .with({ kind: 'end' }, ({ orc, pair }) => this.#end(this.#roster.find(orc, pair)))
      .with({ kind: 'cut' }, ({ pair, socket }) => this.#cut(pair, socket))
      .with({ kind: 'rename' }, () => {
        throw new Error('this network has no rename; it does not declare the feature');
      })
      .with({ kind: 'publish' }, (it) => this.#publish(it, index))
      .with({ kind: 'hall subscribe' }, ({ node, topic }) =>
        this.#ground.hall(node).subscribe(GREATHALL, topic, false),
      )
      .with({ kind: 'hall unsubscribe' }, ({ node, topic }) => {
        if (!this.#ground.hall(node).unsubscribe(GREATHALL, topic)) this.#refuse(node, topic);
      })
      .with({ kind: 'inject' }, (it) => this.#inject(it))
      .with({ kind: 'uplink down' }, { kind: 'uplink up' }, { kind: 'restart' }, () => {
        throw new Error('nothing comes back in this network; it does not declare the feature heal');
      })
      .with({ kind: 'garble' }, () => {
        throw new RangeError('"garble": this network does not offer "raw links"');
      })
      .with({ kind: P.union('hold', 'settle') }, ({ kind }) => {
        if (!this.#overlaps)
          throw new RangeError(`"${kind}": this network settles after each step; see "overlaps"`);
      })
      .with({ kind: P.union('arrive', 'climb', 'descend', 'repeat', 'crash') }, ({ kind }) => {
        throw new RangeError(
          `"${kind}": this network delivers by itself and does not offer "interleaving"`,
        );
      })
      .exhaustive();
  }

  async #join(orc: OrcName, pair: PairId): Promise<void> {
    const opened = await this.#say(orc, pair, 'join');
    this.#roster.takeOver(this.#attach(orc, pair, opened));
  }

  async #say(orc: OrcName, pair: PairId, name: string): Promise<Opened> {
    const { node, backend } = pairOf(this.#topology, pair);
    this.#withdraw((orcName) => orcName === orc);
    const opened = await this.#ground.open(pair);
    const nice = this.#topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
    if (backend === 'ee') this.#ground.pairs.spoke(orc, pair, node);
    opened.attachment.push.send(name, commandOf({ name, orcName: orc, pair, backend, nice }));
    return opened;
  }

  #attach(orc: OrcName, pair: PairId, { listener }: Opened): Endpoint {
    return this.#roster.attach(orc, pairOf(this.#topology, pair), () => listener.linesOf(orc));
  }

  async #subscribe({ orc, pair, topic, throws }: Of<'subscribe'>): Promise<void> {
    const opened = this.#asks(orc, pair, lineOf(topic))
      ? await this.#say(orc, pair, LINE_REQUEST)
      : await this.#ground.open(pair);
    this.#attach(orc, pair, opened);
    this.#ground.client.token = pair;
    opened.listener.subscribe(orc, topic, throws === true);
  }

  /**
   * Whether the request for a line is to cross the command bus: it is a command of the client and carries its arp.
   * A client asks for its first hold on a line; not where it knows it has since joined elsewhere, lest it take the route back.
   */
  #asks(orc: OrcName, pair: PairId, lineId: LineId | null): boolean {
    if (lineId === null) return false;
    const own = this.#roster.of(orc);
    const known = this.#roster.find(orc, pair);
    if (known && this.#roster.stale(known)) return own.length === 1;
    return !own.some((each) => each.lines().includes(lineId));
  }

  #unsubscribe({ orc, pair, topic }: Of<'unsubscribe'>): void {
    const opened = this.#ground.pairs.get(pair);
    this.#ground.client.token = pair;
    if (!opened?.listener.unsubscribe(orc, topic))
      this.#refuse(pairOf(this.#topology, pair).node, topic);
  }

  /** The client refuses. */
  #refuse(node: NodeToken, topic: string): void {
    const detail = `no subscription to ${topic}`;
    this.#ground.saw({ kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail });
  }

  /** The last word on every endpoint; a client without orcs closes its pair once that has gone through. */
  #leave(orc: OrcName): void {
    const { pairs } = this.#ground;
    const left = this.#roster.of(orc);
    for (const { pair } of left)
      pairs.get(pair)?.attachment.push.send(':delete-route', { orcName: orc });
    for (const endpoint of left) this.#end(endpoint);
    this.#left.push(...left.map(({ pair }) => pair));
  }

  async #cut(pair: PairId, socket: 'command' | 'event'): Promise<void> {
    const ended = this.#roster.on(pair);
    for (const endpoint of ended) this.#end(endpoint);
    this.#ground.pairs.cut(pair, socket);
  }

  /** What was subscribed at the endpoint ends with it; nobody tells the router. */
  #end(endpoint: Endpoint | undefined): void {
    if (!endpoint) return;
    const { orcName, pair, node, backend } = endpoint;
    const token = backend === 'ee' ? node : pair;
    const { warehouse } = this.#ground;
    for (const lineId of endpoint.lines())
      this.#ended.push({
        orcName,
        withdraw: () => warehouse.withdraw(lineId, orcName, token, 1),
      });
    this.#ground.pairs.get(pair)?.listener.forget(orcName);
    this.#roster.detach(endpoint);
  }

  #withdraw(due: (orcName: OrcName) => boolean): void {
    const now = this.#ended.filter(({ orcName }) => due(orcName));
    this.#ended = this.#ended.filter(({ orcName }) => !due(orcName));
    for (const { withdraw } of now) withdraw();
  }

  #publish({ node: token, topic, payload = null, forward }: Of<'publish'>, index: number): void {
    const node = this.#ground.node(token);
    const onward = forward !== undefined && forward !== node.horde;
    const origin = originOf(this.#topology, token, topic, this.#roster.all);
    const message = {
      _xcraftMessage: true,
      id: `e${index}`,
      topic,
      token,
      data: structuredClone(payload),
      ...origin,
      ...(onward ? { router: 'axon', forwarding: { appId: forward } } : {}),
    };
    try {
      node.pub.send(topic, message);
    } catch {
      // Thrown at the publisher; who did not hear it shows.
    }
  }

  async #inject({ pair, frame }: Of<'inject'>): Promise<void> {
    const { attachment } = await this.#ground.open(pair);
    const args = rawArguments(frame);
    const { node } = pairOf(this.#topology, pair);
    if (typeof args === 'string') {
      this.#ground.saw({ kind: 'refusal', node, fault: 'MALFORMED', detail: args });
      return;
    }
    try {
      attachment.raw(args);
    } catch {
      // Over `ee` the node throws at the sender.
    }
  }
}

/** Lets the sockets have their way for a while: how long differs from step to step, and is the same in every run. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resume) => setImmediate(resume));
}
