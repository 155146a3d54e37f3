/**
 * The ARP table: which orc is reached by which pair on which backend, and what it holds there.
 * Mutable and indexed: orc to entries, pair to entries, line to carriers, horde to entries stay in step here alone.
 * It must not know messages or effects: who may change what is decided in `commands.ts` and `endings.ts`.
 */

import type { Arp, Horde, LineId, NodeToken, OrcName, PairId, Route, Table } from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { Attachments } from './attachments.ts';
import type { Attachment, Entry, Role } from './entry.ts';
import { HordeIndex } from './hordes.ts';
import { LineIndex } from './lines.ts';

/** All entries of one orc: at most one per backend. @clause ARP-4 */
export interface Known {
  ee: Entry | null;
  axon: Entry | null;
}

export class ArpTable {
  readonly lines = new LineIndex();
  readonly hordes: HordeIndex;
  readonly hall: Entry;
  readonly #orcs = new Map<OrcName, Known>();
  readonly #attachments: Attachments;
  readonly #token: NodeToken;

  /** @clause ARP-1 */
  constructor(token: NodeToken, horde: Horde, attachments: Attachments) {
    this.#token = token;
    this.#attachments = attachments;
    this.hordes = new HordeIndex(horde);
    this.hall = {
      orcName: GREATHALL,
      backend: 'ee',
      attachment: hallPlace(),
      role: 'endpoint',
      token,
      hordes: [horde],
      nice: 0,
      lines: new Map(),
    };
    this.#orcs.set(GREATHALL, { ee: this.hall, axon: null });
  }

  get(orcName: OrcName): Known | undefined {
    return this.#orcs.get(orcName);
  }

  /** Everybody in the table, ascending, greathall included. */
  orcNames(): OrcName[] {
    return [...this.#orcs.keys()].sort(byUnit);
  }

  hasEndpoint(orcName: OrcName): boolean {
    const known = this.#orcs.get(orcName);
    return known?.ee?.role === 'endpoint' || known?.axon?.role === 'endpoint';
  }

  /** Ascending by backend, like the table. */
  entriesOf(orcName: OrcName): Entry[] {
    const known = this.#orcs.get(orcName);
    return known ? [known.axon, known.ee].filter((entry) => entry !== null) : [];
  }

  /** A new entry without lines; the place must be free. @clause ARP-3 @clause ARP-7 */
  insert(orcName: OrcName, attachment: Attachment, role: Role, arp: Arp): Entry {
    const entry: Entry = {
      orcName,
      backend: attachment.backend,
      attachment,
      role,
      token: arp.token,
      hordes: [],
      nice: arp.nice,
      lines: new Map(),
    };
    this.#placesOf(orcName)[entry.backend] = entry;
    this.#attachments.house(entry);
    this.refresh(entry, arp);
    return entry;
  }

  /** What the newest message says of the route; lines stay. @clause ARP-3 @clause ARP-5 @clause ARP-6 */
  refresh(entry: Entry, arp: Arp): void {
    entry.token = entry.attachment.node ?? arp.token;
    this.hordes.drop(entry);
    entry.hordes = [...new Set(arp.hordes)].sort(byUnit);
    this.hordes.add(entry);
    for (const each of this.entriesOf(entry.orcName)) each.nice = arp.nice;
  }

  /** A nested entry becomes an endpoint when its pair is joined. */
  promote(entry: Entry): void {
    if (entry.role !== 'nested') return;
    this.#attachments.evict(entry);
    entry.role = 'endpoint';
    this.#attachments.house(entry);
  }

  /** Takes the entry out of every index; nothing of it is left. @clause SAFE-3 */
  remove(entry: Entry): void {
    for (const lineId of entry.lines.keys()) this.lines.release(lineId, entry.attachment);
    entry.lines.clear();
    this.hordes.drop(entry);
    this.#attachments.evict(entry);
    const known = this.#placesOf(entry.orcName);
    known[entry.backend] = null;
    if (!known.ee && !known.axon) this.#orcs.delete(entry.orcName);
  }

  /** Moves all entries to a free name; lines, hordes and their age stay. @clause ARP-8 */
  rename(orcName: OrcName, to: OrcName): void {
    const known = this.#placesOf(orcName);
    for (const entry of this.entriesOf(orcName)) {
      this.#attachments.evict(entry);
      entry.orcName = to;
      this.#attachments.house(entry);
    }
    this.#orcs.delete(orcName);
    this.#orcs.set(to, known);
  }

  /** Whether the orc holds the line by any of its entries. */
  holds(orcName: OrcName, lineId: LineId): boolean {
    return this.entriesOf(orcName).some((entry) => entry.lines.has(lineId));
  }

  /** All lines the orc holds, ascending, each once. */
  linesOf(orcName: OrcName): LineId[] {
    const held = new Set(this.entriesOf(orcName).flatMap((entry) => [...entry.lines.keys()]));
    return [...held].sort(byUnit);
  }

  /** One more subscription of the entry. @clause LINE-2 */
  hold(entry: Entry, lineId: LineId): void {
    const count = entry.lines.get(lineId) ?? 0;
    entry.lines.set(lineId, count + 1);
    if (count === 0) this.lines.hold(lineId, entry.attachment);
  }

  /** One subscription less; the caller knows that the line is held. @clause LINE-2 @clause LINE-8 */
  release(entry: Entry, lineId: LineId): void {
    const count = entry.lines.get(lineId) ?? 0;
    if (count > 1) entry.lines.set(lineId, count - 1);
    else if (entry.lines.delete(lineId)) this.lines.release(lineId, entry.attachment);
  }

  /** Ascending by backend, then by name. Asked after every step: the names are sorted once. */
  show(): Table {
    const routes: Route[] = [];
    const known = this.orcNames().map((name) => this.#placesOf(name));
    for (const backend of ['axon', 'ee'] as const)
      for (const { [backend]: entry } of known) {
        if (entry) routes.push(shown(entry));
      }
    return { node: this.#token, routes };
  }

  /** The orc's places, free ones where it has none yet. */
  #placesOf(orcName: OrcName): Known {
    let known = this.#orcs.get(orcName);
    if (!known) {
      known = { ee: null, axon: null };
      this.#orcs.set(orcName, known);
    }
    return known;
  }
}

/** Where greathall is: on no pair that the transport could attach or lose. */
function hallPlace(): Attachment {
  const pair = GREATHALL as string as PairId;
  return { pair, backend: 'ee', port: null, node: null, entries: new Map(), endpointCount: 0 };
}

function shown(entry: Entry): Route {
  return {
    backend: entry.backend,
    orcName: entry.orcName,
    token: entry.token,
    socket: entry.attachment.pair,
    port: entry.attachment.port,
    hordes: entry.hordes,
    nice: entry.nice,
    lines: counted(entry.lines),
  };
}

/** Ascending by line. */
function counted(lines: ReadonlyMap<LineId, number>): Route['lines'] {
  const all: { lineId: LineId; count: number }[] = [];
  for (const [lineId, count] of lines) all.push({ lineId, count });
  return all.sort((a, b) => byUnit(a.lineId, b.lineId));
}
