/**
 * Machine: the model's transitions on packed states, hop by hop: what a client does, what a node does with what it hears,
 * what is passed on. The innermost loop of the search: numbers, a `switch`, nothing allocated. It is kept honest by
 * `machine.test.ts`, which runs it against the model state by state. It judges nothing.
 */

import type { Action } from './actions.ts';
import {
  ARRIVE,
  actionsOf,
  CLIMB,
  CUT,
  downwardsOf,
  framesOf,
  PUBLISH,
  wholeOf,
} from './actions.ts';
import type { Layout, Word } from './layout.ts';
import {
  CONN,
  countAt,
  DELETE,
  DISCONN,
  entryAt,
  frameOf,
  heldAt,
  JOIN,
  layoutOf,
  lostIn,
} from './layout.ts';
import type { World } from './world.ts';

export class Machine {
  readonly layout: Layout;
  readonly actions: readonly Action[];
  readonly #interleaved: boolean;
  readonly #kinds: Uint8Array;
  readonly #orcs: Uint8Array;
  readonly #lines: Uint8Array;
  readonly #countCap: number;
  readonly #queueCap: number;
  /** For each place of an orc's way, the place it hears from; and the link by which. */
  readonly #from: readonly Int8Array[];
  readonly #link: readonly Int8Array[];
  /** All bits of a place in an orc's word. */
  readonly #whole: readonly number[];
  readonly #client: number;
  readonly #there: number;
  /** Links whose upper node is highest first. */
  readonly #downwards: readonly number[];
  /** What each frame says. */
  readonly #said: readonly Action[];
  readonly #lost: number;
  readonly #frameMask: number;
  #passed = false;

  constructor(world: World) {
    const { bounds } = world;
    this.layout = layoutOf(world);
    this.#interleaved = bounds.interleaved;
    this.actions = actionsOf(world, this.layout);
    this.#kinds = Uint8Array.from(this.actions, ({ kind }) => kind);
    this.#orcs = Uint8Array.from(this.actions, ({ orc }) => orc);
    this.#lines = Uint8Array.from(this.actions, ({ line }) => line);
    this.#countCap = bounds.countCap;
    this.#queueCap = bounds.queueCap;
    const { ways, lines, countMask, base } = this.layout;
    this.#from = ways.map((way) => Int8Array.from(way, ({ from }) => from));
    this.#link = ways.map((way) => Int8Array.from(way, ({ link }) => link));
    const longest = Math.max(...ways.map((way) => way.length));
    this.#whole = Array.from({ length: longest }, (_, place) => wholeOf(this.layout, place));
    this.#there = 1 << base;
    let client = this.#there;
    for (let line = 0; line < lines; line++) client |= countMask << countAt(this.layout, line);
    this.#client = client;
    this.#downwards = downwardsOf(this.layout);
    this.#said = framesOf(this.layout);
    this.#lost = lostIn(this.layout);
    this.#frameMask = (1 << this.layout.frameBits) - 1;
  }

  /** The orc's word after it did this and all settled; the same word where that is not possible. */
  next(word: number, action: number): number {
    const kind = this.#kinds[action] as number;
    const line = this.#lines[action] as number;
    const asked = this.#asked(word, kind, line);
    if (asked === word) return word;
    return this.#settled(
      asked,
      this.#orcs[action] as number,
      kind === CUT ? DELETE : (kind as Word),
      line,
    );
  }

  /** The state after the action, written to `out`; false where the action is not possible there. */
  apply(state: Int32Array, at: number, action: number, out: Int32Array): boolean {
    const kind = this.#kinds[action] as number;
    const orc = this.#orcs[action] as number;
    const line = this.#lines[action] as number;
    for (let word = 0; word < out.length; word++) out[word] = state[at + word] as number;
    if (kind === PUBLISH) return true;
    if (kind === ARRIVE) return this.#arrive(out, orc);
    if (kind === CLIMB) return this.#climb(out, orc);
    if (!this.#interleaved) {
      const word = out[orc] as number;
      out[orc] = this.next(word, action);
      return out[orc] !== word;
    }
    const bus = this.layout.buses + orc;
    // A pair opens anew when its node has heard that it was lost.
    if (out[bus] === this.#lost && (kind !== JOIN || !this.#arrive(out, orc))) return false;
    const known = out[orc] as number;
    const asked = this.#asked(known, kind, line);
    out[orc] = asked;
    if (kind === CUT) {
      const open = (known & this.#there) !== 0 || out[bus] !== 0;
      out[bus] = this.#lost;
      return open;
    }
    return asked !== known && this.#push(out, bus, frameOf(this.layout, orc, kind as Word, line));
  }

  /** What the client knows after it has asked; the same word where it does not ask. */
  #asked(known: number, kind: number, line: number): number {
    const there = (known & this.#there) !== 0;
    const at = countAt(this.layout, line);
    const count = (known >>> at) & this.layout.countMask;
    switch (kind) {
      case JOIN:
        return known | this.#there;
      case CONN:
        return there && count < this.#countCap ? known + (1 << at) : known;
      case DISCONN:
        return count > 0 ? known - (1 << at) : known;
      default:
        return known & ~this.#client;
    }
  }

  /** One node hears a word. Whether it passes it on is in `#passed`. @clause ARP-2 LINE-1 LINE-2 LINE-4 LINE-5 ROUTE-1 ROUTE-3 */
  #heard(word: number, place: number, said: Word, line: number): number {
    const entry = 1 << entryAt(this.layout, place);
    switch (said) {
      case JOIN:
        this.#passed = true;
        return word | entry;
      case CONN: {
        if (place > 0) {
          const held = 1 << heldAt(this.layout, line, place);
          this.#passed = (word & held) === 0;
          return word | entry | held;
        }
        const at = countAt(this.layout, line) + this.layout.countBits;
        this.#passed = ((word >>> at) & this.layout.countMask) === 0;
        return (word | entry) + (1 << at);
      }
      case DISCONN: {
        if (place > 0) {
          const held = 1 << heldAt(this.layout, line, place);
          this.#passed = (word & held) !== 0;
          return word & ~held;
        }
        const at = countAt(this.layout, line) + this.layout.countBits;
        const count = (word >>> at) & this.layout.countMask;
        this.#passed = count === 1;
        return count === 0 ? word : word - (1 << at);
      }
      case DELETE:
        this.#passed = (word & entry) !== 0;
        return this.#passed ? word & ~(this.#whole[place] as number) : word;
      default:
        return said satisfies never;
    }
  }

  /** All the way up at once. */
  #settled(asked: number, orc: number, said: Word, line: number): number {
    const from = this.#from[orc] as Int8Array;
    let word = this.#heard(asked, 0, said, line);
    let passed = this.#passed ? 1 : 0;
    for (let place = 1; place < from.length; place++) {
      if (((passed >>> (from[place] as number)) & 1) === 0) continue;
      word = this.#heard(word, place, said, line);
      if (this.#passed) passed |= 1 << place;
    }
    return word;
  }

  #push(out: Int32Array, bus: number, frame: number): boolean {
    const word = out[bus] as number;
    const bits = this.layout.frameBits;
    for (let length = 0; length < this.#queueCap; length++)
      if (((word >>> (length * bits)) & this.#frameMask) === 0) {
        out[bus] = word | (frame << (length * bits));
        return true;
      }
    return false;
  }

  #pop(out: Int32Array, bus: number): number {
    const word = out[bus] as number;
    const { frameBits } = this.layout;
    out[bus] = frameBits === 32 ? 0 : word >>> frameBits;
    return word & this.#frameMask;
  }

  /** To every node above that hears of the orc from this place; false where one of the links is full. */
  #passOn(out: Int32Array, orc: number, place: number, said: Word, line: number): boolean {
    const from = this.#from[orc] as Int8Array;
    const link = this.#link[orc] as Int8Array;
    const frame = frameOf(this.layout, orc, said, line);
    for (let next = place + 1; next < from.length; next++)
      if (
        from[next] === place &&
        !this.#push(out, this.layout.links + (link[next] as number), frame)
      )
        return false;
    return true;
  }

  /** The oldest frame on a client's bus reaches its node; who leaves has its pair closed. @clause ROUTE-1 ROUTE-4 */
  #arrive(out: Int32Array, orc: number): boolean {
    const bus = this.layout.buses + orc;
    const frame = this.#pop(out, bus);
    if (frame === 0) return false;
    const { kind, line } = this.#said[frame] as Action;
    const said = kind === CUT ? DELETE : (kind as Word);
    out[orc] = this.#heard(out[orc] as number, 0, said, line);
    if (!this.#passed) return true;
    if (kind === DELETE) {
      out[bus] = 0;
      out[orc] = (out[orc] as number) & ~this.#client;
    }
    return this.#passOn(out, orc, 0, said, line);
  }

  /** The oldest message on a link reaches the node above. */
  #climb(out: Int32Array, link: number): boolean {
    const frame = this.#pop(out, this.layout.links + link);
    if (frame === 0) return false;
    const { kind, orc, line } = this.#said[frame] as Action;
    const place = (this.#link[orc] as Int8Array).indexOf(link);
    out[orc] = this.#heard(out[orc] as number, place, kind as Word, line);
    return !this.#passed || this.#passOn(out, orc, place, kind as Word, line);
  }

  /** Whether anything is in flight. */
  quiet(state: Int32Array, at: number): boolean {
    const { buses, words } = this.layout;
    for (let bus = buses; bus < words; bus++) if (state[at + bus] !== 0) return false;
    return true;
  }

  /** Delivers all that is in flight. From the top down, so that no bus is ever full. */
  settle(state: Int32Array): void {
    const { links, orcs } = this.layout;
    for (let more = true; more; ) {
      more = false;
      for (const link of this.#downwards)
        if (!more && state[links + link] !== 0) more = this.#climb(state, link);
      for (let orc = 0; orc < orcs && !more; orc++) more = this.#arrive(state, orc);
    }
  }
}
