/**
 * The trace check of long logs: what it looks at grows with the log, and what it holds in memory does not. Shown by counts, never by time.
 */
import { describe, expect, it } from 'vitest';
import { judgedLines, Surveyor } from '#properties';
import type { LoggedLine, LoggedRecord } from '#spec';
import type { LongLog } from './longLog.ts';
import { recordLongLog } from './longLog.ts';
import { measureTrace } from './measure.ts';

/** Judges the log with one record changed, or as it is. */
function judge(
  { header, lines }: LongLog,
  periods: number,
  change: (record: LoggedRecord, line: number) => LoggedRecord = (record) => record,
) {
  const surveyor = new Surveyor();
  function* changed(): Generator<LoggedLine> {
    for (const { line, record } of lines(periods)) yield { line, record: change(record, line) };
  }
  for (const line of changed()) surveyor.add(line);
  return judgedLines(surveyor.finish(header, false), changed());
}

describe.each([
  ['quiet', [8, 16]],
  ['per observer', [8, 16]],
  ['busy', [2, 4]],
] as const)('a long log, %s', (shape, [short, long]) => {
  it('is accepted with little in memory, and as much looked at for each line', async () => {
    const figures = await measureTrace(shape, [short, long], () => 0);
    expect(figures.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
    const [shorter, longer] = figures;
    // Twice as long is twice as much to look at, and a little for where stretches begin; never four times.
    expect((longer?.visited ?? 9) / (shorter?.visited ?? 1)).toBeLessThan(2.5);
    for (const { keptStates, keptLines } of figures) {
      expect(keptStates).toBeLessThan(100);
      // The latest 4000 lines are kept for what a refusal tells, and those of one stretch.
      expect(keptLines).toBeLessThan(4300);
    }
  });

  it('is refused at the line at which it is wrong, however late that is', async () => {
    const log = await recordLongLog(shape);
    const late = (long - 1) * log.periodLength;
    let wrongLine = 0;
    const { verdict, refusal } = judge(log, long, (record, line) => {
      if (line < late || record.kind !== 'dispatch' || (wrongLine !== 0 && line !== wrongLine))
        return record;
      wrongLine = line;
      return { ...record, name: 'altered' };
    });
    expect([verdict, refusal?.line]).toEqual(['refused', wrongLine]);
    expect(refusal?.states[0]?.tables).toHaveLength(2);
  });
});

it('EVENT-7: an id that was used thousands of lines before is refused for another event', async () => {
  const log = await recordLongLog('quiet');
  const periods = 10;
  let firstId: string | undefined;
  let lastLine = 0;
  for (const { line, record } of log.lines(periods))
    if (record.kind === 'requested' && record.step.kind === 'publish') {
      firstId ??= record.step.id;
      lastLine = line;
    }
  const { verdict, refusal } = judge(log, periods, (record, line) =>
    line === lastLine && record.kind === 'requested' && record.step.kind === 'publish'
      ? { ...record, step: { ...record.step, id: firstId ?? '' } }
      : record,
  );
  expect([verdict, refusal?.line]).toEqual(['refused', lastLine]);
});

it('is accepted without settled moments, where many states are possible at a time', async () => {
  const { header, lines } = await recordLongLog('busy');
  // The long version goes on until the search cannot go back to where it began.
  const periods = process.env.PARTYLINE_THOROUGH ? 40 : 1;
  function* unsettled(): Generator<LoggedLine> {
    for (const each of lines(periods)) if (each.record.kind !== 'settled') yield each;
  }
  const surveyor = new Surveyor();
  for (const line of unsettled()) surveyor.add(line);
  let keptLines = 0;
  const { verdict } = judgedLines(surveyor.finish(header, false), unsettled(), {
    onProgress: ({ kept }) => {
      keptLines = Math.max(keptLines, kept.lines);
    },
  });
  expect(verdict).toBe('accepted');
  expect(keptLines).toBeGreaterThan(0);
  expect(keptLines).toBeLessThan(10_000);
});
