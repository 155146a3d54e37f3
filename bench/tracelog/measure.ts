/**
 * How long the trace check takes for a record, and what it holds in memory, as logs get longer. Only figures of one run are compared:
 * the same log at several lengths.
 */
import { judgedLines, Surveyor } from '#properties';
import type { LogShape } from './longLog.ts';
import { recordLongLog } from './longLog.ts';

export interface TraceFigure {
  readonly shape: LogShape;
  readonly records: number;
  readonly verdict: string;
  readonly visited: number;
  readonly recordsPerSecond: number;
  /** The most that was held at a time. */
  readonly keptStates: number;
  readonly keptLines: number;
}

/** Judges the log at each length, in periods of the log. */
export async function measureTrace(
  shape: LogShape,
  periodCounts: readonly number[],
  now: () => number,
): Promise<TraceFigure[]> {
  const log = await recordLongLog(shape);
  return periodCounts.map((periods) => {
    const surveyor = new Surveyor();
    const startMs = now();
    for (const line of log.lines(periods)) surveyor.add(line);
    let [keptStates, keptLines] = [0, 0];
    const survey = surveyor.finish(log.header, false);
    const { verdict, records, visited } = judgedLines(survey, log.lines(periods), {
      onProgress: ({ kept }) => {
        keptStates = Math.max(keptStates, kept.states);
        keptLines = Math.max(keptLines, kept.lines);
      },
    });
    const recordsPerSecond = Math.round((records * 1000) / (now() - startMs));
    return { shape, records, verdict, visited, recordsPerSecond, keptStates, keptLines };
  });
}
