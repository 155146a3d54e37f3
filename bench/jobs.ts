/** The gain of a second job: for each size, runs with one job and with two, in the order 1 2 2 1. */

export interface JobsFigure {
  readonly runs: number;
  /** Seconds of the two runs with one job (the first and the last of the four). */
  readonly oneJobSeconds: readonly [number, number];
  /** Seconds of the two runs with two jobs, which lie between them. */
  readonly twoJobsSeconds: readonly [number, number];
  /** How many times faster two jobs are: time with one job divided by time with two. */
  readonly ratio: number;
}

/**
 * Measures the gain for each size. `timeRun` returns the seconds of one run. The order makes a
 * steady change in the machine's speed affect both alike.
 */
export function measureJobs(
  sizes: readonly number[],
  timeRun: (runs: number, jobs: number) => number,
): JobsFigure[] {
  return sizes.map((runs) => {
    const first = timeRun(runs, 1);
    const twoJobsSeconds = [timeRun(runs, 2), timeRun(runs, 2)] as const;
    const oneJobSeconds = [first, timeRun(runs, 1)] as const;
    const ratio = sum(oneJobSeconds) / sum(twoJobsSeconds);
    return { runs, oneJobSeconds, twoJobsSeconds, ratio };
  });
}

const sum = ([first, second]: readonly [number, number]): number => first + second;
