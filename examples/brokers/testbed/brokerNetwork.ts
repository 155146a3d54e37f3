/**
 * A broker as a network of the law. Steps become what clients of the broker do; what comes on a client's connection, and what
 * crosses a link, is told as frames. Nothing of how the broker decides is known here, and no hearing is made up: an event is told
 * only where a server has sent it.
 */
import { setTimeout } from 'node:timers/promises';
import type { Network, NetworkKind, Observation, OrcName, PairId, Step, Topology } from 'partyline';
import type { BrokerSystem } from './brokerSystem.ts';
import { eventIn, PairClient } from './pairClient.ts';
import type { Site } from './site.ts';
import { Sites } from './site.ts';
import { subjectOf } from './subjects.ts';
import { until } from './waiting.ts';

/** How long servers may take to tell each other of a loss, in ms; what they have not told by then is judged as it is. */
const NOTICE_MS = 400;
/** How long a server gets for what a client says that does not read the answer, in ms. */
const UNFENCED_MS = 20;

let runs = 0;

/** A kind whose servers are kept until `dispose`. */
export interface BrokerKind extends NetworkKind {
  dispose(): Promise<void>;
}

/** Returns the kind that puts a broker under the law. */
export function brokerKind(system: BrokerSystem): BrokerKind {
  const sites = new Sites(system);
  const { name, version, features, carries } = system;
  return {
    level: 'network',
    contract: 2,
    name,
    version,
    features,
    ...(carries ? { carries } : {}),
    quiescence: 'fences',
    ...(system.serversPerNode ? { serversPerNode: system.serversPerNode } : {}),
    create: async (topology) =>
      new BrokerNetwork(system, sites, await sites.take(topology), topology),
    dispose: () => sites.dispose(),
  };
}

class BrokerNetwork implements Network {
  readonly #system: BrokerSystem;
  readonly #sites: Sites;
  readonly #site: Site;
  readonly #topology: Topology;
  /** Marks the events of this scenario, so that one of an earlier scenario is never taken for one of this. */
  readonly #run = `r${++runs}`;
  readonly #clients = new Map<PairId, PairClient>();
  #seen: Observation[] = [];

  constructor(system: BrokerSystem, sites: Sites, site: Site, topology: Topology) {
    this.#system = system;
    this.#sites = sites;
    this.#site = site;
    this.#topology = topology;
    site.onLink = ({ below, above }, body) => {
      if (!system.features.includes('link frames')) return;
      const node = this.#tokenAt(above);
      const pair = `${this.#tokenAt(below)}/${node}` as PairId;
      this.#seen.push({ kind: 'frame', node, pair, event: eventIn(body, this.#run) });
    };
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    try {
      await this.#take(step, index);
      await this.#settle(step);
    } catch (error) {
      if (error instanceof Error && error.name !== 'Unsupported')
        error.message += ['; logged was:', ...this.log()].join('\n');
      throw error;
    }
    return this.#seen.splice(0);
  }

  log(): readonly string[] {
    return this.#site.logLines();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.drop()));
    this.#clients.clear();
    await this.#system.forget?.();
    this.#site.onLink = () => {};
    const { hops } = this.#site;
    const isClean = () => hops.every(({ hop }) => hop.isUp && (hop.interest?.size ?? 0) === 0);
    if (await until(isClean, NOTICE_MS)) await this.#sites.keep(this.#site);
    else await this.#site.close();
  }

  async #take(step: Step, index: number): Promise<void> {
    switch (step.kind) {
      case 'join':
        (await this.#client(step.pair)).join(step.orc);
        return;
      case 'command':
        // A broker has no commands; that the client is there is all that is left of one.
        await this.#client(step.pair);
        return;
      case 'subscribe':
        (await this.#client(step.pair)).subscribe(step.orc, step.topic);
        return;
      case 'unsubscribe':
        (await this.#client(step.pair)).unsubscribe(step.orc, step.topic);
        return;
      case 'leave':
        await this.#leave(step.orc);
        return;
      case 'cut':
        await this.#clients.get(step.pair)?.drop();
        this.#clients.delete(step.pair);
        return;
      case 'stall':
      case 'resume':
        this.#clients.get(step.pair)?.setReading(step.kind === 'resume');
        return;
      case 'publish': {
        const { node, topic, payload = null } = step;
        // A topic that names no line has no subject to be published on; the client says no more of it.
        if (topic.includes('<>')) return;
        const body = JSON.stringify({ run: this.#run, id: `e${index}`, topic, payload });
        this.#site.publisher(this.#placeOf(node), index).publish(subjectOf(topic), body);
        return;
      }
      case 'uplink down':
        await this.#hop(step).hop.down();
        return;
      case 'uplink up':
        await this.#site.up(this.#hop(step));
        return;
      case 'restart':
        for (const { id, node } of this.#topology.pairs)
          if (node === step.node) {
            await this.#clients.get(id)?.drop();
            this.#clients.delete(id);
          }
        await this.#site.restart(this.#placeOf(step.node));
        return;
      default:
        throw Object.assign(new Error(step.kind), { name: 'Unsupported' });
    }
  }

  /** Waits until the step has had all its effects: what clients said has climbed, or what was published has descended. */
  async #settle({ kind }: Step): Promise<void> {
    if (kind === 'publish') {
      await Promise.all(this.#site.publishers().map((each) => each.fence()));
      await this.#site.fence('above');
      return this.#fenceClients();
    }
    await this.#fenceClients();
    if (this.#isAnyStalled()) await setTimeout(UNFENCED_MS);
    await this.#site.fence('below');
    // No fence can be put behind the loss of a connection, since nobody is there to ask; but what it must lead to is known.
    if (!['cut', 'uplink down', 'uplink up', 'restart'].includes(kind)) return;
    await until(() => this.#isInterestKnown(), NOTICE_MS);
    await this.#site.fence('below');
  }

  /** Whether there is a client that does not read, so that no fence tells when what it said is done. */
  #isAnyStalled(): boolean {
    return [...this.#clients.values()].some(({ isReading }) => !isReading);
  }

  async #fenceClients(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.fence()));
  }

  /** Whether each server has asked the one above for what clients at or below it are subscribed to, and for nothing else. */
  #isInterestKnown(): boolean {
    return this.#site.hops.every(({ below, hop }) => {
      if (hop.interest === null || !hop.isUp) return true;
      const subjects = this.#subjectsBelow(below);
      return (
        subjects.size === hop.interest.size &&
        [...subjects].every((each) => hop.interest?.has(each))
      );
    });
  }

  #subjectsBelow(node: number): Set<string> {
    const own = this.#topology.pairs
      .filter((pair) => this.#placeOf(pair.node) === node)
      .flatMap(({ id }) => this.#clients.get(id)?.subjects() ?? []);
    const lower = this.#site.hops
      .filter(({ above, hop }) => above === node && hop.isUp)
      .flatMap(({ below }) => [...this.#subjectsBelow(below)]);
    return new Set([...own, ...lower]);
  }

  /** Returns the client of a pair, which is connected when it is first used. */
  async #client(pair: PairId): Promise<PairClient> {
    const known = this.#clients.get(pair);
    if (known) return known;
    const turn = this.#topology.pairs.findIndex(({ id }) => id === pair);
    const { node } = this.#topology.pairs[turn] as Topology['pairs'][number];
    const server = this.#site.server(this.#placeOf(node), turn);
    const client = await PairClient.open(server, this.#system.features, (body) =>
      this.#seen.push({ kind: 'frame', node, pair, event: eventIn(body, this.#run) }),
    );
    this.#clients.set(pair, client);
    return client;
  }

  /** The orc leaves every pair; who is alone on a pair disconnects. */
  async #leave(orc: OrcName): Promise<void> {
    for (const [pair, client] of this.#clients)
      if (client.leave(orc) && client.isEmpty) {
        await client.fence();
        await client.drop();
        this.#clients.delete(pair);
      }
  }

  #hop({ below, above }: { readonly below: string; readonly above: string }) {
    const [low, high] = [this.#placeOf(below), this.#placeOf(above)];
    const placed = this.#site.hops.find((each) => each.below === low && each.above === high);
    if (!placed) throw new Error(`no uplink leads from ${below} to ${above}`);
    return placed;
  }

  #placeOf(token: string): number {
    return this.#topology.nodes.findIndex((node) => node.token === token);
  }

  #tokenAt(place: number) {
    return (this.#topology.nodes[place] as Topology['nodes'][number]).token;
  }
}
