/**
 * Leads: a set of ways of which events take the least. The least one is kept until the set changes. Apart from the way table, which
 * has such a set for each horde, and one for each line and home.
 */
import type { NodeToken } from '#spec';
import { byUnit, comparePaths } from '#spec';
import type { WayEntry } from './wayEntry.ts';

/** Compares ways by path, then by orc name. @clause WAYS-2 WAYS-9 */
const compareWays = (one: WayEntry, other: WayEntry): number =>
  comparePaths(one.path, other.path) || byUnit(one.orcName, other.orcName);

export class Leads {
  readonly #ways = new Set<WayEntry>();
  #least: WayEntry | null = null;

  get size(): number {
    return this.#ways.size;
  }

  add(way: WayEntry): void {
    this.#ways.add(way);
    if (this.#least && compareWays(way, this.#least) < 0) this.#least = way;
  }

  drop(way: WayEntry): void {
    this.#ways.delete(way);
    if (this.#least === way) this.#least = null;
  }

  /** Returns the least way whose lower node is not among the crossed ones. @clause WAYS-8 WAYS-9 */
  least(crossed: readonly NodeToken[]): WayEntry | null {
    this.#least ??= leastOf(this.#ways, []);
    if (this.#least === null || !crossed.includes(this.#least.node)) return this.#least;
    return leastOf(this.#ways, crossed);
  }
}

function leastOf(ways: Iterable<WayEntry>, crossed: readonly NodeToken[]): WayEntry | null {
  let least: WayEntry | null = null;
  for (const way of ways)
    if (!crossed.includes(way.node) && (least === null || compareWays(way, least) < 0)) least = way;
  return least;
}
