/**
 * A set of whole numbers, which takes a bit for each where they are close together, as the numbers of requests in a log are. It
 * stands apart so that a log of any length can be checked for numbers that come twice.
 */

/** Numbers per chunk: as many bits as fit in 4 KiB. */
const CHUNK = 1 << 15;

export class NumberSet {
  readonly #chunks = new Map<number, Uint8Array>();

  has(number: number): boolean {
    const bits = this.#chunks.get(Math.floor(number / CHUNK));
    const at = number % CHUNK;
    return bits !== undefined && ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }

  add(number: number): void {
    const chunk = Math.floor(number / CHUNK);
    const bits = this.#chunks.get(chunk) ?? new Uint8Array(CHUNK >> 3);
    this.#chunks.set(chunk, bits);
    const at = number % CHUNK;
    bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  }
}
