/**
 * The codec: decoding returns what was encoded, however the bytes are split; malformed bytes are reported, not thrown.
 */
import { describe, expect, it } from 'vitest';
import type { ReadResult } from './codec.ts';
import { Decoder, encode, FRAME_LEVELS } from './codec.ts';

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

  it('SAFE-1: of a frame that comes byte by byte, no more is kept than its announced length', () => {
    const frame = encode('x'.repeat(100_000));
    const decoder = new Decoder(1 << 20);
    let mostKept = 0;
    const tooMuchAt: number[] = [];
    let frames = 0;
    for (let at = 0; at < frame.length; at++) {
      for (const { kind } of decoder.read(frame.subarray(at, at + 1)))
        frames += Number(kind === 'frame');
      // Hardly more is kept than has come: whoever announces much and sends nothing takes up nothing.
      if (decoder.pendingBytes > Math.max(4096, 2 * at)) tooMuchAt.push(at);
      mostKept = Math.max(mostKept, decoder.pendingBytes);
    }
    expect(tooMuchAt).toEqual([]);
    expect(frames).toBe(1);
    expect(mostKept).toBeLessThanOrEqual(frame.length - 4);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('SAFE-1: a frame nested too deep is refused alone, and the next one is read', () => {
    const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));
    const frameOf = (body: Buffer) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(body.length);
      return Buffer.concat([header, body]);
    };
    const deepest = frameOf(nested(FRAME_LEVELS));
    const [tooDeep, muchTooDeep] = [FRAME_LEVELS + 1, 400_000].map((each) => frameOf(nested(each)));
    const text = encode('[{'.repeat(FRAME_LEVELS));
    const chunk = Buffer.concat([deepest, tooDeep, muchTooDeep, text, encode(1)] as Buffer[]);
    const reads = decode([chunk], 1 << 20);
    expect(reads.map(({ kind }) => kind)).toEqual([
      'frame',
      'refused',
      'refused',
      'frame',
      'frame',
    ]);
    expect(reads[1]).toMatchObject({ detail: expect.stringMatching(/more than 2048 levels/) });
  });

  it.each([FRAME_LEVELS + 1, 3000, 100_000])(
    'SAFE-1: a frame of %i levels is not sent',
    (levels) => {
      let frame: unknown = 1;
      for (let level = 0; level < levels; level++) frame = [frame];
      expect(() => encode(frame)).toThrow(/cannot be sent: it is nested more than 2048 levels/);
    },
  );

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
