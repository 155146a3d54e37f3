/**
 * Canonical form: renames everything in the order of its first use, so that scenarios that differ only in names become equal byte
 * for byte. It removes what no step mentions. Hostile names (`__proto__`) are kept, because they may be what breaks the router.
 */

import type {
  Horde,
  Json,
  LineId,
  NameMap,
  Node,
  NodeToken,
  OrcName,
  Pair,
  PairId,
  Scenario,
  Step,
  Topology,
} from '#spec';
import {
  addresseeOf,
  byUnit,
  GREATHALL,
  isLineId,
  isOrcName,
  lineOf,
  mapNames,
  namedBy,
  TOPIC_LIMIT,
} from '#spec';

/** Whether the name is a property of every object's prototype. Routers that use names as keys may fail on it. */
export const isHostile = (name: string): boolean => (name.split('@')[0] as string) in {};

/** Whether the value is a JSON object: neither a list nor null. */
export function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maps old names to new ones, numbered by first use. A hostile name keeps its spelling; each is used only once. */
class NameMapping<Id extends string> {
  readonly #newNames = new Map<Id, Id>();
  readonly #taken = new Set<string>();
  readonly #plainName: (count: string) => string;
  readonly #hostileName: (id: Id) => string;
  #count = 0;
  /** The smallest number of digits. It is more than one when names must sort by number. */
  width = 1;

  constructor(plain: (count: string) => string, hostile: (id: Id) => string = (id) => id) {
    this.#plainName = plain;
    this.#hostileName = hostile;
  }

  nameFor(id: Id): Id {
    const known = this.#newNames.get(id);
    if (known !== undefined) return known;
    const kept = isHostile(id) ? this.#hostileName(id) : undefined;
    const given =
      kept !== undefined && !this.#taken.has(kept)
        ? kept
        : this.#plainName(String(++this.#count).padStart(this.width, '0'));
    this.#newNames.set(id, given as Id);
    this.#taken.add(given);
    return given as Id;
  }

  /** Returns the old names, in order of first use. */
  knownIds(): Id[] {
    return [...this.#newNames.keys()];
  }
}

class Renaming {
  readonly topology: Topology;
  readonly nodes = new NameMapping<NodeToken>((count) => `n${count}`);
  readonly pairs = new NameMapping<PairId>((count) => `s${count}`);
  readonly lines = new NameMapping<LineId>((count) => `l${count}`);
  readonly #orcs = new NameMapping<OrcName>(
    (count) => `p${count}@${this.#home}`,
    (id) => `${id.split('@')[0]}@${this.#home}`,
  );
  /** The node of the current step. An orc that is first named there gets this node's name after the `@`. */
  #home = 'n1';

  /** Every sort of name that a step can have. */
  readonly #nameMap: Required<NameMap> = {
    pair: (id) => this.renamePair(id),
    node: (token) => this.nodes.nameFor(token),
    // If no orc may have this name, the name itself may be what fails, so it is kept.
    orc: (name) => (isOrcName(name) ? this.renameOrc(name) : name),
    topic: (topic) => this.renameTopic(topic),
    frame: (frame) => this.renameFrame(frame),
    horde: (horde) => this.renameHorde(horde),
  };

  constructor(topology: Topology) {
    this.topology = topology;
  }

  renameOrc(name: OrcName): OrcName {
    return name === GREATHALL ? name : this.#orcs.nameFor(name);
  }

  /** Returns the orcs seen so far, without greathall, which is no orc of a topology. */
  knownOrcs(): OrcName[] {
    return this.#orcs.knownIds();
  }

  renamePair(id: PairId): PairId {
    const declared = this.topology.pairs.find((pair) => pair.id === id);
    if (declared) this.#home = this.nodes.nameFor(declared.node);
    return this.pairs.nameFor(id);
  }

  renameHorde(horde: Horde): Horde {
    const node = this.topology.nodes.find((each) => each.horde === horde);
    return node ? hordeOf(this.nodes.nameFor(node.token)) : horde;
  }

  renameTopic(topic: string): string {
    const addressee = addresseeOf(topic);
    const end = addressee !== null && isOrcName(addressee) ? addressee.length : 0;
    const head = end > 0 ? this.renameOrc(addressee as OrcName) : '';
    const tail = topic.slice(end);
    const lineId = lineOf(tail);
    return fitTopic(
      head +
        (lineId === null
          ? tail
          : tail.replace(`<${lineId}>`, () => `<${this.renameLine(lineId)}>`)),
    );
  }

  renameLine(lineId: LineId): LineId {
    return this.lines.nameFor(lineId);
  }

  /** Renames the fields of a raw frame that hold a name in a well-formed message. */
  renameFrame(frame: Json): Json {
    if (!isJsonObject(frame)) return frame;
    const renamed: Record<string, Json> = { ...frame };
    for (const key of ['orcName', 'to'] as const) {
      const name = renamed[key];
      if (isOrcName(name)) renamed[key] = this.renameOrc(name);
    }
    const { lineId, arp } = renamed;
    if (isLineId(lineId)) renamed.lineId = this.renameLine(lineId);
    if (isJsonObject(arp)) {
      const { token } = arp;
      if (this.topology.pairs.some((pair) => pair.id === token))
        renamed.arp = { ...arp, token: this.renamePair(token as PairId) };
    }
    return renamed;
  }

  renameStep(step: Step): Step {
    return mapNames(step, this.#nameMap);
  }

  /** Numbers the names in the alphabetical order of the old names, instead of by first use. */
  nameByRank(steps: readonly Step[]): void {
    const byBirth = new Renaming(this.topology);
    for (const step of steps) byBirth.renameStep(step);
    byBirth.nameRest();
    nameInOrder(this.nodes, byBirth.nodes.knownIds());
    nameInOrder(this.pairs, byBirth.pairs.knownIds());
    nameInOrder(this.lines, byBirth.lines.knownIds());
    nameInOrder(this.#orcs, byBirth.knownOrcs());
  }

  /**
   * Names the nodes that no step mentions: first the neighbours of the node with the lowest number, those above it before those
   * below it.
   */
  nameRest(): void {
    const { nodes, uplinks } = this.topology;
    for (
      let known = this.nodes.knownIds();
      known.length < nodes.length;
      known = this.nodes.knownIds()
    ) {
      const near = known
        .flatMap((token) => [
          ...uplinks.filter((each) => each.below === token).map((each) => each.above),
          ...uplinks.filter((each) => each.above === token).map((each) => each.below),
        ])
        .find((token) => !known.includes(token));
      const next = near ?? nodes.find(({ token }) => !known.includes(token))?.token;
      if (next === undefined) return;
      this.nodes.nameFor(next);
    }
  }
}

/**
 * A topic of the greatest length would become too long if a name in it became longer, so its filling characters are shortened.
 */
const fitTopic = (topic: string): string =>
  topic.length <= TOPIC_LIMIT
    ? topic
    : topic.replace(/(.)\1{63,}/, (filling) => filling.slice(topic.length - TOPIC_LIMIT));

function nameInOrder<Id extends string>(names: NameMapping<Id>, ids: readonly Id[]): void {
  names.width = String(ids.length).length;
  for (const id of ids.toSorted(byUnit)) names.nameFor(id);
}

const hordeOf = (node: NodeToken): Horde => `h-${node}` as Horde;

export function canonicalize(scenario: Scenario, byRank = false): Scenario {
  const { topology } = scenario;
  const names = new Renaming(topology);
  if (byRank) names.nameByRank(scenario.steps);
  // Orcs that act are numbered before orcs that only raw frames mention.
  for (const step of scenario.steps) if (!('frame' in step)) names.renameStep(step);
  const steps = scenario.steps.map((step) => names.renameStep(step));
  names.nameRest();
  const nodes = names.nodes.knownIds().map((token): Node => {
    const renamed = names.nodes.nameFor(token);
    return { token: renamed, horde: hordeOf(renamed) };
  });
  const positionOf = (token: NodeToken) => nodes.findIndex((node) => node.token === token);
  return {
    version: scenario.version,
    topology: {
      nodes,
      uplinks: topology.uplinks
        .map(({ below, above }) => ({
          below: names.nodes.nameFor(below),
          above: names.nodes.nameFor(above),
        }))
        .sort(
          (a, b) =>
            positionOf(a.below) - positionOf(b.below) || positionOf(a.above) - positionOf(b.above),
        ),
      // Orcs that never act need not be declared.
      orcs: names.knownOrcs().flatMap((name) => {
        if (!isSpeaker(scenario.steps, name)) return [];
        const declared = topology.orcs.find((orc) => orc.name === name);
        return declared ? [{ name: names.renameOrc(name), nice: declared.nice }] : [];
      }),
      pairs: pairsOf(names),
      ...(topology.variants ? { variants: topology.variants } : {}),
    },
    steps,
  };
}

const isSpeaker = (steps: readonly Step[], name: OrcName) =>
  steps.some((step) => namedBy(step, 'orc').includes(name));

/** Returns the canonical form with names in the order of the old names, for a failure that depends on which name sorts first. */
export function canonicalizeByRank(scenario: Scenario): Scenario {
  return canonicalize(scenario, true);
}

/**
 * How a search names its candidates. `birth`: by first use. `rank` and `given` are for failures that depend on names: `rank`
 * keeps the order of the old names, `given` keeps the names themselves.
 */
export const namings = {
  birth: (scenario) => canonicalize(scenario),
  rank: canonicalizeByRank,
  given: (scenario) => scenario,
} as const satisfies Record<string, (scenario: Scenario) => Scenario>;

export type NamingScheme = keyof typeof namings;

/** Returns the pairs with new port numbers. Equal ports on one node stay equal; the numbers themselves do not matter. */
function pairsOf(names: Renaming): Pair[] {
  const ports = new Map<string, number>();
  const perNode = new Map<string, number>();
  return names.pairs.knownIds().map((id): Pair => {
    const { node, backend, port } = names.topology.pairs.find((pair) => pair.id === id) as Pair;
    const renamed = { id: names.pairs.nameFor(id), node: names.nodes.nameFor(node), backend };
    if (port === null) return { ...renamed, port };
    const key = `${node}/${port}`;
    if (!ports.has(key)) {
      perNode.set(node, (perNode.get(node) ?? 0) + 1);
      ports.set(key, 4000 + (perNode.get(node) as number));
    }
    return { ...renamed, port: ports.get(key) as number };
  });
}
