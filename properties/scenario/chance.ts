/**
 * Chance: the little that a generator asks of randomness, from a seed or from fast-check.
 * Everything drawn goes through here, so that one seed gives one scenario on every machine.
 */
import { createHash } from 'node:crypto';
import type { Random } from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Chance {
  /** An integer from 0 to n - 1; n is at least 1. */
  below(n: number): number;
}

/** The chance of one case: the same seed and index give the same draws. */
export function seeded(seed: string, index: number): Chance {
  const digest = createHash('sha256').update(`${seed}\u0000${index}`).digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  return { below: (n) => uniformInt(generator, 0, n - 1) };
}

/** Draws from the generator that fast-check hands to an arbitrary. */
export function randomChance(random: Random): Chance {
  return { below: (n) => random.nextInt(0, n - 1) };
}

export function oneOf<T>(chance: Chance, items: readonly T[]): T {
  return items[chance.below(items.length)] as T;
}

/** One of the items, the earlier the likelier: so that few names meet often. */
export function pickSkewed<T>(chance: Chance, items: readonly T[]): T {
  return items[Math.min(chance.below(items.length), chance.below(items.length))] as T;
}

/** True in `share` of 100 draws. */
export function percent(chance: Chance, share: number): boolean {
  return chance.below(100) < share;
}

/** A key of the table, in proportion to its weight; at least one weight is above 0. */
export function weighted<Key extends string>(
  chance: Chance,
  weights: readonly (readonly [Key, number])[],
): Key {
  let left = chance.below(weights.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [key, weight] of weights) {
    left -= weight;
    if (left < 0) return key;
  }
  throw new RangeError('weighted: no weight is above 0');
}
