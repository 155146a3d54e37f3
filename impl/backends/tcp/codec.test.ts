/**
 * The codec: decoding returns what was encoded, however the bytes are split; malformed bytes are reported, not thrown.
 */
import { describe, expect, it } from 'vitest';
import type { ReadResult } from './codec.ts';
import { Decoder, encode } from './codec.ts';

const frames = [1, 'é <L>', null, [], { a: { __proto__x: [1, 'two'] } }, 'x'.repeat(300)];
const all = Buffer.concat(frames.map(encode));

function decode(chunks: readonly Buffer[], most = 1000): ReadResult[] {
  const decoder = new Decoder(most);
  return chunks.flatMap((chunk) => [...decoder.read(chunk)]);
}

const framesOf = (reads: readonly ReadResult[]) =>
  reads.map((read) => (read.kind === 'frame' ? read.frame : read.detail));

describe('the codec', () => {
  it.each([1, 2, 3, 5, 7, 64, 1000])('reads frames that come in chunks of %i bytes', (size) => {
    const chunks: Buffer[] = [];
    for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size));
    expect(framesOf(decode(chunks))).toEqual(frames);
  });

  it('SAFE-1: an over-long frame is refused by its head, before its body is there', () => {
    const head = Buffer.from([0, 0, 4, 0]);
    expect(decode([encode(1), head], 1000).map(({ kind }) => kind)).toEqual(['frame', 'fault']);
    expect(decode([encode('x'.repeat(998))], 1000)[0]?.kind).toBe('frame');
  });

  it.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n'), /bytes was announced/],
    ['no JSON', Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from('{]')]), /no JSON/],
    ['no UTF-8', Buffer.from([0, 0, 0, 3, 0x22, 0xff, 0x22]), /no JSON in UTF-8/],
    ['nothing at all', Buffer.from([0, 0, 0, 0]), /no JSON/],
  ])('SAFE-1: %s is a fault with a reason, and nothing after it is read', (_, bytes, reason) => {
    const reads = decode([Buffer.concat([bytes, encode(1)])]);
    expect(reads).toHaveLength(1);
    expect(reads[0]).toMatchObject({ kind: 'fault', detail: expect.stringMatching(reason) });
  });
});
