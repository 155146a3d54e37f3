/** A set of bits comes back from its text, and refuses what is no text of its size. */
import { describe, expect, it } from 'vitest';
import { Bitset } from './bitset.ts';

describe('a set of bits', () => {
  const setOf = (size: number, ...members: number[]) => {
    const set = new Bitset(size);
    for (const each of members) set.add(each);
    return set;
  };
  it('comes back from its text', () => {
    const set = setOf(21, 0, 7, 8, 20);
    expect([...Bitset.fromBase64(21, set.toBase64())]).toEqual([0, 7, 8, 20]);
  });
  it('refuses the text of another size, and members that it cannot have', () => {
    const text = setOf(21, 20).toBase64();
    expect(() => Bitset.fromBase64(40, text)).toThrow('5 bytes; came 3');
    expect(() => Bitset.fromBase64(19, text)).toThrow('beyond 18');
  });
  it('counts what a union adds', () => {
    const set = setOf(12, 1, 2);
    expect(set.union(setOf(12, 2, 3, 11))).toBe(2);
    expect([set.count, [...set]]).toEqual([4, [1, 2, 3, 11]]);
    expect([set.add(3), set.add(4)]).toEqual([false, true]);
  });
});
