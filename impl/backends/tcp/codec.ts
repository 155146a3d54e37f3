/**
 * The codec: frames as bytes, each a length of four bytes (big-endian) and that many bytes of JSON in UTF-8. It stands apart
 * because the network splits and merges bytes at will, and readers of frames must not notice. A frame that is too long is refused
 * by its length alone, before any of it is stored; one that is nested too deep, before it is parsed. It knows no socket.
 */

import { isUtf8 } from 'node:buffer';

const HEADER_BYTES = 4;
/** What is kept at first of a frame that has not come whole; doubled as more comes, up to the frame's length. */
const FIRST_BYTES = 1 << 12;

/**
 * The deepest nesting of lists and objects in a frame, its own object included. Documents carry 2000 levels (`FRAME_DEPTH`);
 * somewhere above 3000 JavaScript engines overflow their stack when they copy or write a value.
 */
export const FRAME_LEVELS = 2048;

const TOO_DEEP = `it is nested more than ${FRAME_LEVELS} levels deep`;

/** Throws RangeError for a frame that is nested deeper than `FRAME_LEVELS`. */
export function encode(frame: unknown): Buffer {
  const body = stringify(frame);
  const length = Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
  bytes.writeUInt32BE(length, 0);
  bytes.write(body, HEADER_BYTES);
  if (isDeeperThan(bytes.subarray(HEADER_BYTES), FRAME_LEVELS))
    throw new RangeError(`a frame cannot be sent: ${TOO_DEEP}`);
  return bytes;
}

function stringify(frame: unknown): string {
  try {
    return JSON.stringify(frame) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`a frame cannot be sent: ${TOO_DEEP}`);
    throw error;
  }
}

/** Whether a reader with this limit, in bytes per frame, accepts the encoded frame. */
export function fits(bytes: Buffer, maxBytes: number): boolean {
  return bytes.length - HEADER_BYTES <= maxBytes;
}

/** One decoded frame; one that is refused alone; or why nothing more can be decoded from this stream. */
export type ReadResult =
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'fault'; readonly detail: string };

export class Decoder {
  /** The longest frame from the next one on, in bytes. */
  maxBytes: number;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerCount = 0;
  /** The length of the frame being received, once its header is there. */
  #length: number | null = null;
  /** What has come of a frame that has not come whole: one buffer that grows, and how much of it is filled. */
  #body: Buffer | null = null;
  #bodyCount = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The number of bytes that are kept for a frame that has not come whole. */
  get pendingBytes(): number {
    return this.#body?.length ?? 0;
  }

  /** Yields every frame that the chunk completes. A fault ends the stream: the bytes after it mean nothing. */
  *read(chunk: Buffer): Generator<ReadResult, void, undefined> {
    let rest = chunk;
    for (;;) {
      if (this.#length === null) {
        const taken = rest.copy(this.#header, this.#headerCount);
        this.#headerCount += taken;
        rest = rest.subarray(taken);
        if (this.#headerCount < HEADER_BYTES) return;
        this.#headerCount = 0;
        this.#length = this.#header.readUInt32BE(0);
        if (this.#length > this.maxBytes) {
          yield {
            kind: 'fault',
            detail: `a frame of ${this.#length} bytes was announced, ${this.maxBytes} at most; is this a peer that speaks Partyline?`,
          };
          return;
        }
      }
      const left = this.#length - this.#bodyCount;
      const body = this.#takeBody(rest, this.#length);
      if (body === null) return;
      rest = rest.subarray(left);
      this.#length = null;
      const read = parse(body);
      yield read;
      if (read.kind === 'fault') return;
    }
  }

  /** Returns the body if the bytes complete it; otherwise keeps them and returns null. */
  #takeBody(bytes: Buffer, length: number): Buffer | null {
    if (this.#bodyCount === 0 && bytes.length >= length) return bytes.subarray(0, length);
    const body = this.#ensureRoom(Math.min(length, this.#bodyCount + bytes.length), length);
    this.#bodyCount += bytes.copy(body, this.#bodyCount, 0, length - this.#bodyCount);
    if (this.#bodyCount < length) return null;
    this.#body = null;
    this.#bodyCount = 0;
    return body.subarray(0, length);
  }

  /** Returns the buffer, made larger if this many bytes do not fit; it is never larger than the frame. */
  #ensureRoom(byteCount: number, length: number): Buffer {
    if (this.#body && this.#body.length >= byteCount) return this.#body;
    const size = Math.max(byteCount, FIRST_BYTES, 2 * (this.#body?.length ?? 0));
    const larger = Buffer.allocUnsafeSlow(Math.min(length, size));
    this.#body?.copy(larger, 0, 0, this.#bodyCount);
    this.#body = larger;
    return larger;
  }
}

function parse(body: Buffer): ReadResult {
  if (isDeeperThan(body, FRAME_LEVELS))
    return { kind: 'refused', detail: `a frame is not read: ${TOO_DEEP}` };
  try {
    if (isUtf8(body)) return { kind: 'frame', frame: JSON.parse(body.toString()) };
  } catch {
    // Not JSON; reported below.
  }
  const start = JSON.stringify(body.subarray(0, 40).toString('latin1'));
  return { kind: 'fault', detail: `a frame is no JSON in UTF-8; it begins ${start}` };
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether lists and objects in JSON text are nested deeper than this many levels. */
function isDeeperThan(json: Buffer, levels: number): boolean {
  // Each level takes two brackets, so nearly every frame is too short to be deeper.
  if (json.length < 2 * levels) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > levels) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}
