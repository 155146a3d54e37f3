/** Patterns of names: what they match, and that no pattern takes long. */
import { describe, expect, it } from 'vitest';
import { readClauses } from './options.ts';
import { matchesPattern } from './patterns.ts';

describe('a pattern of names', () => {
  it.each([
    ['LINE-2', 'LINE-2', true],
    ['line-2', 'LINE-2', true],
    ['LINE-2', 'LINE-20', false],
    ['LINE.2', 'LINE-2', false],
    ['ARP-*', 'ARP-1', true],
    ['ARP-*', 'XARP-1', false],
    ['*', '', true],
    ['*-1', 'ARP-1', true],
    ['*-1', 'ARP-12', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a**c', 'abc', true],
  ])('%j beside %j: %j', (pattern, name, fits) => {
    expect(matchesPattern(pattern, name)).toBe(fits);
  });

  it('with forty stars is refused at once', () => {
    const startMs = performance.now();
    expect(() => readClauses(`${'*'.repeat(40)}x`)).toThrow(/No clause is called/);
    expect(matchesPattern(`${'a*'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});
