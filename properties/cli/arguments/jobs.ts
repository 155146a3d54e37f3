/** Jobs: how many worker threads `--jobs` asks for. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

const MOST_JOBS = 64;

/** Reads the value of `--jobs`; `auto` is one thread per core. */
export function readJobs(value: string): number {
  if (value === 'auto') return Math.min(MOST_JOBS, availableParallelism());
  const jobs = Number(value);
  if (/^\d+$/.test(value) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new InvalidArgumentError(
    `Expected a whole number from 1 to ${MOST_JOBS}, or auto for one a core.`,
  );
}
