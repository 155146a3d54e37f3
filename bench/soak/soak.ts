/**
 * The soak: round after round guests come and go on a few nodes over TCP while events are published, and at the end
 * nothing may be left. A round is churn with events in the middle of it, a settling, events at rest, and a settling.
 * It stands apart from the guests' deeds and from what is made of the figures.
 */
import type { Chance } from '#properties';
import { oneOf, percent, seeded, weighted } from '#properties';
import type { NodeToken, PairId, Publish, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { Tally } from './churn.ts';
import { acts, churned, planned, topicOf } from './churn.ts';
import { Ground } from './ground.ts';
import { Guest } from './guest.ts';
import type { Deliveries } from './ledger.ts';
import { Ledger } from './ledger.ts';
import type { Held } from './order.ts';

export interface SoakOptions {
  readonly clients: number;
  readonly nodes: number;
  readonly seed: string;
  /** Whether another round is to follow so many. */
  readonly goesOn: (roundCount: number) => boolean;
  /** Asked after each round: whether the heaps are to be measured now. */
  readonly marks: (roundCount: number) => boolean;
  readonly interrupted?: AbortSignal;
  /** Told of the nodes' processes. */
  readonly started?: (pids: readonly number[]) => void;
}

export interface Soaked {
  readonly rounds: number;
  readonly tally: Tally;
  readonly settled: Deliveries;
  readonly unsettled: Deliveries;
  readonly handled: { readonly expected: number; readonly heard: number };
  readonly faultCount: number;
  /** The first of them, in sentences. */
  readonly faults: readonly string[];
  readonly nodes: readonly NodeToken[];
  /** By node: with everybody there at each mark, and once everybody has left. In bytes. */
  readonly heaps: readonly { readonly marks: readonly number[]; readonly left: number }[];
  readonly start: readonly Held[];
  /** The same nodes once everybody has left. */
  readonly end: readonly Held[];
}

/** Events published in a round: so many at rest, and up to so many in the middle of the churn. */
const AT_REST = 12;
const UPLINK_CUT_PERCENT = 10;

export async function soak(options: SoakOptions): Promise<Soaked> {
  const topology = topologyOf(options.nodes, options.clients);
  const ground = await Ground.start(topology);
  const { interrupted } = options;
  const stop = () => void ground.close();
  interrupted?.addEventListener('abort', stop, { once: true });
  const soaking = new Soak(ground, options);
  try {
    options.started?.(ground.pids);
    interrupted?.throwIfAborted();
    return await soaking.through();
  } finally {
    interrupted?.removeEventListener('abort', stop);
    soaking.close();
    await ground.close();
  }
}

class Soak {
  readonly #ground: Ground;
  readonly #options: SoakOptions;
  readonly #ledger: Ledger;
  readonly #guests: readonly Guest[];
  readonly #nodes: readonly NodeToken[];
  readonly #tally = Object.fromEntries([...acts, 'uplink cut'].map((act) => [act, 0])) as Tally;
  readonly #marks: number[][] = [];
  #eventCount = 0;

  constructor(ground: Ground, options: SoakOptions) {
    this.#ground = ground;
    this.#options = options;
    this.#ledger = new Ledger(ground.topology);
    this.#nodes = ground.topology.nodes.map(({ token }) => token);
    this.#guests = Array.from({ length: options.clients }, (_, index) => this.#guest(index));
  }

  async through(): Promise<Soaked> {
    const ground = this.#ground;
    const start = await ground.held();
    let rounds = 0;
    while (this.#options.goesOn(rounds)) {
      await this.#round(seeded(this.#options.seed, rounds));
      rounds++;
      if (this.#options.marks(rounds)) this.#marks.push(await ground.heaps());
    }
    this.#marks.push(await ground.heaps());
    for (const guest of this.#guests) for (const orc of guest.present) guest.leave(orc);
    await this.#settle();
    const end = await this.#emptied(start);
    const left = await ground.heaps();
    const { settled, unsettled, handled, faultCount, faults } = this.#ledger;
    const heaps = left.map((bytes, index) => ({
      marks: this.#marks.map((mark) => mark[index] as number),
      left: bytes,
    }));
    const nodes = this.#nodes;
    const tally = this.#tally;
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
    for (const guest of this.#guests) guest.close();
  }

  async #round(chance: Chance): Promise<void> {
    const ledger = this.#ledger;
    const party = {
      guests: this.#guests,
      nodes: this.#nodes,
      tally: this.#tally,
      note: ledger.note.bind(ledger),
    };
    const deeds = planned(party, chance);
    const cut = this.#nodes.length > 1 && percent(chance, UPLINK_CUT_PERCENT);
    const busy = new Set(deeds.map(({ guest }) => guest.pair));
    // While an uplink is down nobody need be reached over it.
    ledger.begin(({ pair }) => !cut && !busy.has(pair));
    const cutAt = cut ? chance.below(deeds.length + 1) : -1;
    let betweens = 0;
    await churned(party, deeds, chance, () => {
      if (betweens++ === cutAt) this.#cutUplink(chance);
      this.#publish(chance, 'u');
    });
    if (cut && betweens <= cutAt) this.#cutUplink(chance);
    await this.#settle();
    ledger.closeUnsettled();
    for (let count = 0; count < AT_REST; count++) this.#publish(chance, 'e');
    await this.#settle();
    ledger.closeSettled();
  }

  #cutUplink(chance: Chance): void {
    const uplink = oneOf(chance, this.#ground.topology.uplinks);
    this.#ledger.note({ kind: 'uplink down', ...uplink });
    this.#ledger.note({ kind: 'uplink up', ...uplink });
    this.#ground.cutUplinks(uplink.below);
    this.#tally['uplink cut']++;
  }

  /** `u`: while others come and go; `e`: at rest. */
  #publish(chance: Chance, mark: 'u' | 'e'): void {
    const id = `${mark}${this.#eventCount++}`;
    const publish = this.#event(chance);
    const { node, topic, payload = null, forward } = publish;
    if (mark === 'e') this.#ledger.publishSettled(id, publish);
    else this.#ledger.publishUnsettled(id, publish);
    const said = forward === undefined ? {} : { forward };
    this.#ground.publish(node, { topic, id, payload, ...said });
  }

  #event(chance: Chance): Publish {
    const node = oneOf(chance, this.#nodes);
    const [first] = oneOf(chance, this.#guests).names;
    const payload = { count: this.#eventCount, text: 'as long as most are' };
    const what = weighted(chance, [
      ['line', 82],
      ['result', 8],
      ['broadcast', 3],
      ['forward', 7],
    ]);
    switch (what) {
      case 'line':
        return { kind: 'publish', node, topic: topicOf(chance), payload };
      case 'result':
        return { kind: 'publish', node, topic: `${first}::soak.finished`, payload };
      case 'broadcast':
        return { kind: 'publish', node, topic: 'soak.news', payload };
      case 'forward': {
        const { horde: forward } = oneOf(chance, this.#ground.topology.nodes);
        return { kind: 'publish', node, topic: topicOf(chance), payload, forward };
      }
      default:
        return what satisfies never;
    }
  }

  #settle(): Promise<void> {
    return this.#ground.settle(() => this.#guests);
  }

  /** A socket that was ended is given back by the system a moment later; it is looked at again, for as long as that takes at most. */
  async #emptied(start: readonly Held[]): Promise<Held[]> {
    for (let looks = 0; ; looks++) {
      const end = await this.#ground.held();
      const open = end.some(({ sockets }, index) => sockets > (start[index]?.sockets ?? 0));
      if (!open || looks >= 40) return end;
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  #guest(index: number): Guest {
    const home = this.#nodes[index % this.#nodes.length] as NodeToken;
    const names = [orcName(`a${index}@${home}`), orcName(`b${index}@${home}`)] as const;
    const pairs = new Map(this.#nodes.map((node) => [node, pairIn(index, node)]));
    return new Guest(names, pairs, this.#ground, this.#ledger);
  }
}

const pairIn = (index: number, node: NodeToken): PairId => pairId(`c${index}.${node}`);

/** A chain, so that what is subscribed at the bottom climbs all the way; a pair for each client at each node. */
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
