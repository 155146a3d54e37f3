/**
 * The codec: frames as bytes, each a length of four bytes (big-endian) and that many bytes of JSON in UTF-8.
 * It stands apart because bytes come split and merged as the network likes; whoever reads frames must not see that.
 * An over-long frame is refused by its length alone, before any of it is kept. It knows no socket.
 */

import { isUtf8 } from 'node:buffer';

const HEAD = 4;

export function encode(frame: unknown): Buffer {
  const body = JSON.stringify(frame) ?? 'null';
  const length = Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(HEAD + length);
  bytes.writeUInt32BE(length, 0);
  bytes.write(body, HEAD);
  return bytes;
}

/** Whether whoever reads frames of at most so many bytes reads this one. */
export function fits(bytes: Buffer, most: number): boolean {
  return bytes.length - HEAD <= most;
}

/** One frame read, or why nothing more can be read from here. */
export type Read =
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'fault'; readonly detail: string };

export class Decoder {
  readonly #most: number;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Of the frame under way, once its head is there. */
  #length: number | null = null;

  /** `most`: the longest frame in bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** All that the chunk completes. A fault is the last of its stream: the bytes after it mean nothing. */
  *read(chunk: Buffer): Generator<Read, void, undefined> {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      if (this.#length === null) {
        if (this.#held < HEAD) return;
        this.#length = this.#take(HEAD).readUInt32BE(0);
        if (this.#length > this.#most) {
          yield {
            kind: 'fault',
            detail: `a frame of ${this.#length} bytes was announced, ${this.#most} at most; is this a peer that speaks Partyline?`,
          };
          return;
        }
      }
      if (this.#held < this.#length) return;
      const body = this.#take(this.#length);
      this.#length = null;
      const read = this.#parse(body);
      yield read;
      if (read.kind === 'fault') return;
    }
  }

  #parse(body: Buffer): Read {
    try {
      if (isUtf8(body)) return { kind: 'frame', frame: JSON.parse(body.toString()) };
    } catch {
      // No JSON; told below.
    }
    const start = JSON.stringify(body.subarray(0, 40).toString('latin1'));
    return { kind: 'fault', detail: `a frame is no JSON in UTF-8; it begins ${start}` };
  }

  /** So many of the bytes held, which must be there. */
  #take(count: number): Buffer {
    const all =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#held -= count;
    this.#chunks = this.#held > 0 ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }
}
