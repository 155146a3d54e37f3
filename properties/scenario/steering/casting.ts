/**
 * Casting: chooses the orc, pair and node that a goal is about. A drawn topology seldom has four pairs at one node or two nodes
 * above it, so what the goal needs and the topology lacks is added, but no more than that.
 */
import type { Feature, Node, NodeToken, Orc, Pair, Topology, Uplink } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { GoalKind } from '../situations/lists.ts';
import type { Cast } from '../situations/scene.ts';
import type { Places, Situation } from '../situations/situation.ts';

export interface CastingLimits {
  readonly features: ReadonlySet<Feature>;
  readonly nodes: number;
  readonly orcs: number;
  /** The most pairs at one node. */
  readonly pairs: number;
  /** Whether nodes may be added. More nodes change the topology's shape. */
  readonly mayAddNodes: boolean;
}

export interface Stage {
  readonly topology: Topology;
  readonly cast: Omit<Cast, 'lines'>;
}

const kindPlaces: Partial<Record<GoalKind, Places>> = {
  rename: { others: 1 },
  'uplink down': { uplinks: 1 },
  'uplink up': { uplinks: 1 },
  reattach: { uplinks: 1 },
  climb: { uplinks: 1 },
  descend: { uplinks: 1 },
  repeat: { uplinks: 1 },
};

/**
 * Returns what a goal needs: the sum of the other orcs of all its parts, and for everything else the most that one part needs.
 */
export function placesFor(goal: readonly Situation[], kind: GoalKind): Places {
  const all: Record<string, number | true> = {};
  for (const places of [...goal.map((each) => each.places), kindPlaces[kind]])
    for (const [name, value] of Object.entries(places ?? {}))
      all[name] =
        value === true
          ? true
          : name === 'others'
            ? value + Number(all[name] ?? 0)
            : Math.max(value, Number(all[name] ?? 0));
  return all;
}

/** Returns the topology with everything added that the goal needs, and the cast; null where the limits do not allow it. */
export function setStage(
  topology: Topology,
  places: Places,
  limits: CastingLimits,
  below: (n: number) => number,
): Stage | null {
  const growing = new GrowingTopology(topology, limits);
  const { token: node } = topology.nodes[below(topology.nodes.length)] as Node;
  const { uplinks = 0, depth = 0, lowerNodes = 0, sockets = 0, emitters = 0, others = 0 } = places;
  while (growing.above(node).length < Math.max(uplinks, depth > 0 ? 1 : 0))
    if (!growing.addNode((added) => ({ below: node, above: added }))) return null;
  if (depth > 1) {
    const over = growing.above(node);
    const isDeep = over.some((each) => growing.above(each).length > 0);
    const [first] = over;
    if (!isDeep && (!first || !growing.addNode((added) => ({ below: first, above: added }))))
      return null;
  }
  while (growing.lower(node).length < lowerNodes)
    if (!growing.addNode((added) => ({ below: added, above: node }))) return null;
  const isOnEmitter = places.isOnEmitter === true || !limits.features.has('axon');
  while (growing.pairsAt(node, 'axon').length < sockets)
    if (!growing.addPair(node, 'axon', places.equalPort === true)) return null;
  while (growing.pairsAt(node, 'ee').length < Math.max(emitters, isOnEmitter ? 1 : 0))
    if (!growing.addPair(node, 'ee', false)) return null;
  while (growing.orcs.length <= others) if (!growing.addOrc()) return null;
  if (places.equalPort) growing.equalisePorts(node);
  const own = growing.pairsAt(node, isOnEmitter ? 'ee' : 'axon');
  const all = own.length > 0 ? own : growing.pairs.filter((each) => each.node === node);
  const pair = all[below(all.length)];
  if (!pair) return null;
  const chosen = growing.chooseOrc(places.isNice === true, below);
  return { topology: growing.topology(), cast: { node, pair: pair.id, orc: chosen } };
}

/** Whether the topology already has what a later goal of the scenario needs. */
export function hasPlaces(topology: Topology, { node, pair, orc }: Stage['cast'], places: Places) {
  const { uplinks = 0, depth = 0, lowerNodes = 0, sockets = 0, emitters = 0, others = 0 } = places;
  const above = topology.uplinks.filter((each) => each.below === node);
  const here = topology.pairs.filter((each) => each.node === node);
  const own = here.find(({ id }) => id === pair);
  return (
    topology.orcs.length > others &&
    above.length >= uplinks &&
    (depth < 2 || above.some((each) => topology.uplinks.some((up) => up.below === each.above))) &&
    topology.uplinks.filter((each) => each.above === node).length >= lowerNodes &&
    here.filter(({ backend }) => backend === 'axon').length >= sockets &&
    here.filter(({ backend }) => backend === 'ee').length >= emitters &&
    (!places.isOnEmitter || own?.backend === 'ee') &&
    (!places.equalPort ||
      here.filter(({ port }) => port !== null && port === own?.port).length > 1) &&
    (!places.isNice || topology.orcs.some(({ name, nice }) => name === orc && nice !== 0))
  );
}

class GrowingTopology {
  readonly nodes: Node[];
  readonly uplinks: Uplink[];
  orcs: Orc[];
  pairs: Pair[];
  readonly #limits: CastingLimits;
  readonly #variants: Pick<Topology, 'variants'>;

  constructor({ nodes, uplinks, orcs, pairs, ...variants }: Topology, limits: CastingLimits) {
    [this.nodes, this.uplinks, this.orcs, this.pairs] = [
      [...nodes],
      [...uplinks],
      [...orcs],
      [...pairs],
    ];
    this.#limits = limits;
    this.#variants = variants;
  }

  topology(): Topology {
    const { nodes, uplinks, orcs, pairs } = this;
    return { nodes, uplinks, orcs, pairs, ...this.#variants };
  }

  above = (node: NodeToken) =>
    this.uplinks.filter((each) => each.below === node).map((each) => each.above);

  lower = (node: NodeToken) =>
    this.uplinks.filter((each) => each.above === node).map((each) => each.below);

  pairsAt = (node: NodeToken, backend: Pair['backend']) =>
    this.pairs.filter((each) => each.node === node && each.backend === backend);

  /** Adds a leaf to the tree, so that there is still exactly one way between any two nodes. */
  addNode(link: (added: NodeToken) => Uplink): boolean {
    const { mayAddNodes, nodes, features } = this.#limits;
    if (!mayAddNodes || this.nodes.length >= nodes) return false;
    const name = firstFree('G', (each) => this.nodes.some(({ token }) => token === each));
    const token = nodeToken(name);
    this.nodes.push({ token, horde: horde(`h${name}`) });
    this.uplinks.push(link(token));
    return this.addPair(token, features.has('axon') ? 'axon' : 'ee', false);
  }

  addPair(node: NodeToken, backend: Pair['backend'], isPortEqual: boolean): boolean {
    if (!this.#limits.features.has(backend)) return false;
    const id = firstFree(backend === 'axon' ? 'gs' : 'ge', (each) =>
      this.pairs.some((pair) => pair.id === each),
    );
    if (this.pairs.filter((each) => each.node === node).length >= this.#limits.pairs) return false;
    const there = this.pairsAt(node, 'axon');
    const port = isPortEqual ? (there[0]?.port ?? 4001) : 4010 + there.length;
    this.pairs.push({
      id: pairId(id),
      node,
      backend,
      port: backend === 'axon' ? port : null,
    });
    return true;
  }

  addOrc(): boolean {
    if (this.orcs.length >= this.#limits.orcs) return false;
    const nameOf = (word: string) => `${word}@G`;
    const word = firstFree('g', (each) => this.orcs.some(({ name }) => name === nameOf(each)));
    this.orcs.push({ name: orcName(nameOf(word)), nice: 0 });
    return true;
  }

  equalisePorts(node: NodeToken): void {
    const port = this.pairsAt(node, 'axon')[0]?.port ?? null;
    this.pairs = this.pairs.map((each) =>
      each.node === node && each.backend === 'axon' ? { ...each, port } : each,
    );
  }

  chooseOrc(isNice: boolean, below: (n: number) => number): Orc['name'] {
    const nice = this.orcs.filter((each) => each.nice !== 0);
    const from = isNice && nice.length > 0 ? nice : this.orcs;
    const { name } = from[below(from.length)] as Orc;
    if (isNice && nice.length === 0)
      this.orcs = this.orcs.map((each) => (each.name === name ? { ...each, nice: 7 } : each));
    return name;
  }
}

function firstFree(stem: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) if (!isTaken(`${stem}${number}`)) return `${stem}${number}`;
}
