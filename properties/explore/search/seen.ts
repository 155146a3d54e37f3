/**
 * Seen: the states met so far, each once, in the order they were met: the set of a search and its queue in one.
 * An own open-addressing table over one long array of words: nothing is boxed, and a lookup touches two places.
 * It knows no state, only words.
 */

/** Half full at most: longer runs of taken slots cost more than the memory. */
const LOAD = 2;

/** A word's share of the hash: where one word changes, its old share is taken out and the new one put in, both by `^`. */
export function shareOf(word: number, position: number): number {
  let share = Math.imul(word ^ Math.imul(position + 1, 0x9e3779b9), 0x85ebca6b);
  share = Math.imul(share ^ (share >>> 15), 0xc2b2ae35);
  return share ^ (share >>> 13);
}

export function hashOf(states: Int32Array, at: number, words: number): number {
  let hash = 0;
  for (let word = 0; word < words; word++) hash ^= shareOf(states[at + word] as number, word);
  return hash;
}

export class Seen {
  readonly words: number;
  /** All states, one behind the other. */
  states: Int32Array;
  /** Of each state, the one it was first reached from; -1 for the first. */
  parents: Int32Array;
  count = 0;
  #slots: Int32Array;
  #mask: number;

  constructor(words: number, expected = 1 << 12) {
    this.words = words;
    this.states = new Int32Array(expected * words);
    this.parents = new Int32Array(expected);
    this.#slots = new Int32Array(expected * LOAD);
    this.#mask = expected * LOAD - 1;
  }

  /** False where the state is known. */
  add(state: Int32Array, parent: number): boolean {
    return this.addHashed(state, hashOf(state, 0, this.words), parent);
  }

  /** The same for who has the hash already. */
  addHashed(state: Int32Array, hash: number, parent: number): boolean {
    const { words, states } = this;
    const slots = this.#slots;
    let slot = hash & this.#mask;
    for (let held = slots[slot] as number; held !== 0; held = slots[slot] as number) {
      const at = (held - 1) * words;
      let word = 0;
      while (word < words && states[at + word] === state[word]) word++;
      if (word === words) return false;
      slot = (slot + 1) & this.#mask;
    }
    if (this.count === this.parents.length) {
      this.#grow();
      return this.addHashed(state, hash, parent);
    }
    const at = this.count * words;
    for (let word = 0; word < words; word++) this.states[at + word] = state[word] as number;
    this.parents[this.count] = parent;
    this.count++;
    slots[slot] = this.count;
    return true;
  }

  /** Bytes of all arrays, and while the next growth is under way. */
  get bytes(): number {
    return this.states.byteLength + this.parents.byteLength + this.#slots.byteLength;
  }

  /** Whether the next state makes it double. */
  get full(): boolean {
    return this.count === this.parents.length;
  }

  /** Takes over what an earlier search has kept. */
  restore(states: Int32Array, parents: Int32Array): void {
    this.count = parents.length;
    let room = this.parents.length;
    while (room < this.count) room *= 2;
    this.states = new Int32Array(room * this.words);
    this.states.set(states);
    this.parents = new Int32Array(room);
    this.parents.set(parents);
    this.#index(room);
  }

  #grow(): void {
    const room = this.parents.length * 2;
    const states = new Int32Array(room * this.words);
    states.set(this.states);
    this.states = states;
    const parents = new Int32Array(room);
    parents.set(this.parents);
    this.parents = parents;
    this.#index(room);
  }

  #index(room: number): void {
    this.#slots = new Int32Array(room * LOAD);
    this.#mask = room * LOAD - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = hashOf(this.states, index * this.words, this.words) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = index + 1;
    }
  }
}
