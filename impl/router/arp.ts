/**
 * The ARP table: which orc is reached by which pair on which backend, and which lines it holds there. It is mutable and has four
 * indexes, which only this file changes so that they agree: orc to entries, pair to entries, line to carriers, horde to entries.
 * It must not know messages or effects: `commands.ts` and `endings.ts` decide who may change what.
 */

import type { Arp, Horde, LineId, NodeToken, OrcName, PairId, Route, Table, Variant } from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { AttachedPairs } from './attachments.ts';
import { HordeIndex } from './hordes.ts';
import { LineIndex } from './lines.ts';
import type { AttachedPair, Role, RouteEntry } from './routeEntry.ts';

/** All entries of one orc: at most one per backend. @clause ARP-4 */
export interface OrcEntries {
  ee: RouteEntry | null;
  axon: RouteEntry | null;
}

export class ArpTable {
  readonly lines: LineIndex;
  readonly hordes: HordeIndex;
  readonly hall: RouteEntry;
  readonly #orcs = new Map<OrcName, OrcEntries>();
  readonly #attachments: AttachedPairs;
  readonly #token: NodeToken;
  /** How often an entry can hold one line: once where subscriptions form a set (LINE-9). */
  readonly #mostHeld: number;

  /** Whether events come once for each subscription, so that the index has to know them all. */
  readonly #hasCopies: boolean;

  /** `variants`: of the law that the router keeps. @clause ARP-1 */
  constructor(
    token: NodeToken,
    horde: Horde,
    attachments: AttachedPairs,
    variants: readonly Variant[],
  ) {
    this.#token = token;
    this.#mostHeld = variants.includes('set subscriptions') ? 1 : Number.POSITIVE_INFINITY;
    this.#hasCopies = variants.includes('copies per subscription');
    this.lines = new LineIndex(this.#hasCopies);
    this.#attachments = attachments;
    this.hordes = new HordeIndex(horde);
    this.hall = {
      orcName: GREATHALL,
      backend: 'ee',
      attachment: createGreathallAttachment(),
      role: 'endpoint',
      token,
      hordes: [horde],
      nice: 0,
      lines: new Map(),
    };
    this.#orcs.set(GREATHALL, { ee: this.hall, axon: null });
  }

  /** The number of entries with their hordes and lines, in all indexes of this table. */
  get size(): number {
    let size = this.#orcs.size + this.lines.size + this.hordes.size;
    for (const { ee, axon } of this.#orcs.values())
      for (const entry of [ee, axon]) if (entry) size += 1 + entry.hordes.length + entry.lines.size;
    return size;
  }

  get(orcName: OrcName): OrcEntries | undefined {
    return this.#orcs.get(orcName);
  }

  /** Returns every orc in the table, in ascending order, greathall included. */
  orcNames(): OrcName[] {
    return [...this.#orcs.keys()].sort(byUnit);
  }

  hasEndpoint(orcName: OrcName): boolean {
    const known = this.#orcs.get(orcName);
    return known?.ee?.role === 'endpoint' || known?.axon?.role === 'endpoint';
  }

  /** Returns the orc's entries in ascending order of backend, like the table. */
  entriesOf(orcName: OrcName): RouteEntry[] {
    const known = this.#orcs.get(orcName);
    return known ? [known.axon, known.ee].filter((entry) => entry !== null) : [];
  }

  /** Adds an entry without lines; the orc must have none on this backend. @clause ARP-3 ARP-7 ROUTE-6 */
  insert(orcName: OrcName, attachment: AttachedPair, role: Role, arp: Arp): RouteEntry {
    const entry: RouteEntry = {
      orcName,
      backend: attachment.backend,
      attachment,
      role,
      token: arp.token,
      hordes: [],
      nice: arp.nice,
      lines: new Map(),
    };
    this.#ensureEntries(orcName)[entry.backend] = entry;
    this.#attachments.addEntry(entry);
    this.refresh(entry, arp);
    return entry;
  }

  /** Updates a route to what the newest message says; the route keeps its lines. @clause ARP-3 ARP-5 ARP-6 */
  refresh(entry: RouteEntry, arp: Arp): void {
    entry.token = entry.attachment.node ?? arp.token;
    this.hordes.drop(entry);
    entry.attachment.hordeCount -= entry.hordes.length;
    entry.hordes = [...new Set(arp.hordes)].sort(byUnit);
    entry.attachment.hordeCount += entry.hordes.length;
    this.hordes.add(entry);
    for (const each of this.entriesOf(entry.orcName)) each.nice = arp.nice;
  }

  /** Turns a nested entry into an endpoint when the orc joins on its pair. */
  promote(entry: RouteEntry): void {
    if (entry.role !== 'nested') return;
    this.#attachments.removeEntry(entry);
    entry.role = 'endpoint';
    this.#attachments.addEntry(entry);
  }

  /** Removes the entry from every index. @clause SAFE-3 */
  remove(entry: RouteEntry): void {
    for (const [lineId, count] of entry.lines)
      for (let each = 0; each < (this.#hasCopies ? count : 1); each++)
        this.lines.release(lineId, entry.attachment);
    entry.attachment.lineCount -= entry.lines.size;
    entry.lines.clear();
    this.hordes.drop(entry);
    entry.attachment.hordeCount -= entry.hordes.length;
    this.#attachments.removeEntry(entry);
    const known = this.#ensureEntries(entry.orcName);
    known[entry.backend] = null;
    if (!known.ee && !known.axon) this.#orcs.delete(entry.orcName);
  }

  /** Moves all entries to a new name, which must be free. The entries keep their lines, hordes and age. @clause ARP-8 */
  rename(orcName: OrcName, to: OrcName): void {
    const known = this.#ensureEntries(orcName);
    for (const entry of this.entriesOf(orcName)) {
      this.#attachments.removeEntry(entry);
      entry.orcName = to;
      this.#attachments.addEntry(entry);
    }
    this.#orcs.delete(orcName);
    this.#orcs.set(to, known);
  }

  /** Whether the orc holds the line by any of its entries. */
  holdsLine(orcName: OrcName, lineId: LineId): boolean {
    return this.entriesOf(orcName).some((entry) => entry.lines.has(lineId));
  }

  /** Returns all lines the orc holds, in ascending order, each once. */
  linesOf(orcName: OrcName): LineId[] {
    const lineIds = new Set(this.entriesOf(orcName).flatMap((entry) => [...entry.lines.keys()]));
    return [...lineIds].sort(byUnit);
  }

  /** Adds one subscription of a line to the entry. @clause LINE-2 LINE-9 */
  hold(entry: RouteEntry, lineId: LineId): void {
    const count = entry.lines.get(lineId) ?? 0;
    if (count >= this.#mostHeld) return;
    entry.lines.set(lineId, count + 1);
    if (count === 0) entry.attachment.lineCount++;
    if (count === 0 || this.#hasCopies) this.lines.hold(lineId, entry.attachment);
  }

  /** Removes one subscription of a line, which the entry must hold. @clause LINE-2 LINE-8 */
  release(entry: RouteEntry, lineId: LineId): void {
    const count = entry.lines.get(lineId) ?? 0;
    if (count === 0) return;
    if (count > 1) entry.lines.set(lineId, count - 1);
    else {
      entry.lines.delete(lineId);
      entry.attachment.lineCount--;
    }
    if (count === 1 || this.#hasCopies) this.lines.release(lineId, entry.attachment);
  }

  /**
   * Returns the table in ascending order of backend, then name. Called after every step, so the sorted names are
   * cached.
   */
  toTable(): Table {
    const routes: Route[] = [];
    const known = this.orcNames().map((name) => this.#ensureEntries(name));
    for (const backend of ['axon', 'ee'] as const)
      for (const { [backend]: entry } of known) {
        if (entry) routes.push(routeOf(entry));
      }
    return { node: this.#token, routes };
  }

  /** Returns the orc's entries; creates an empty record if the orc is unknown. */
  #ensureEntries(orcName: OrcName): OrcEntries {
    let known = this.#orcs.get(orcName);
    if (!known) {
      known = { ee: null, axon: null };
      this.#orcs.set(orcName, known);
    }
    return known;
  }
}

/** Creates greathall's pair, which the transport can neither attach nor lose. */
function createGreathallAttachment(): AttachedPair {
  const pair = GREATHALL as string as PairId;
  const counts = { endpointCount: 0, lineCount: 0, hordeCount: 0 };
  return { pair, backend: 'ee', port: null, node: null, entries: new Map(), ...counts };
}

function routeOf(entry: RouteEntry): Route {
  return {
    backend: entry.backend,
    orcName: entry.orcName,
    token: entry.token,
    socket: entry.attachment.pair,
    port: entry.attachment.port,
    hordes: entry.hordes,
    nice: entry.nice,
    lines: listLineCounts(entry.lines),
  };
}

/** Returns the lines with their counts, in ascending order of line. */
function listLineCounts(lines: ReadonlyMap<LineId, number>): Route['lines'] {
  const all: { lineId: LineId; count: number }[] = [];
  for (const [lineId, count] of lines) all.push({ lineId, count });
  return all.sort((a, b) => byUnit(a.lineId, b.lineId));
}
