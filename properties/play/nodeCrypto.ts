/**
 * Stands for `node:crypto` in the browser: the one hash that the drawing of scenarios uses, with the same results. The bundle takes
 * this file in its place.
 */
import { sha256 } from '@noble/hashes/sha2.js';

class Digest {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get #view(): DataView {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
  }

  readInt32LE(at: number): number {
    return this.#view.getInt32(at, true);
  }

  readUInt32LE(at: number): number {
    return this.#view.getUint32(at, true);
  }
}

/** Returns a hash of one text; `algorithm` must be `sha256`. */
export function createHash(algorithm: 'sha256') {
  if (algorithm !== 'sha256') throw new RangeError(`no hash ${algorithm} in the browser`);
  return {
    update: (text: string) => ({
      digest: () => new Digest(sha256(new TextEncoder().encode(text))),
    }),
  };
}
