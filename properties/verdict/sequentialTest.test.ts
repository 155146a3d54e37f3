/** The sequential test of witnesses, checked against known values. */
import { describe, expect, it } from 'vitest';
import { testRate, wilsonBounds } from './sequentialTest.ts';

describe('sequential test', () => {
  it('is open while there is little evidence, whichever way it leans', () => {
    expect(testRate(0, 0, 0.01)).toBe('open');
    expect(testRate(0, 100, 0.01)).toBe('open');
    expect(testRate(3, 100, 0.01)).toBe('open');
  });

  it('says "too few" for a witness that never occurs, and "enough" for a frequent one', () => {
    expect(testRate(0, 4000, 0.01)).toBe('too few');
    expect(testRate(500, 1000, 0.1)).toBe('enough');
  });

  it('bounds a share from both sides, closer with more trials', () => {
    const few = wilsonBounds(50, 100);
    const many = wilsonBounds(5000, 10000);
    expect(few.low).toBeLessThan(0.5);
    expect(few.high).toBeGreaterThan(0.5);
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
    expect(wilsonBounds(50, 100).low).toBeCloseTo(0.2428, 4);
  });
});
