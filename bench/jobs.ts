/** The gain of a second job: for each size, runs with one job and with two, in the order 1 2 2 1. */

export interface JobsFigure {
  readonly runs: number;
  /** Seconds of the first and the last run. */
  readonly one: readonly [number, number];
  /** Seconds of the two runs between them. */
  readonly two: readonly [number, number];
  /** Time with one job divided by time with two. */
  readonly ratio: number;
}

/**
 * `timeRun` returns the seconds of one run. The order makes a steady change in the machine's speed affect both alike.
 */
export function measureJobs(
  sizes: readonly number[],
  timeRun: (runs: number, jobs: number) => number,
): JobsFigure[] {
  return sizes.map((runs) => {
    const first = timeRun(runs, 1);
    const two = [timeRun(runs, 2), timeRun(runs, 2)] as const;
    const one = [first, timeRun(runs, 1)] as const;
    return { runs, one, two, ratio: (one[0] + one[1]) / (two[0] + two[1]) };
  });
}
