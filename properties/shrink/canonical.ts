/**
 * Canonical form: the same scenario under names in order of birth, so that two that differ by names alone are equal
 * byte for byte. What nobody speaks of is left out. Names that break routers by themselves (`__proto__`) stay:
 * they are part of what is shown.
 */

import type {
  Horde,
  Json,
  LineId,
  Node,
  NodeToken,
  OrcName,
  Pair,
  PairId,
  Scenario,
  Step,
  Topology,
} from '#spec';
import { addresseeOf, byUnit, GREATHALL, isOrcName, lineOf } from '#spec';

/** Whether an object's prototype knows the name: routers that keep names as keys trip over it. */
export const isHostile = (name: string): boolean => (name.split('@')[0] as string) in {};

/** A JSON object, neither a list nor null. */
export function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Old names and new ones, in order of birth. A hostile name stays, once. */
class Names<Id extends string> {
  readonly #given = new Map<Id, Id>();
  readonly #taken = new Set<string>();
  readonly #plain: (count: string) => string;
  readonly #hostile: (id: Id) => string;
  #count = 0;
  /** Digits of a number: more than one where names must sort as they are numbered. */
  width = 1;

  constructor(plain: (count: string) => string, hostile: (id: Id) => string = (id) => id) {
    this.#plain = plain;
    this.#hostile = hostile;
  }

  of(id: Id): Id {
    const known = this.#given.get(id);
    if (known !== undefined) return known;
    const kept = isHostile(id) ? this.#hostile(id) : undefined;
    const given =
      kept !== undefined && !this.#taken.has(kept)
        ? kept
        : this.#plain(String(++this.#count).padStart(this.width, '0'));
    this.#given.set(id, given as Id);
    this.#taken.add(given);
    return given as Id;
  }

  /** In order of birth. */
  known(): Id[] {
    return [...this.#given.keys()];
  }
}

class Renaming {
  readonly topology: Topology;
  readonly nodes = new Names<NodeToken>((count) => `n${count}`);
  readonly pairs = new Names<PairId>((count) => `s${count}`);
  readonly lines = new Names<LineId>((count) => `l${count}`);
  readonly #orcs = new Names<OrcName>(
    (count) => `p${count}@${this.#home}`,
    (id) => `${id.split('@')[0]}@${this.#home}`,
  );
  /** The node where the step at hand speaks: an orc born there is named after it. */
  #home = 'n1';

  constructor(topology: Topology) {
    this.topology = topology;
  }

  orc(name: OrcName): OrcName {
    return name === GREATHALL ? name : this.#orcs.of(name);
  }

  /** Greathall is no orc of a topology. */
  orcs(): OrcName[] {
    return this.#orcs.known();
  }

  pair(id: PairId): PairId {
    const declared = this.topology.pairs.find((pair) => pair.id === id);
    if (declared) this.#home = this.nodes.of(declared.node);
    return this.pairs.of(id);
  }

  horde(horde: Horde): Horde {
    const node = this.topology.nodes.find((each) => each.horde === horde);
    return node ? hordeOf(this.nodes.of(node.token)) : horde;
  }

  topic(topic: string): string {
    const addressee = addresseeOf(topic);
    const end = addressee !== null && isOrcName(addressee) ? addressee.length : 0;
    const head = end > 0 ? this.orc(addressee as OrcName) : '';
    const tail = topic.slice(end);
    const lineId = lineOf(tail);
    return (
      head + (lineId === null ? tail : tail.replace(`<${lineId}>`, () => `<${this.line(lineId)}>`))
    );
  }

  line(lineId: LineId): LineId {
    return this.lines.of(lineId);
  }

  /** Names in a raw frame stand where the law's messages have them. */
  frame(frame: Json): Json {
    if (!isRecord(frame)) return frame;
    const renamed: Record<string, Json> = { ...frame };
    for (const key of ['orcName', 'to'] as const) {
      const name = renamed[key];
      if (isOrcName(name)) renamed[key] = this.orc(name);
    }
    const { lineId, arp } = renamed;
    if (typeof lineId === 'string' && lineId.length > 0 && lineId.length < 100)
      renamed.lineId = this.line(lineId as LineId);
    if (isRecord(arp)) {
      const { token } = arp;
      if (this.topology.pairs.some((pair) => pair.id === token))
        renamed.arp = { ...arp, token: this.pair(token as PairId) };
    }
    return renamed;
  }

  step(step: Step): Step {
    const renamed: Record<string, unknown> = { ...step };
    if ('pair' in step) renamed.pair = this.pair(step.pair);
    if ('node' in step) renamed.node = this.nodes.of(step.node);
    if ('below' in step) renamed.below = this.nodes.of(step.below);
    if ('below' in step) renamed.above = this.nodes.of(step.above);
    if ('orc' in step) renamed.orc = this.orc(step.orc);
    if ('topic' in step) renamed.topic = this.topic(step.topic);
    if (step.kind === 'rename' && isOrcName(step.to)) renamed.to = this.orc(step.to);
    if ('frame' in step) renamed.frame = this.frame(step.frame);
    if (step.kind === 'publish' && step.forward !== undefined)
      renamed.forward = this.horde(step.forward);
    return renamed as Step;
  }

  /** Gives out the names in the order of the old ones, before anything is named by birth. */
  rank(steps: readonly Step[]): void {
    const born = new Renaming(this.topology);
    for (const step of steps) born.step(step);
    born.rest();
    inOrder(this.nodes, born.nodes.known());
    inOrder(this.pairs, born.pairs.known());
    inOrder(this.lines, born.lines.known());
    inOrder(this.#orcs, born.orcs());
  }

  /** Nodes that no step names, by their nearness to those that one does: the lowest number first, above before below. */
  rest(): void {
    const { nodes, uplinks } = this.topology;
    for (let known = this.nodes.known(); known.length < nodes.length; known = this.nodes.known()) {
      const near = known
        .flatMap((token) => [
          ...uplinks.filter((each) => each.below === token).map((each) => each.above),
          ...uplinks.filter((each) => each.above === token).map((each) => each.below),
        ])
        .find((token) => !known.includes(token));
      const next = near ?? nodes.find(({ token }) => !known.includes(token))?.token;
      if (next === undefined) return;
      this.nodes.of(next);
    }
  }
}

function inOrder<Id extends string>(names: Names<Id>, ids: readonly Id[]): void {
  names.width = String(ids.length).length;
  for (const id of ids.toSorted(byUnit)) names.of(id);
}

const hordeOf = (node: NodeToken): Horde => `h-${node}` as Horde;

export function canonical(scenario: Scenario, byRank = false): Scenario {
  const { topology } = scenario;
  const names = new Renaming(topology);
  if (byRank) names.rank(scenario.steps);
  // Who speaks is numbered before who is only spoken of in a raw frame.
  for (const step of scenario.steps) if (!('frame' in step)) names.step(step);
  const steps = scenario.steps.map((step) => names.step(step));
  names.rest();
  const nodes = names.nodes.known().map((token): Node => {
    const renamed = names.nodes.of(token);
    return { token: renamed, horde: hordeOf(renamed) };
  });
  const place = (token: NodeToken) => nodes.findIndex((node) => node.token === token);
  return {
    version: scenario.version,
    topology: {
      nodes,
      uplinks: topology.uplinks
        .map(({ below, above }) => ({ below: names.nodes.of(below), above: names.nodes.of(above) }))
        .sort((a, b) => place(a.below) - place(b.below) || place(a.above) - place(b.above)),
      // Who never speaks need not be declared.
      orcs: names.orcs().flatMap((name) => {
        if (!speaks(scenario.steps, name)) return [];
        const declared = topology.orcs.find((orc) => orc.name === name);
        return declared ? [{ name: names.orc(name), nice: declared.nice }] : [];
      }),
      pairs: pairsOf(names),
    },
    steps,
  };
}

const speaks = (steps: readonly Step[], name: OrcName) =>
  steps.some((step) => ('orc' in step && step.orc === name) || ('to' in step && step.to === name));

/**
 * The same scenario with names in the order of the old ones, for a failure that hangs on which name comes first.
 */
export function ranked(scenario: Scenario): Scenario {
  return canonical(scenario, true);
}

/** How a search names what it finds: by birth; by the old order, or not at all, where a failure hangs on names. */
export const namings = {
  birth: (scenario) => canonical(scenario),
  rank: ranked,
  given: (scenario) => scenario,
} as const satisfies Record<string, (scenario: Scenario) => Scenario>;

export type Naming = keyof typeof namings;

/** Equal ports of one node stay equal; which numbers they are says nothing. */
function pairsOf(names: Renaming): Pair[] {
  const ports = new Map<string, number>();
  const perNode = new Map<string, number>();
  return names.pairs.known().map((id): Pair => {
    const { node, backend, port } = names.topology.pairs.find((pair) => pair.id === id) as Pair;
    const renamed = { id: names.pairs.of(id), node: names.nodes.of(node), backend };
    if (port === null) return { ...renamed, port };
    const key = `${node}/${port}`;
    if (!ports.has(key)) {
      perNode.set(node, (perNode.get(node) ?? 0) + 1);
      ports.set(key, 4000 + (perNode.get(node) as number));
    }
    return { ...renamed, port: ports.get(key) as number };
  });
}
