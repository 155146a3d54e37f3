/**
 * The codec: frames as bytes, each a length of four bytes (big-endian) and that many bytes of JSON in UTF-8.
 * It stands apart because bytes come split and merged as the network likes; whoever reads frames must not see that.
 * An over-long frame is refused by its length alone, before any of it is kept. It knows no socket.
 */

import { isUtf8 } from 'node:buffer';

const HEADER_BYTES = 4;

export function encode(frame: unknown): Buffer {
  const body = JSON.stringify(frame) ?? 'null';
  const length = Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
  bytes.writeUInt32BE(length, 0);
  bytes.write(body, HEADER_BYTES);
  return bytes;
}

/** Whether whoever reads frames of at most so many bytes reads this one. */
export function fits(bytes: Buffer, maxBytes: number): boolean {
  return bytes.length - HEADER_BYTES <= maxBytes;
}

/** One frame read, or why nothing more can be read from here. */
export type ReadResult =
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'fault'; readonly detail: string };

export class Decoder {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #byteCount = 0;
  /** Of the frame under way, once its head is there. */
  #length: number | null = null;

  /** `most`: the longest frame in bytes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** All that the chunk completes. A fault is the last of its stream: the bytes after it mean nothing. */
  *read(chunk: Buffer): Generator<ReadResult, void, undefined> {
    this.#chunks.push(chunk);
    this.#byteCount += chunk.length;
    for (;;) {
      if (this.#length === null) {
        if (this.#byteCount < HEADER_BYTES) return;
        this.#length = this.#take(HEADER_BYTES).readUInt32BE(0);
        if (this.#length > this.#maxBytes) {
          yield {
            kind: 'fault',
            detail: `a frame of ${this.#length} bytes was announced, ${this.#maxBytes} at most; is this a peer that speaks Partyline?`,
          };
          return;
        }
      }
      if (this.#byteCount < this.#length) return;
      const body = this.#take(this.#length);
      this.#length = null;
      const read = this.#parse(body);
      yield read;
      if (read.kind === 'fault') return;
    }
  }

  #parse(body: Buffer): ReadResult {
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
    this.#byteCount -= count;
    this.#chunks = this.#byteCount > 0 ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }
}
