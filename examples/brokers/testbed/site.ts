/**
 * A site: the servers of one topology with the hops between them, without any client. It is kept after a scenario and used for the
 * next one with the same topology, because starting servers takes longer than most scenarios; `BROKERS_FRESH=1` starts new ones
 * for each. Names are left out of its shape: servers are numbered.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from 'partyline';
import type { BrokerServer, BrokerSystem, Connection } from './brokerSystem.ts';
import { Hop } from './hop.ts';

interface Place {
  readonly servers: BrokerServer[];
  /** A connection to each server, by which events are published. */
  readonly publishers: Connection[];
}

/** A hop with its uplink; `below` and `above` are places of nodes in the topology. */
export interface PlacedHop {
  readonly below: number;
  readonly above: number;
  readonly hop: Hop;
}

/** How many sites are kept for later at most. */
const MOST_KEPT = 6;

/** Nothing is ever sent to who publishes. */
const hearNothing = () => {};

export class Site {
  readonly shape: string;
  readonly hops: PlacedHop[] = [];
  /** Told of each body that crosses a link down. */
  onLink: (hop: PlacedHop, body: string) => void = () => {};
  readonly #system: BrokerSystem;
  readonly #places: Place[] = [];
  /** How many hops are above each node at most. */
  readonly #depths: number[] = [];
  readonly #folder: string;

  private constructor(system: BrokerSystem, shape: string, folder: string) {
    this.#system = system;
    this.shape = shape;
    this.#folder = folder;
  }

  static async open(system: BrokerSystem, topology: Topology): Promise<Site> {
    const shape = shapeOf(topology);
    const site = new Site(system, shape, await mkdtemp(join(tmpdir(), 'partyline-broker-')));
    try {
      await site.#start(topology);
      return site;
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  server(node: number, turn: number): BrokerServer {
    return turnOf(this.#places[node]?.servers ?? [], turn);
  }

  publisher(node: number, turn: number): Connection {
    return turnOf(this.#places[node]?.publishers ?? [], turn);
  }

  publishers(): Connection[] {
    return this.#places.flatMap((place) => place.publishers);
  }

  /** Fences each hop: what the lower ends had sent first, from the lowest to the highest; or the other way. */
  async fence(from: 'below' | 'above'): Promise<void> {
    const depths = [...new Set(this.#depths)].sort((one, other) => one - other);
    for (const depth of from === 'above' ? depths : depths.reverse())
      await Promise.all(
        this.hops.map(async ({ below, above, hop }) => {
          if (this.#depths[below] !== depth || !hop.isUp) return;
          await hop.fence(from);
          const [lower, upper] = [this.server(below, 0), this.server(above, 0)];
          await (from === 'above' ? lower.catchUp?.(upper) : lower.climb?.(upper));
        }),
      );
  }

  /** Gives the link of a hop back, and waits until the two servers, and all below them, are attached. */
  async up(placed: PlacedHop): Promise<void> {
    placed.hop.up();
    await this.server(placed.below, 0).attach?.(placed.hop.port, this.server(placed.above, 0));
    await placed.hop.ready();
    if (this.server(placed.below, 0).attach)
      for (const lower of this.hops)
        if (lower.above === placed.below && lower.hop.isUp) await this.up(lower);
  }

  /** Kills the servers of a node and starts new ones; its links are lost meanwhile. */
  async restart(node: number): Promise<void> {
    const lost = this.hops.filter(
      ({ below, above, hop }) => hop.isUp && (below === node || above === node),
    );
    await Promise.all(lost.map(({ hop }) => hop.down()));
    const { servers, publishers } = this.#places[node] as Place;
    await Promise.all(publishers.map((publisher) => publisher.drop()));
    await Promise.all(servers.map((server) => server.stop()));
    await this.#startPlace(node);
    await this.#upAll(lost);
  }

  /** Gives links back, the highest first: a server may have to be attached itself before another attaches to it. */
  async #upAll(hops: readonly PlacedHop[]): Promise<void> {
    const depth = ({ below }: PlacedHop) => this.#depths[below] ?? 0;
    const levels = [...new Set(hops.map(depth))].sort((one, other) => one - other);
    for (const level of levels)
      await Promise.all(hops.filter((each) => depth(each) === level).map((each) => this.up(each)));
  }

  async close(): Promise<void> {
    for (const { hop } of this.hops) hop.close();
    const servers = this.#places.flatMap((place) => place?.servers ?? []);
    await Promise.all(this.publishers().map((publisher) => publisher.drop()));
    await Promise.all(servers.map((server) => server.stop()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The last lines of each server's log. */
  logLines(): string[] {
    return this.#places.flatMap(({ servers }, node) =>
      servers.flatMap((each) => each.logLines().map((line) => `server ${node + 1}: ${line}`)),
    );
  }

  async #start({ nodes, uplinks }: Topology): Promise<void> {
    const indexOf = (token: string) => nodes.findIndex((node) => node.token === token);
    const links = uplinks.map(({ below, above }) => [indexOf(below), indexOf(above)] as const);
    const most = this.#system.mostUplinks ?? Number.POSITIVE_INFINITY;
    for (const [below, above] of links) {
      if (links.filter(([each]) => each === below).length > most)
        throw Object.assign(new Error('a node with several uplinks'), { name: 'Unsupported' });
      let placed: PlacedHop | undefined;
      const protocol = this.#system.link?.((body) => placed && this.onLink(placed, body));
      if (!protocol) throw new Error(`${this.#system.name} stands alone; it has no uplinks`);
      const hop = await Hop.open(protocol, () => this.server(above, 0).address);
      placed = { below, above, hop };
      this.hops.push(placed);
    }
    nodes.forEach((_, node) => {
      this.#places.push({ servers: [], publishers: [] });
      this.#depths.push(depthOf(node, links));
    });
    await Promise.all(nodes.map((_, node) => this.#startPlace(node)));
    await this.#upAll(this.hops);
  }

  async #startPlace(node: number): Promise<void> {
    const place = this.#places[node] as Place;
    const uplinks = this.hops.filter(({ below }) => below === node).map(({ hop }) => hop.port);
    const count = this.#system.serversPerNode ?? 1;
    let made: { readonly value: unknown } | null = null;
    const shared = <T>(make: () => T): T => {
      made ??= { value: make() };
      return made.value as T;
    };
    const start = async () => {
      const folder = await mkdtemp(join(this.#folder, `n${node}-`));
      return this.#system.start({ node, uplinks, folder, shared });
    };
    const servers = await Promise.all(Array.from({ length: count }, start));
    place.servers.splice(0, count, ...servers);
    const publishers = await Promise.all(servers.map((server) => server.connect(hearNothing)));
    place.publishers.splice(0, count, ...publishers);
  }
}

/** The sites that are kept for later, of one system. */
export class Sites {
  readonly #system: BrokerSystem;
  readonly #kept: Site[] = [];

  constructor(system: BrokerSystem) {
    this.#system = system;
  }

  async take(topology: Topology): Promise<Site> {
    const at = this.#kept.findIndex((site) => site.shape === shapeOf(topology));
    return at < 0 ? Site.open(this.#system, topology) : (this.#kept.splice(at, 1)[0] as Site);
  }

  /** Keeps a site in which nothing is left of a scenario. */
  async keep(site: Site): Promise<void> {
    if (process.env.BROKERS_FRESH === '1') return site.close();
    this.#kept.push(site);
    if (this.#kept.length > MOST_KEPT) await this.#kept.shift()?.close();
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#kept.splice(0).map((site) => site.close()));
    await this.#system.dispose?.();
  }
}

const shapeOf = ({ nodes, uplinks }: Topology): string => {
  const indexOf = (token: string) => nodes.findIndex((node) => node.token === token);
  return JSON.stringify([
    nodes.length,
    uplinks.map(({ below, above }) => [indexOf(below), indexOf(above)]),
  ]);
};

function depthOf(node: number, links: readonly (readonly [number, number])[]): number {
  const above = links.filter(([below]) => below === node).map(([, each]) => depthOf(each, links));
  return Math.max(0, ...above.map((depth) => depth + 1));
}

const turnOf = <T>(servers: readonly T[], turn: number): T => servers[turn % servers.length] as T;
