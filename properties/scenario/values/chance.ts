/**
 * Chance: the only source of randomness of the generator, seeded by the harness or by fast-check. Everything that is drawn is
 * drawn through it, so that one seed gives the same scenario on every machine.
 */
import { createHash } from 'node:crypto';
import type { Random } from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Chance {
  /** Returns an integer from 0 to n - 1; n is at least 1. */
  below(n: number): number;
}

/** Returns the random source of one case: the same seed and index give the same draws. */
export function seeded(seed: string, index: number): Chance {
  const digest = createHash('sha256').update(`${seed}\u0000${index}`).digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  return { below: (n) => uniformInt(generator, 0, n - 1) };
}

/** Wraps the random source that fast-check hands to an arbitrary. */
export function randomChance(random: Random): Chance {
  return { below: (n) => random.nextInt(0, n - 1) };
}

export function oneOf<T>(chance: Chance, items: readonly T[]): T {
  return items[chance.below(items.length)] as T;
}

/** Picks one of the items, earlier ones more often, so that steps tend to use the same few names. */
export function pickSkewed<T>(chance: Chance, items: readonly T[]): T {
  return items[Math.min(chance.below(items.length), chance.below(items.length))] as T;
}

/** True with a probability of `share` percent. */
export function percent(chance: Chance, share: number): boolean {
  return chance.below(100) < share;
}

/** Picks one of the keys, in proportion to its weight. At least one weight must be above 0. */
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
