/**
 * Machine: the model's transitions on packed states, hop by hop: what a client does, how a node handles a message, what it passes
 * on. It is the innermost loop of the search, so it uses numbers, a `switch` and no allocation. `machine.test.ts` compares it
 * with the model state by state. It judges nothing.
 */

import type { Action } from './actions.ts';
import {
  ARRIVE,
  actionsOf,
  CLIMB,
  CUT,
  frameActionsOf,
  PUBLISH,
  placeMaskOf,
  topDownLinksOf,
} from './actions.ts';
import type { Layout, MessageKind } from './layout.ts';
import {
  CONN,
  countBitAt,
  DELETE,
  DISCONN,
  entryBitAt,
  frameOf,
  heldBitAt,
  JOIN,
  layoutOf,
  lostFrameOf,
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
  /** For each place on an orc's path: the place from which it hears, and the link between the two. */
  readonly #sources: readonly Int8Array[];
  readonly #incomingLinks: readonly Int8Array[];
  /** The mask of all bits of a place in an orc's word. */
  readonly #placeMasks: readonly number[];
  readonly #clientMask: number;
  readonly #thereBit: number;
  /** The links, those with the highest upper node first. */
  readonly #topDownLinks: readonly number[];
  /** The meaning of each frame, by its number. */
  readonly #frameActions: readonly Action[];
  readonly #lostFrame: number;
  readonly #frameMask: number;
  #isPassedOn = false;

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
    const { paths, lines, countMask, presenceBit } = this.layout;
    this.#sources = paths.map((path) => Int8Array.from(path, ({ from }) => from));
    this.#incomingLinks = paths.map((path) => Int8Array.from(path, ({ link }) => link));
    const longest = Math.max(...paths.map((path) => path.length));
    this.#placeMasks = Array.from({ length: longest }, (_, place) =>
      placeMaskOf(this.layout, place),
    );
    this.#thereBit = 1 << presenceBit;
    let client = this.#thereBit;
    for (let line = 0; line < lines; line++) client |= countMask << countBitAt(this.layout, line);
    this.#clientMask = client;
    this.#topDownLinks = topDownLinksOf(this.layout);
    this.#frameActions = frameActionsOf(this.layout);
    this.#lostFrame = lostFrameOf(this.layout);
    this.#frameMask = (1 << this.layout.frameBits) - 1;
  }

  /**
   * Returns the orc's word after the action, once everything is delivered. Returns the same word when the action is not possible.
   */
  nextWord(word: number, action: number): number {
    const kind = this.#kinds[action] as number;
    const line = this.#lines[action] as number;
    const clientWord = this.#updateClient(word, kind, line);
    if (clientWord === word) return word;
    return this.#propagateUp(
      clientWord,
      this.#orcs[action] as number,
      kind === CUT ? DELETE : (kind as MessageKind),
      line,
    );
  }

  /** Writes the state after the action to `out`. Returns false when the action is not possible. */
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
      out[orc] = this.nextWord(word, action);
      return out[orc] !== word;
    }
    const bus = this.layout.firstBusWord + orc;
    // A pair can be opened again only after its node has heard that it was lost.
    if (out[bus] === this.#lostFrame && (kind !== JOIN || !this.#arrive(out, orc))) return false;
    const known = out[orc] as number;
    const clientWord = this.#updateClient(known, kind, line);
    out[orc] = clientWord;
    if (kind === CUT) {
      const open = (known & this.#thereBit) !== 0 || out[bus] !== 0;
      out[bus] = this.#lostFrame;
      return open;
    }
    return (
      clientWord !== known &&
      this.#push(out, bus, frameOf(this.layout, orc, kind as MessageKind, line))
    );
  }

  /** Returns what the client knows after it has sent the message. Returns the same word when it does not send it. */
  #updateClient(known: number, kind: number, line: number): number {
    const there = (known & this.#thereBit) !== 0;
    const at = countBitAt(this.layout, line);
    const count = (known >>> at) & this.layout.countMask;
    switch (kind) {
      case JOIN:
        return known | this.#thereBit;
      case CONN:
        return there && count < this.#countCap ? known + (1 << at) : known;
      case DISCONN:
        return count > 0 ? known - (1 << at) : known;
      default:
        return known & ~this.#clientMask;
    }
  }

  /**
   * Makes one node handle a message; sets `#passed` if it passes the message on.
   * @clause ARP-2 LINE-1 LINE-2 LINE-4 LINE-5 ROUTE-1 ROUTE-3
   */
  #handleAtNode(word: number, place: number, message: MessageKind, line: number): number {
    const entry = 1 << entryBitAt(this.layout, place);
    switch (message) {
      case JOIN:
        this.#isPassedOn = true;
        return word | entry;
      case CONN: {
        if (place > 0) {
          const held = 1 << heldBitAt(this.layout, line, place);
          this.#isPassedOn = (word & held) === 0;
          return word | entry | held;
        }
        const at = countBitAt(this.layout, line) + this.layout.countBits;
        this.#isPassedOn = ((word >>> at) & this.layout.countMask) === 0;
        return (word | entry) + (1 << at);
      }
      case DISCONN: {
        if (place > 0) {
          const held = 1 << heldBitAt(this.layout, line, place);
          this.#isPassedOn = (word & held) !== 0;
          return word & ~held;
        }
        const at = countBitAt(this.layout, line) + this.layout.countBits;
        const count = (word >>> at) & this.layout.countMask;
        this.#isPassedOn = count === 1;
        return count === 0 ? word : word - (1 << at);
      }
      case DELETE:
        this.#isPassedOn = (word & entry) !== 0;
        return this.#isPassedOn ? word & ~(this.#placeMasks[place] as number) : word;
      default:
        return message satisfies never;
    }
  }

  /** Delivers a message to all nodes above at once. */
  #propagateUp(clientWord: number, orc: number, message: MessageKind, line: number): number {
    const sources = this.#sources[orc] as Int8Array;
    let word = this.#handleAtNode(clientWord, 0, message, line);
    let passed = this.#isPassedOn ? 1 : 0;
    for (let place = 1; place < sources.length; place++) {
      if (((passed >>> (sources[place] as number)) & 1) === 0) continue;
      word = this.#handleAtNode(word, place, message, line);
      if (this.#isPassedOn) passed |= 1 << place;
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

  /** Queues a message for every node above that hears of the orc from this place. Returns false when one of the links is full. */
  #passOn(
    out: Int32Array,
    orc: number,
    place: number,
    message: MessageKind,
    line: number,
  ): boolean {
    const sources = this.#sources[orc] as Int8Array;
    const incomingLinks = this.#incomingLinks[orc] as Int8Array;
    const frame = frameOf(this.layout, orc, message, line);
    for (let next = place + 1; next < sources.length; next++)
      if (
        sources[next] === place &&
        !this.#push(out, this.layout.links + (incomingLinks[next] as number), frame)
      )
        return false;
    return true;
  }

  /**
   * Delivers the oldest frame on a client's bus to its node. If the client leaves by it, its pair is closed.
   * @clause ROUTE-1 ROUTE-4
   */
  #arrive(out: Int32Array, orc: number): boolean {
    const bus = this.layout.firstBusWord + orc;
    const frame = this.#pop(out, bus);
    if (frame === 0) return false;
    const { kind, line } = this.#frameActions[frame] as Action;
    const message = kind === CUT ? DELETE : (kind as MessageKind);
    out[orc] = this.#handleAtNode(out[orc] as number, 0, message, line);
    if (!this.#isPassedOn) return true;
    if (kind === DELETE) {
      out[bus] = 0;
      out[orc] = (out[orc] as number) & ~this.#clientMask;
    }
    return this.#passOn(out, orc, 0, message, line);
  }

  /** Delivers the oldest message on a link to the node above. */
  #climb(out: Int32Array, link: number): boolean {
    const frame = this.#pop(out, this.layout.links + link);
    if (frame === 0) return false;
    const { kind, orc, line } = this.#frameActions[frame] as Action;
    const place = (this.#incomingLinks[orc] as Int8Array).indexOf(link);
    out[orc] = this.#handleAtNode(out[orc] as number, place, kind as MessageKind, line);
    return !this.#isPassedOn || this.#passOn(out, orc, place, kind as MessageKind, line);
  }

  /** Whether nothing is in flight. */
  isQuiescent(state: Int32Array, at: number): boolean {
    const { firstBusWord, wordsPerState } = this.layout;
    for (let bus = firstBusWord; bus < wordsPerState; bus++)
      if (state[at + bus] !== 0) return false;
    return true;
  }

  /** Delivers everything in flight, on the highest links first, so that no queue overflows. */
  settle(state: Int32Array): void {
    const { links, orcs } = this.layout;
    for (let more = true; more; ) {
      more = false;
      for (const link of this.#topDownLinks)
        if (!more && state[links + link] !== 0) more = this.#climb(state, link);
      for (let orc = 0; orc < orcs && !more; orc++) more = this.#arrive(state, orc);
    }
  }
}
