/**
 * The way table: for each orc whose home is elsewhere one way for each lower node that told of it, of which the least is chosen. Events
 * go by chosen ways only, so only these are in the indexes: by line and home, and by horde. It must not know messages or effects:
 * `fromBelow.ts` decides what a message may change.
 */
import type { Horde, LineId, NodeToken, OrcName } from '#spec';
import { byUnit, comparePaths } from '#spec';
import type { AttachedPair } from '../routeEntry.ts';
import { Leads } from './leads.ts';
import type { Told, WayEntry } from './wayEntry.ts';
import { homeOf } from './wayEntry.ts';

interface OrcWays {
  readonly byNode: Map<NodeToken, WayEntry>;
  chosen: WayEntry | null;
}

const NO_HOMES: ReadonlyMap<NodeToken, Leads> = new Map();

export class WayTable {
  readonly #orcs = new Map<OrcName, OrcWays>();
  readonly #orcsByNode = new Map<NodeToken, Set<OrcName>>();
  readonly #byLine = new Map<LineId, Map<NodeToken, Leads>>();
  readonly #byHorde = new Map<Horde, Leads>();

  /** The number of ways with their paths, hordes and lines, in all indexes. @clause SAFE-3 */
  get size(): number {
    let size = this.#orcs.size + this.#byLine.size + this.#byHorde.size;
    for (const orcNames of this.#orcsByNode.values()) size += 1 + orcNames.size;
    for (const homes of this.#byLine.values())
      for (const leads of homes.values()) size += 1 + leads.size;
    for (const leads of this.#byHorde.values()) size += leads.size;
    for (const { byNode } of this.#orcs.values())
      for (const { path, hordes, lines } of byNode.values())
        size += 1 + path.length + hordes.length + lines.size;
    return size;
  }

  has(orcName: OrcName): boolean {
    return this.#orcs.has(orcName);
  }

  /** Returns every orc with a way, in ascending order. */
  orcNames(): OrcName[] {
    return [...this.#orcs.keys()].sort(byUnit);
  }

  /** Returns the orcs of which the lower node told, in ascending order. */
  orcsBy(node: NodeToken): OrcName[] {
    return [...(this.#orcsByNode.get(node) ?? [])].sort(byUnit);
  }

  /** Returns the way with the least path. @clause WAYS-2 */
  chosen(orcName: OrcName): WayEntry | null {
    return this.#orcs.get(orcName)?.chosen ?? null;
  }

  get(orcName: OrcName, node: NodeToken): WayEntry | null {
    return this.#orcs.get(orcName)?.byNode.get(node) ?? null;
  }

  /** Returns all ways to the orc, in ascending order of node. */
  waysTo(orcName: OrcName): WayEntry[] {
    const ways = this.#orcs.get(orcName)?.byNode.values() ?? [];
    return [...ways].sort((one, other) => byUnit(one.node, other.node));
  }

  /** Makes the lower node's way what it tells now, or adds one without lines; a way keeps its lines. @clause WAYS-1 */
  tell(orcName: OrcName, attachment: AttachedPair, told: Told): WayEntry {
    const node = attachment.node as NodeToken;
    const { path, nice } = told;
    const hordes = [...new Set(told.hordes)].sort(byUnit);
    const known = this.#orcs.get(orcName) ?? { byNode: new Map(), chosen: null };
    this.#orcs.set(orcName, known);
    const way = known.byNode.get(node);
    if (!way) {
      const added: WayEntry = {
        orcName,
        node,
        attachment,
        path,
        hordes,
        nice,
        lines: new Set(),
      };
      known.byNode.set(node, added);
      const orcNames = this.#orcsByNode.get(node) ?? new Set();
      this.#orcsByNode.set(node, orcNames.add(orcName));
      this.#choose(known);
      return added;
    }
    way.nice = nice;
    const isSame =
      comparePaths(way.path, path) === 0 &&
      way.hordes.length === hordes.length &&
      hordes.every((horde, index) => horde === way.hordes[index]);
    if (isSame) return way;
    const wasChosen = known.chosen === way;
    if (wasChosen) this.#unindex(way);
    way.path = path;
    way.hordes = hordes;
    if (wasChosen) this.#index(way);
    this.#choose(known);
    return way;
  }

  /** Ends a way, and with the last one the orc. @clause WAYS-1 */
  end(way: WayEntry): void {
    const { orcName, node } = way;
    const known = this.#orcs.get(orcName) as OrcWays;
    known.byNode.delete(node);
    const orcNames = this.#orcsByNode.get(node);
    orcNames?.delete(orcName);
    if (orcNames?.size === 0) this.#orcsByNode.delete(node);
    if (known.byNode.size === 0) this.#orcs.delete(orcName);
    this.#choose(known);
  }

  hold(way: WayEntry, lineId: LineId): void {
    if (way.lines.has(lineId)) return;
    way.lines.add(lineId);
    if (this.chosen(way.orcName) === way) this.#indexLine(way, lineId);
  }

  release(way: WayEntry, lineId: LineId): void {
    if (!way.lines.delete(lineId)) return;
    if (this.chosen(way.orcName) === way) this.#unindexLine(way, lineId);
  }

  /** Replaces the way's lines; the former set is left as it is. */
  replaceLines(way: WayEntry, lineIds: readonly LineId[]): void {
    const isChosen = this.chosen(way.orcName) === way;
    if (isChosen) for (const lineId of way.lines) this.#unindexLine(way, lineId);
    way.lines = new Set(lineIds);
    if (isChosen) for (const lineId of way.lines) this.#indexLine(way, lineId);
  }

  /** Returns the homes, other than this node, at which the line is held, and the ways to each. @clause WAYS-8 */
  homesOf(lineId: LineId): ReadonlyMap<NodeToken, Leads> {
    return this.#byLine.get(lineId) ?? NO_HOMES;
  }

  /** Returns the chosen ways that lead through a node of the horde. */
  leadsTo(horde: Horde): Leads | undefined {
    return this.#byHorde.get(horde);
  }

  #choose(known: OrcWays): void {
    let least: WayEntry | null = null;
    for (const way of known.byNode.values())
      if (least === null || comparePaths(way.path, least.path) < 0) least = way;
    const { chosen } = known;
    if (least === chosen) return;
    known.chosen = least;
    if (chosen) this.#unindex(chosen);
    if (least) this.#index(least);
  }

  #index(way: WayEntry): void {
    for (const lineId of way.lines) this.#indexLine(way, lineId);
    for (const horde of way.hordes) {
      const leads = this.#byHorde.get(horde) ?? new Leads();
      this.#byHorde.set(horde, leads);
      leads.add(way);
    }
  }

  #unindex(way: WayEntry): void {
    for (const lineId of way.lines) this.#unindexLine(way, lineId);
    for (const horde of way.hordes) {
      const leads = this.#byHorde.get(horde);
      leads?.drop(way);
      if (leads?.size === 0) this.#byHorde.delete(horde);
    }
  }

  #indexLine(way: WayEntry, lineId: LineId): void {
    const home = homeOf(way.path);
    const homes = this.#byLine.get(lineId) ?? new Map<NodeToken, Leads>();
    this.#byLine.set(lineId, homes);
    const leads = homes.get(home) ?? new Leads();
    homes.set(home, leads);
    leads.add(way);
  }

  #unindexLine(way: WayEntry, lineId: LineId): void {
    const home = homeOf(way.path);
    const homes = this.#byLine.get(lineId);
    const leads = homes?.get(home);
    leads?.drop(way);
    if (leads?.size === 0) homes?.delete(home);
    if (homes?.size === 0) this.#byLine.delete(lineId);
  }
}
