/**
 * The network of published routers: a whole topology with real sockets on loopback, one step at a time. It stands apart from
 * nodes and pairs: it says what the clients do in each step. With overlapping steps it waits for nothing until it is asked to
 * settle. It judges nothing and reports what was seen.
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
  StepOf,
  Table,
  Topology,
} from '#spec';
import { eventIdOf, GREATHALL, lineOf, nodesAbove, pairOf } from '#spec';
import type { Endpoint, EndpointIndex } from './endpoints.ts';
import { sortLowestFirst } from './fences.ts';
import { originOf } from './origin.ts';
import type { ClientPair } from './pairs.ts';
import type { AxonAttachment } from './published/attachment.ts';
import { commandOf, LINE_REQUEST, rawArguments } from './published/wire.ts';
import { tableOf } from './table.ts';
import type { XcraftTestbed } from './testbed.ts';

/**
 * The published router repeats an event that it cannot forward, 5 s later and three times, as if it were published anew. A
 * scenario that lasts longer would show the clock's work and not the router's, and another thing each time.
 */
const REPEATED_AFTER_MS = 5000;
/** How long before that a scenario is ended: a step takes some time too. */
const MARGIN_MS = 500;

export class XcraftNetwork implements Network {
  readonly #testbed: XcraftTestbed;
  readonly #topology: Topology;
  readonly #endpoints: EndpointIndex;
  readonly #nodesLowestFirst: readonly NodeToken[];
  readonly #overlaps: boolean;
  /**
   * Subscriptions of ended endpoints. They are withdrawn from the warehouse when their orc next sends something, or
   * when all has settled; the published package never withdraws them.
   */
  #pendingWithdrawals: { readonly orcName: OrcName; readonly withdraw: () => void }[] = [];
  /** Pairs on which an orc has sent its last message since the network last settled. */
  #leftPairs: PairId[] = [];
  /** When the first forwarded event was published, by a monotonic clock in ms. */
  #firstForwardMs: number | null = null;

  /** With `overlaps` a step is acknowledged as soon as the clients have done it. */
  constructor(testbed: XcraftTestbed, { overlaps }: { readonly overlaps: boolean }) {
    this.#testbed = testbed;
    this.#overlaps = overlaps;
    this.#topology = testbed.topology;
    this.#endpoints = testbed.endpoints;
    this.#nodesLowestFirst = sortLowestFirst(
      testbed.topology.nodes.map((node) => node.token),
      (token) => nodesAbove(testbed.topology, token),
    );
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    this.#expectNoRepetition();
    await this.#perform(step, index);
    if (this.#overlaps) await yieldTurns(index % 4);
    else await this.#settle();
    return this.#testbed.takeObservations();
  }

  async settled(): Promise<readonly Observation[]> {
    await this.#settle();
    return this.#testbed.takeObservations();
  }

  table(token: NodeToken): Table {
    return tableOf(this.#testbed.node(token), this.#testbed.pairs);
  }

  close(): Promise<void> {
    return this.#testbed.close();
  }

  #expectNoRepetition(): void {
    if (this.#firstForwardMs === null) return;
    const elapsedMs = performance.now() - this.#firstForwardMs;
    if (elapsedMs < REPEATED_AFTER_MS - MARGIN_MS) return;
    const told = `an event was forwarded ${(elapsedMs / 1000).toFixed(1)} s ago, and this router may repeat it after ${REPEATED_AFTER_MS / 1000} s`;
    throw Object.assign(new Error(told), { name: 'Unsupported' });
  }

  async #settle(): Promise<void> {
    await this.#awaitFences();
    this.#withdraw(() => true);
    const emptyPairs = this.#leftPairs.filter(
      (pair) => this.#endpoints.endpointsOn(pair).length === 0,
    );
    this.#leftPairs = [];
    if (emptyPairs.length === 0) return;
    for (const pair of emptyPairs) this.#testbed.pairs.close(pair);
    await this.#awaitFences();
  }

  async #awaitFences(): Promise<void> {
    const { pairs, fences } = this.#testbed;
    const levels: AxonAttachment[][] = this.#nodesLowestFirst.map((token) =>
      pairs.attachmentsAt(token),
    );
    if (levels.some((level) => level.length > 0)) await fences.settle(levels);
    pairs.clearHalfClosed();
  }

  #perform(step: Step, index: number): unknown {
    return match(step)
      .with({ kind: 'join' }, ({ orc, pair }) => this.#join(orc, pair))
      .with({ kind: 'command' }, ({ orc, pair, name }) => this.#sendCommand(orc, pair, name))
      .with({ kind: 'subscribe' }, (it) => this.#subscribe(it))
      .with({ kind: 'unsubscribe' }, (it) => this.#unsubscribe(it))
      .with({ kind: 'leave' }, ({ orc }) => this.#leave(orc))
      .with({ kind: 'end' }, ({ orc, pair }) => this.#end(this.#endpoints.find(orc, pair)))
      .with({ kind: 'cut' }, ({ pair, socket }) => this.#cut(pair, socket))
      .with({ kind: 'rename' }, () => {
        throw new Error('this network has no rename; it does not declare the feature');
      })
      .with({ kind: 'publish' }, (it) => this.#publish(it, index))
      .with({ kind: 'hall subscribe' }, ({ node, topic }) =>
        this.#testbed.hall(node).subscribe(GREATHALL, topic, false),
      )
      .with({ kind: 'hall unsubscribe' }, ({ node, topic }) => {
        if (!this.#testbed.hall(node).unsubscribe(GREATHALL, topic)) this.#refuse(node, topic);
      })
      .with({ kind: 'inject' }, (it) => this.#inject(it))
      .with({ kind: P.union('uplink down', 'uplink up', 'restart', 'reattach') }, () => {
        throw new Error('nothing comes back in this network; it does not declare the feature heal');
      })
      .with({ kind: P.union('garble', 'stray', 'stall', 'resume') }, ({ kind }) => {
        throw new RangeError(`"${kind}": this network does not offer the feature of this step`);
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
    const opened = await this.#sendCommand(orc, pair, 'join');
    this.#endpoints.takeOver(this.#attach(orc, pair, opened));
  }

  async #sendCommand(orc: OrcName, pair: PairId, name: string): Promise<ClientPair> {
    const { node, backend } = pairOf(this.#topology, pair);
    this.#withdraw((orcName) => orcName === orc);
    const opened = await this.#testbed.open(pair);
    const nice = this.#topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
    if (backend === 'ee') this.#testbed.pairs.recordEePair(orc, pair, node);
    opened.attachment.push.send(name, commandOf({ name, orcName: orc, pair, backend, nice }));
    return opened;
  }

  #attach(orc: OrcName, pair: PairId, { listener }: ClientPair): Endpoint {
    return this.#endpoints.attach(orc, pairOf(this.#topology, pair), () => listener.linesOf(orc));
  }

  async #subscribe({ orc, pair, topic, throws }: StepOf<'subscribe'>): Promise<void> {
    const opened = this.#needsRequest(orc, pair, lineOf(topic))
      ? await this.#sendCommand(orc, pair, LINE_REQUEST)
      : await this.#testbed.open(pair);
    this.#attach(orc, pair, opened);
    this.#testbed.client.token = pair;
    opened.listener.subscribe(orc, topic, throws === true);
  }

  /**
   * Whether a subscription makes the client send a request for the line over the command bus, as a command with its arp. A client
   * does so when it first subscribes to a line. A stale endpoint does not while another one of the orc is not stale, because the
   * request would take the route back.
   */
  #needsRequest(orc: OrcName, pair: PairId, lineId: LineId | null): boolean {
    if (lineId === null) return false;
    const own = this.#endpoints.endpointsOf(orc);
    const known = this.#endpoints.find(orc, pair);
    if (known && this.#endpoints.isStale(known))
      return own.every((each) => this.#endpoints.isStale(each));
    return !own.some((each) => each.lines().includes(lineId));
  }

  #unsubscribe({ orc, pair, topic }: StepOf<'unsubscribe'>): void {
    const opened = this.#testbed.pairs.get(pair);
    this.#testbed.client.token = pair;
    if (!opened?.listener.unsubscribe(orc, topic))
      this.#refuse(pairOf(this.#topology, pair).node, topic);
  }

  /** Records that the client, and not the router, refused. */
  #refuse(node: NodeToken, topic: string): void {
    const detail = `no subscription to ${topic}`;
    this.#testbed.record({ kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail });
  }

  /**
   * Sends the last message on every endpoint of the orc. A client without orcs then closes its pair, once that message has
   * arrived.
   */
  #leave(orc: OrcName): void {
    const { pairs } = this.#testbed;
    const endpoints = this.#endpoints.endpointsOf(orc);
    for (const { pair } of endpoints)
      pairs.get(pair)?.attachment.push.send(':delete-route', { orcName: orc });
    for (const endpoint of endpoints) this.#end(endpoint);
    this.#leftPairs.push(...endpoints.map(({ pair }) => pair));
  }

  async #cut(pair: PairId, socket: 'command' | 'event'): Promise<void> {
    const endpoints = this.#endpoints.endpointsOn(pair);
    for (const endpoint of endpoints) this.#end(endpoint);
    this.#testbed.pairs.cut(pair, socket);
  }

  /** Ends the endpoint and its subscriptions without telling the router. */
  #end(endpoint: Endpoint | undefined): void {
    if (!endpoint) return;
    const { orcName, pair, node, backend } = endpoint;
    const token = backend === 'ee' ? node : pair;
    const { warehouse } = this.#testbed;
    for (const lineId of endpoint.lines())
      this.#pendingWithdrawals.push({
        orcName,
        withdraw: () => warehouse.withdraw(lineId, orcName, token, 1),
      });
    this.#testbed.pairs.get(pair)?.listener.forget(orcName);
    this.#endpoints.detach(endpoint);
  }

  #withdraw(isDue: (orcName: OrcName) => boolean): void {
    const dueWithdrawals = this.#pendingWithdrawals.filter(({ orcName }) => isDue(orcName));
    this.#pendingWithdrawals = this.#pendingWithdrawals.filter(({ orcName }) => !isDue(orcName));
    for (const { withdraw } of dueWithdrawals) withdraw();
  }

  #publish(
    { node: token, topic, payload = null, forward }: StepOf<'publish'>,
    index: number,
  ): void {
    const node = this.#testbed.node(token);
    const isForwarded = forward !== undefined && forward !== node.horde;
    if (isForwarded) this.#firstForwardMs ??= performance.now();
    const origin = originOf(this.#topology, token, topic, this.#endpoints.all);
    const message = {
      _xcraftMessage: true,
      id: eventIdOf(index),
      topic,
      token,
      data: structuredClone(payload),
      ...origin,
      ...(isForwarded ? { router: 'axon', forwarding: { appId: forward } } : {}),
    };
    try {
      node.pub.send(topic, message);
    } catch {
      // The publisher gets the error. If an orc did not hear the event, that shows up as a difference.
    }
  }

  async #inject({ pair, frame }: StepOf<'inject'>): Promise<void> {
    const { attachment } = await this.#testbed.open(pair);
    const args = rawArguments(frame);
    const { node } = pairOf(this.#topology, pair);
    if (typeof args === 'string') {
      this.#testbed.record({ kind: 'refusal', node, fault: 'MALFORMED', detail: args });
      return;
    }
    try {
      attachment.sendRaw(args);
    } catch {
      // Over `ee` the sender gets the node's error.
    }
  }
}

/**
 * Waits `count` turns of the event loop, to give the sockets time to deliver. The count differs between steps but not
 * between runs.
 */
async function yieldTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resume) => setImmediate(resume));
}
