/**
 * The horde index: which entries lead to a horde, ordered by age, and all hordes known here. It stands apart because age matters
 * nowhere else. It must not know events: it says which entry leads to a horde, but not whether to use it.
 */

import type { Horde } from '#spec';
import { byUnit } from '#spec';
import type { RouteEntry } from './routeEntry.ts';

interface HordeEntries {
  /** Oldest first: every message with `arp` moves its entry to the end. */
  readonly entries: Set<RouteEntry>;
  newest: RouteEntry | null;
}

export class HordeIndex {
  readonly #ownHorde: Horde;
  readonly #byHorde = new Map<Horde, HordeEntries>();
  #allHordes: readonly Horde[] | null = null;

  constructor(own: Horde) {
    this.#ownHorde = own;
  }

  /** The number of hordes and of the entries that lead to them. */
  get size(): number {
    let size = this.#byHorde.size;
    for (const { entries } of this.#byHorde.values()) size += entries.size;
    return size;
  }

  /** Adds the entry with its current hordes, as the newest. */
  add(entry: RouteEntry): void {
    for (const horde of entry.hordes) {
      let leads = this.#byHorde.get(horde);
      if (!leads) {
        leads = { entries: new Set(), newest: null };
        this.#byHorde.set(horde, leads);
        this.#allHordes = null;
      }
      leads.entries.add(entry);
      leads.newest = entry;
    }
  }

  drop(entry: RouteEntry): void {
    for (const horde of entry.hordes) {
      const leads = this.#byHorde.get(horde);
      if (!leads?.entries.delete(entry)) continue;
      if (leads.newest === entry) leads.newest = null;
      if (leads.entries.size > 0) continue;
      this.#byHorde.delete(horde);
      this.#allHordes = null;
    }
  }

  /**
   * Returns the newest entry that holds the horde. No two entries are equally old, so the second criterion of EVENT-9, the least
   * orc name, is never needed. @clause EVENT-9
   */
  newestEntry(horde: Horde): RouteEntry | null {
    const leads = this.#byHorde.get(horde);
    if (!leads) return null;
    if (!leads.newest) for (const entry of leads.entries) leads.newest = entry;
    return leads.newest;
  }

  /** Returns the entries that hold the horde. */
  entriesWith(horde: Horde): Iterable<RouteEntry> {
    return this.#byHorde.get(horde)?.entries ?? [];
  }

  /**
   * Returns this node's horde, all hordes known here and the given ones, in ascending order without duplicates.
   * @clause ARP-3
   */
  mergeHordes(hordes: readonly Horde[]): readonly Horde[] {
    this.#allHordes ??= Object.freeze(
      [...new Set([this.#ownHorde, ...this.#byHorde.keys()])].sort(byUnit),
    );
    const all = this.#allHordes;
    if (hordes.every((horde) => this.#byHorde.has(horde))) return all;
    return [...new Set([...all, ...hordes])].sort(byUnit);
  }
}
