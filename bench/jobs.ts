/** What a second job is worth: one size after the other, with one job and with two, in the order 1 2 2 1. */

export interface JobsFigure {
  readonly runs: number;
  /** Seconds of the first and the last of the four. */
  readonly one: readonly [number, number];
  /** Seconds of the two between them. */
  readonly two: readonly [number, number];
  /** How many times as fast two jobs are. */
  readonly ratio: number;
}

/** `timed` gives the seconds of one run. A machine that slows down in the meantime slows both alike. */
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
