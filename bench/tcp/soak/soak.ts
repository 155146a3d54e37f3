/**
 * The soak: for many rounds, clients come and go on a few nodes over TCP while events are published; at the
 * end nothing may be left behind. A round is churn with events in the middle of it, settling, events at rest,
 * and settling again. What clients do is in `churn.ts`, and what the figures mean in `claims.ts`.
 */
import type { Chance } from '#properties';
import { oneOf, percent, seeded, weighted } from '#properties';
import type { NodeToken, PairId, Publish, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { ActCounts } from './churn.ts';
import { acts, drawTopic, performActs, planActs } from './churn.ts';
import type { Deliveries } from './deliveryLedger.ts';
import { DeliveryLedger } from './deliveryLedger.ts';
import { SoakClient } from './soakClient.ts';
import type { NodeSnapshot } from './soakRequest.ts';
import { SoakTestbed } from './testbed.ts';

export interface SoakOptions {
  readonly clients: number;
  readonly nodes: number;
  readonly seed: string;
  /** Whether there is another round after this many. */
  readonly hasNextRound: (roundCount: number) => boolean;
  /** Whether the heaps are to be measured after this many rounds. */
  readonly measuresHeapAfter: (roundCount: number) => boolean;
  readonly interrupted?: AbortSignal;
  /** Called with the ids of the nodes' processes. */
  readonly started?: (pids: readonly number[]) => void;
}

export interface SoakResult {
  readonly rounds: number;
  readonly tally: ActCounts;
  readonly settled: Deliveries;
  readonly unsettled: Deliveries;
  readonly handled: { readonly expected: number; readonly heard: number };
  readonly faultCount: number;
  /** The first faults, as sentences. */
  readonly faults: readonly string[];
  readonly nodes: readonly NodeToken[];
  /** Heap of each node in bytes: at each measurement, with all clients there, and at the end, after all have left. */
  readonly heaps: readonly {
    readonly measuredBytes: readonly number[];
    readonly finalBytes: number;
  }[];
  readonly start: readonly NodeSnapshot[];
  /** The nodes after all clients have left. */
  readonly end: readonly NodeSnapshot[];
}

/** Number of events published at rest in each round; during churn there are up to as many. */
const EVENTS_AT_REST = 12;
const UPLINK_CUT_PERCENT = 10;

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const topology = topologyOf(options.nodes, options.clients);
  const testbed = await SoakTestbed.start(topology);
  const { interrupted } = options;
  const stop = () => void testbed.close();
  interrupted?.addEventListener('abort', stop, { once: true });
  const soaking = new SoakRun(testbed, options);
  try {
    options.started?.(testbed.pids);
    interrupted?.throwIfAborted();
    return await soaking.run();
  } finally {
    interrupted?.removeEventListener('abort', stop);
    soaking.close();
    await testbed.close();
  }
}

class SoakRun {
  readonly #testbed: SoakTestbed;
  readonly #options: SoakOptions;
  readonly #ledger: DeliveryLedger;
  readonly #clients: readonly SoakClient[];
  readonly #nodes: readonly NodeToken[];
  readonly #actCounts = Object.fromEntries(
    [...acts, 'uplink cut'].map((act) => [act, 0]),
  ) as ActCounts;
  readonly #measuredBytes: number[][] = [];
  #eventCount = 0;

  constructor(testbed: SoakTestbed, options: SoakOptions) {
    this.#testbed = testbed;
    this.#options = options;
    this.#ledger = new DeliveryLedger(testbed.topology);
    this.#nodes = testbed.topology.nodes.map(({ token }) => token);
    this.#clients = Array.from({ length: options.clients }, (_, index) => this.#makeClient(index));
  }

  async run(): Promise<SoakResult> {
    const testbed = this.#testbed;
    const start = await testbed.takeSnapshots();
    let rounds = 0;
    while (this.#options.hasNextRound(rounds)) {
      await this.#runRound(seeded(this.#options.seed, rounds));
      rounds++;
      if (this.#options.measuresHeapAfter(rounds))
        this.#measuredBytes.push(await testbed.measureHeaps());
    }
    this.#measuredBytes.push(await testbed.measureHeaps());
    for (const client of this.#clients) for (const orc of client.attachedOrcs) client.leave(orc);
    await this.#settle();
    const end = await this.#waitForEmptySockets(start);
    const left = await testbed.measureHeaps();
    const { settled, unsettled, handled, faultCount, faults } = this.#ledger;
    const heaps = left.map((bytes, index) => ({
      measuredBytes: this.#measuredBytes.map((mark) => mark[index] as number),
      finalBytes: bytes,
    }));
    const nodes = this.#nodes;
    const tally = this.#actCounts;
    return {
      rounds,
      tally,
      settled,
      unsettled,
      handled,
      faultCount,
      faults,
      nodes,
      heaps,
      start,
      end,
    };
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  async #runRound(chance: Chance): Promise<void> {
    const ledger = this.#ledger;
    const context = {
      clients: this.#clients,
      nodes: this.#nodes,
      tally: this.#actCounts,
      note: ledger.note.bind(ledger),
    };
    const acts = planActs(context, chance);
    const cut = this.#nodes.length > 1 && percent(chance, UPLINK_CUT_PERCENT);
    const busy = new Set(acts.map(({ client: guest }) => guest.pair));
    // While an uplink is down, nobody has to be reached over it.
    ledger.beginRound(({ pair }) => !cut && !busy.has(pair));
    const cutAt = cut ? chance.below(acts.length + 1) : -1;
    let pauseCount = 0;
    await performActs(context, acts, chance, () => {
      if (pauseCount++ === cutAt) this.#cutUplink(chance);
      this.#publish(chance, 'u');
    });
    if (cut && pauseCount <= cutAt) this.#cutUplink(chance);
    await this.#settle();
    ledger.closeUnsettled();
    for (let count = 0; count < EVENTS_AT_REST; count++) this.#publish(chance, 'e');
    await this.#settle();
    ledger.closeSettled();
  }

  #cutUplink(chance: Chance): void {
    const uplink = oneOf(chance, this.#testbed.topology.uplinks);
    this.#ledger.note({ kind: 'uplink down', ...uplink });
    this.#ledger.note({ kind: 'uplink up', ...uplink });
    this.#testbed.cutUplinks(uplink.below);
    this.#actCounts['uplink cut']++;
  }

  /** Publishes an event. `u`: an unsettled one, during churn; `e`: a settled one, at rest. */
  #publish(chance: Chance, mark: 'u' | 'e'): void {
    const id = `${mark}${this.#eventCount++}`;
    const publish = this.#drawEvent(chance);
    const { node, topic, payload = null, forward } = publish;
    if (mark === 'e') this.#ledger.expectSettled(id, publish);
    else this.#ledger.expectUnsettled(id, publish);
    const said = forward === undefined ? {} : { forward };
    this.#testbed.publish(node, { topic, id, payload, ...said });
  }

  #drawEvent(chance: Chance): Publish {
    const node = oneOf(chance, this.#nodes);
    const [first] = oneOf(chance, this.#clients).names;
    const payload = { count: this.#eventCount, text: 'as long as most are' };
    const what = weighted(chance, [
      ['line', 82],
      ['result', 8],
      ['broadcast', 3],
      ['forward', 7],
    ]);
    switch (what) {
      case 'line':
        return { kind: 'publish', node, topic: drawTopic(chance), payload };
      case 'result':
        return { kind: 'publish', node, topic: `${first}::soak.finished`, payload };
      case 'broadcast':
        return { kind: 'publish', node, topic: 'soak.news', payload };
      case 'forward': {
        const { horde: forward } = oneOf(chance, this.#testbed.topology.nodes);
        return { kind: 'publish', node, topic: drawTopic(chance), payload, forward };
      }
      default:
        return what satisfies never;
    }
  }

  #settle(): Promise<void> {
    return this.#testbed.settle(() => this.#clients);
  }

  /**
   * Reads the nodes' state until their sockets fit or the attempts are used up: the operating system releases a
   * closed socket only a moment later.
   */
  async #waitForEmptySockets(start: readonly NodeSnapshot[]): Promise<NodeSnapshot[]> {
    for (let looks = 0; ; looks++) {
      const end = await this.#testbed.takeSnapshots();
      const open = end.some(({ sockets }, index) => sockets > (start[index]?.sockets ?? 0));
      if (!open || looks >= 40) return end;
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  #makeClient(index: number): SoakClient {
    const home = this.#nodes[index % this.#nodes.length] as NodeToken;
    const names = [orcName(`a${index}@${home}`), orcName(`b${index}@${home}`)] as const;
    const pairs = new Map(this.#nodes.map((node) => [node, pairIn(index, node)]));
    return new SoakClient(names, pairs, this.#testbed, this.#ledger);
  }
}

const pairIn = (index: number, node: NodeToken): PairId => pairId(`c${index}.${node}`);

/**
 * Builds a chain of nodes, so that subscriptions at the bottom are announced all the way up, with a pair for each
 * client at each node.
 */
function topologyOf(nodeCount: number, clientCount: number): Topology {
  const nodes = Array.from({ length: nodeCount }, (_, index) => ({
    token: nodeToken(`n${index + 1}`),
    horde: horde(`h${index + 1}`),
  }));
  const uplinks = nodes.slice(1).map(({ token: below }, index) => ({
    below,
    above: (nodes[index] as (typeof nodes)[number]).token,
  }));
  const clients = Array.from({ length: clientCount }, (_, index) => index);
  return {
    nodes,
    uplinks,
    orcs: [],
    pairs: clients.flatMap((client) =>
      nodes.map(({ token: node }) => ({
        id: pairIn(client, node),
        node,
        backend: 'axon' as const,
        port: 4000,
      })),
    ),
  };
}
