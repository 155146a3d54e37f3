/**
 * Invariants: what is checked in every packed state once nothing is in flight. A canary per line is published at every node and
 * delivered by the tables alone. The orcs that hear it are compared with the clients' subscriptions, and each orc's entries with
 * what its client knows. The check changes nothing, and does not depend on how the state was reached.
 */

import type { ClauseId } from '#spec';
import type { Layout } from './layout.ts';
import { countBitAt, entryBitAt, heldBitAt } from './layout.ts';
import type { World } from './world.ts';

/** The invariant that a state violates. */
export type Violation = { readonly clause: ClauseId; readonly detail: string };

/** The clauses that a search over the model checks, and how. */
export const invariants = {
  'ARP-1': 'where nobody is known to a client, no table has an entry',
  'ARP-2': 'every orc that is there has an entry at its node and every node above',
  'LINE-1': 'every node above holds exactly the lines that the orc holds',
  'LINE-2': 'the count at its node is that of its client, and above only membership is kept',
  'LINE-5': 'no entry that is not there has a line',
  'LINE-8': 'canaries of one line are heard by nobody who holds only another',
  'EVENT-1':
    'a canary is heard by exactly its subscribers at or below the node, and crosses no link without one below',
  'EVENT-2': 'a canary that nobody holds crosses nothing',
  'ROUTE-1': 'no table has an entry of who left or was lost',
  'ROUTE-6': 'who comes back holds nothing until it subscribes again',
} as const satisfies Partial<Record<ClauseId, string>>;

export class Invariants {
  readonly #layout: Layout;
  readonly #nodes: number;
  /** The orcs that live at each node, and those at or below it, as bit sets. */
  readonly #homes: Int32Array;
  readonly #orcsBelow: Int32Array;
  /** The nodes from the bottom up, and the nodes directly below each. */
  readonly #nodesUpwards: readonly number[];
  readonly #nodesBelow: readonly (readonly number[])[];
  readonly #clientBit: number;
  /** For each orc and each place on its path, the node; and the tables, with one bit per orc and node. */
  readonly #nodesOfOrc: readonly (readonly number[])[];
  readonly #table: Int32Array;
  readonly #hearers: Int32Array;

  constructor({ above, residents }: World, layout: Layout) {
    this.#layout = layout;
    this.#nodes = above.length;
    this.#homes = new Int32Array(this.#nodes);
    this.#orcsBelow = new Int32Array(this.#nodes);
    this.#table = new Int32Array(this.#nodes);
    this.#hearers = new Int32Array(this.#nodes);
    for (const [orc, { home }] of residents.entries()) {
      this.#homes[home] = (this.#homes[home] as number) | (1 << orc);
      for (const { node } of layout.paths[orc] ?? [])
        this.#orcsBelow[node] = (this.#orcsBelow[node] as number) | (1 << orc);
    }
    this.#nodesBelow = above.map((_, node) =>
      above.flatMap((nodes, below) => (nodes.includes(node) ? [below] : [])),
    );
    this.#nodesUpwards = this.#orderUpwards();
    this.#nodesOfOrc = layout.paths.map((path) => path.map(({ node }) => node));
    this.#clientBit = layout.presenceBit;
  }

  /** Whether the settled state satisfies all invariants. Called in the innermost loop. */
  areSatisfied(state: Int32Array, at: number): boolean {
    const { lines } = this.#layout;
    for (let line = 0; line < lines; line++)
      if (!this.#deliversCanary(state, at, line)) return false;
    for (let orc = 0; orc < this.#layout.orcs; orc++)
      if (!this.#isFaithful(state[at + orc] as number, orc)) return false;
    return true;
  }

  /**
   * Publishes an event on the line at every node at once. This is possible because a node's behaviour depends on its table alone.
   */
  #deliversCanary(state: Int32Array, at: number, line: number): boolean {
    const wanted = this.#readLine(state, at, line);
    const table = this.#table;
    const hearers = this.#hearers;
    for (const node of this.#nodesUpwards) {
      const holds = table[node] as number;
      // On a client's pair the orc hears the event, even if it does not want it; then the hearing is surplus.
      let reached = holds & (this.#homes[node] as number);
      if ((reached & ~wanted) !== 0) return false;
      for (const lower of this.#nodesBelow[node] as readonly number[]) {
        if ((holds & (this.#orcsBelow[lower] as number)) === 0) continue;
        if ((wanted & (this.#orcsBelow[lower] as number)) === 0) return false;
        reached |= hearers[lower] as number;
      }
      hearers[node] = reached;
      if (reached !== (wanted & (this.#orcsBelow[node] as number))) return false;
    }
    return true;
  }

  /**
   * Finds which orcs hold the line in each node's table. Returns, as bits, which orcs want the line as far as their clients know.
   */
  #readLine(state: Int32Array, at: number, line: number): number {
    const layout = this.#layout;
    const { countBits, countMask } = layout;
    const table = this.#table;
    const low = countBitAt(layout, line);
    let wanted = 0;
    table.fill(0);
    for (let orc = 0; orc < layout.orcs; orc++) {
      const group = (state[at + orc] as number) >>> low;
      const bit = 1 << orc;
      if ((group & countMask) !== 0) wanted |= bit;
      const nodes = this.#nodesOfOrc[orc] as readonly number[];
      if (((group >>> countBits) & countMask) !== 0)
        table[nodes[0] as number] = (table[nodes[0] as number] as number) | bit;
      for (let place = 1; place < nodes.length; place++)
        if (((group >>> (2 * countBits + place - 1)) & 1) !== 0)
          table[nodes[place] as number] = (table[nodes[place] as number] as number) | bit;
    }
    return wanted;
  }

  /** Whether the orc's entries agree with what its client knows. */
  #isFaithful(word: number, orc: number): boolean {
    const layout = this.#layout;
    const { countBits, countMask, lines } = layout;
    const there = (word >>> this.#clientBit) & 1;
    const places = (this.#nodesOfOrc[orc] as readonly number[]).length;
    const entries = (word >>> entryBitAt(layout, 0)) & ((1 << places) - 1);
    if (entries !== (there === 1 ? (1 << places) - 1 : 0)) return false;
    for (let line = 0; line < lines; line++) {
      const group = word >>> countBitAt(layout, line);
      const count = group & countMask;
      if (((group >>> countBits) & countMask) !== count || (count !== 0 && there === 0))
        return false;
      const held = (word >>> heldBitAt(layout, line, 1)) & ((1 << (places - 1)) - 1);
      if (places > 1 && held !== (count === 0 ? 0 : (1 << (places - 1)) - 1)) return false;
    }
    return true;
  }

  #orderUpwards(): number[] {
    const order: number[] = [];
    const walk = (node: number): void => {
      if (order.includes(node)) return;
      for (const lower of this.#nodesBelow[node] ?? []) walk(lower);
      order.push(node);
    };
    for (let node = 0; node < this.#nodes; node++) walk(node);
    return order;
  }
}

/**
 * Returns the first invariant that a settled state violates, the most specific first. Called only once, for a state that
 * `areSatisfied` rejected.
 */
export function violationOf(world: World, layout: Layout, state: Int32Array): Violation {
  for (const [orc, { orc: name }] of world.residents.entries()) {
    const word = state[orc] as number;
    const there = ((word >>> layout.presenceBit) & 1) === 1;
    for (const [place, { node }] of (layout.paths[orc] ?? []).entries()) {
      const at = `${world.topology.nodes[node]?.token}'s table`;
      const entry = ((word >>> entryBitAt(layout, place)) & 1) === 1;
      if (entry && !there) return { clause: 'ROUTE-1', detail: `${at}: ${name} is surplus` };
      if (!entry && there) return { clause: 'ARP-2', detail: `${at}: ${name} is missing` };
      for (const [line, topic] of world.topics.entries()) {
        const wanted = (word >>> countBitAt(layout, line)) & layout.countMask;
        const held =
          place === 0
            ? (word >>> (countBitAt(layout, line) + layout.countBits)) & layout.countMask
            : (word >>> heldBitAt(layout, line, place)) & 1;
        const right = place === 0 ? wanted : Math.min(wanted, 1);
        if (held === right) continue;
        const clause = !there ? 'LINE-5' : place === 0 ? 'LINE-2' : 'LINE-1';
        return { clause, detail: `${at}: ${name} holds ${topic} ${held} times, expected ${right}` };
      }
    }
  }
  return { clause: 'EVENT-1', detail: 'a canary is heard by others than its subscribers' };
}
