/**
 * A set of small integers, stored as bits. It holds which entries of one list a run has reached. Separate because workers and
 * shards send these sets as text and join what they receive.
 */
export class Bitset {
  /** Members are from 0 to `size - 1`. */
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(size: number, bytes: Uint8Array = new Uint8Array((size + 7) >> 3)) {
    this.size = size;
    this.#bytes = bytes;
  }

  /** Throws RangeError on text that is not of a set of this size. */
  static fromBase64(size: number, text: string): Bitset {
    const bytes = Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
    const expected = (size + 7) >> 3;
    if (bytes.length !== expected)
      throw new RangeError(`a set of ${size} has ${expected} bytes; came ${bytes.length}`);
    const spare = size & 7;
    if (spare !== 0 && (bytes[expected - 1] as number) >> spare !== 0)
      throw new RangeError(`a set of ${size} has no member beyond ${size - 1}`);
    return new Bitset(size, bytes);
  }

  toBase64(): string {
    return btoa(String.fromCharCode(...this.#bytes));
  }

  has(member: number): boolean {
    return (((this.#bytes[member >> 3] ?? 0) >> (member & 7)) & 1) === 1;
  }

  /** Adds the member; returns whether it is new. */
  add(member: number): boolean {
    const at = member >> 3;
    const before = this.#bytes[at] as number;
    const after = before | (1 << (member & 7));
    this.#bytes[at] = after;
    return after !== before;
  }

  /** Adds the members of another set of the same size; returns how many of them are new. */
  union(other: Bitset): number {
    let addedCount = 0;
    for (let at = 0; at < this.#bytes.length; at++) {
      const before = this.#bytes[at] as number;
      const after = before | (other.#bytes[at] as number);
      if (after === before) continue;
      addedCount += countOnes(after) - countOnes(before);
      this.#bytes[at] = after;
    }
    return addedCount;
  }

  get count(): number {
    return this.#bytes.reduce((sum, byte) => sum + countOnes(byte), 0);
  }

  /** Yields the members in ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (let member = 0; member < this.size; member++) if (this.has(member)) yield member;
  }
}

function countOnes(byte: number): number {
  let left = byte;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}
