/**
 * Visited states: each state once, in the order of discovery, so that it is both the visited set and the queue of a search. It is
 * an open-addressing hash table of our own over one long array of words: nothing is boxed, and a lookup touches two places in
 * memory. It does not know what the words mean.
 */

/**
 * Number of slots per state: the table is at most half full, as longer runs of taken slots would cost more than the
 * memory.
 */
const SLOTS_PER_STATE = 2;

/** Returns a word's share of the hash. When a word changes, `^` removes its old share and adds the new one. */
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

export class VisitedStates {
  readonly words: number;
  /** The words of all states, one state after the other. */
  states: Int32Array;
  /** For each state, the index of the state from which it was first reached; -1 for the first state. */
  parents: Int32Array;
  count = 0;
  #slots: Int32Array;
  #mask: number;

  constructor(words: number, expected = 1 << 12) {
    this.words = words;
    this.states = new Int32Array(expected * words);
    this.parents = new Int32Array(expected);
    this.#slots = new Int32Array(expected * SLOTS_PER_STATE);
    this.#mask = expected * SLOTS_PER_STATE - 1;
  }

  /** Adds a state. Returns false when it is already known. */
  add(state: Int32Array, parent: number): boolean {
    return this.addWithHash(state, hashOf(state, 0, this.words), parent);
  }

  /** Does the same as `add`, with a hash that was computed before. */
  addWithHash(state: Int32Array, hash: number, parent: number): boolean {
    const { words, states } = this;
    const slots = this.#slots;
    let slot = hash & this.#mask;
    for (let stored = slots[slot] as number; stored !== 0; stored = slots[slot] as number) {
      const at = (stored - 1) * words;
      let word = 0;
      while (word < words && states[at + word] === state[word]) word++;
      if (word === words) return false;
      slot = (slot + 1) & this.#mask;
    }
    if (this.count === this.parents.length) {
      this.#grow();
      return this.addWithHash(state, hash, parent);
    }
    const at = this.count * words;
    for (let word = 0; word < words; word++) this.states[at + word] = state[word] as number;
    this.parents[this.count] = parent;
    this.count++;
    slots[slot] = this.count;
    return true;
  }

  /** Returns the bytes of all arrays; during growth, old and new arrays exist together. */
  get bytes(): number {
    return this.states.byteLength + this.parents.byteLength + this.#slots.byteLength;
  }

  /** Whether the next state makes the arrays double. */
  get isFull(): boolean {
    return this.count === this.parents.length;
  }

  /** Restores the states of an earlier search. */
  restore(states: Int32Array, parents: Int32Array): void {
    this.count = parents.length;
    let capacity = this.parents.length;
    while (capacity < this.count) capacity *= 2;
    this.states = new Int32Array(capacity * this.words);
    this.states.set(states);
    this.parents = new Int32Array(capacity);
    this.parents.set(parents);
    this.#rebuildIndex(capacity);
  }

  #grow(): void {
    const capacity = this.parents.length * 2;
    const states = new Int32Array(capacity * this.words);
    states.set(this.states);
    this.states = states;
    const parents = new Int32Array(capacity);
    parents.set(this.parents);
    this.parents = parents;
    this.#rebuildIndex(capacity);
  }

  #rebuildIndex(capacity: number): void {
    this.#slots = new Int32Array(capacity * SLOTS_PER_STATE);
    this.#mask = capacity * SLOTS_PER_STATE - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = hashOf(this.states, index * this.words, this.words) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = index + 1;
    }
  }
}
