/**
 * Tries: budgets and orders of guesses for logs that the likeliest guesses do not soon explain. Deterministic.
 */
import { seeded } from '../../scenario/values/chance.ts';

/** How many states each try before the last one may visit. */
export const TRY_BUDGETS: readonly number[] = [
  1500, 1500, 12_000, 3000, 3000, 24_000, 3000, 6000, 48_000,
];

/** Shuffles by a seed. Earlier, likelier items still tend to come first. */
export function shuffleGuesses<T>(items: readonly T[], salt: number): readonly T[] {
  const left = [...items];
  const chance = seeded('guesses', salt * 1000 + items.length);
  return items.map(
    () => left.splice(Math.min(chance.below(left.length), chance.below(left.length)), 1)[0] as T,
  );
}
