/**
 * Tries: in which order guesses are taken when the likeliest did not lead through the log soon. The same at every run.
 */
import { seeded } from '../../scenario/chance.ts';

/** Budgets of the tries before the last. */
export const TRY_BUDGETS: readonly number[] = [
  1500, 1500, 12_000, 3000, 3000, 24_000, 3000, 6000, 48_000,
];

/** The likelier still tend to come first. */
export function shuffleGuesses<T>(items: readonly T[], salt: number): readonly T[] {
  const left = [...items];
  const chance = seeded('guesses', salt * 1000 + items.length);
  return items.map(
    () => left.splice(Math.min(chance.below(left.length), chance.below(left.length)), 1)[0] as T,
  );
}
