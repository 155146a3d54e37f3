/**
 * The horde index: which entry leads to a horde, the newest first, and all hordes known here.
 * It stands apart because age matters here and nowhere else.
 * It must not know events: it answers where, not whether.
 */

import type { Horde } from '#spec';
import { byUnit } from '#spec';
import type { Entry } from './entry.ts';

interface Leads {
  /** The oldest first: every message with `arp` moves its entry to the end. */
  readonly entries: Set<Entry>;
  newest: Entry | null;
}

export class HordeIndex {
  readonly #own: Horde;
  readonly #leads = new Map<Horde, Leads>();
  #all: readonly Horde[] | null = null;

  constructor(own: Horde) {
    this.#own = own;
  }

  /** The entry, with its hordes as they now stand, is the newest. */
  add(entry: Entry): void {
    for (const horde of entry.hordes) {
      let leads = this.#leads.get(horde);
      if (!leads) {
        leads = { entries: new Set(), newest: null };
        this.#leads.set(horde, leads);
        this.#all = null;
      }
      leads.entries.add(entry);
      leads.newest = entry;
    }
  }

  drop(entry: Entry): void {
    for (const horde of entry.hordes) {
      const leads = this.#leads.get(horde);
      if (!leads?.entries.delete(entry)) continue;
      if (leads.newest === entry) leads.newest = null;
      if (leads.entries.size > 0) continue;
      this.#leads.delete(horde);
      this.#all = null;
    }
  }

  /** No two are of one age, so "then the least orcName" never decides. @clause EVENT-9 */
  newest(horde: Horde): Entry | null {
    const leads = this.#leads.get(horde);
    if (!leads) return null;
    if (!leads.newest) for (const entry of leads.entries) leads.newest = entry;
    return leads.newest;
  }

  /** The own horde, all known here and those of the message, ascending, without doubles. @clause ARP-3 */
  with(hordes: readonly Horde[]): readonly Horde[] {
    this.#all ??= Object.freeze([...new Set([this.#own, ...this.#leads.keys()])].sort(byUnit));
    const all = this.#all;
    if (hordes.every((horde) => this.#leads.has(horde))) return all;
    return [...new Set([...all, ...hordes])].sort(byUnit);
  }
}
