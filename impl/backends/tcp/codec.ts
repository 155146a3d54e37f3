/**
 * The codec: frames as bytes, each a length of four bytes (big-endian) and that many bytes of JSON in UTF-8. It stands apart
 * because the network splits and merges bytes at will, and readers of frames must not notice. A frame that is too long is refused
 * by its length alone, before any of it is stored. It knows no socket.
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

/** Whether a reader with this limit, in bytes per frame, accepts the encoded frame. */
export function fits(bytes: Buffer, maxBytes: number): boolean {
  return bytes.length - HEADER_BYTES <= maxBytes;
}

/** One decoded frame, or why nothing more can be decoded from this stream. */
export type ReadResult =
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'fault'; readonly detail: string };

export class Decoder {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #byteCount = 0;
  /** The length of the frame being received, once its header is there. */
  #length: number | null = null;

  /** `maxBytes`: the longest frame. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Yields every frame that the chunk completes. A fault ends the stream: the bytes after it mean nothing. */
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
      // Not JSON; reported below.
    }
    const start = JSON.stringify(body.subarray(0, 40).toString('latin1'));
    return { kind: 'fault', detail: `a frame is no JSON in UTF-8; it begins ${start}` };
  }

  /** Takes this many of the received bytes; they must have been received already. */
  #take(count: number): Buffer {
    const all =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#byteCount -= count;
    this.#chunks = this.#byteCount > 0 ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }
}
