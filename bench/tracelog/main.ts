/**
 * `npm run bench:trace [-- PERIODS ...]`: records per second of the trace check at several lengths of one log, from short to long, with the
 * most that this process ever had in memory. Linear is a ratio near 1.
 */
import { logShapes } from './longLog.ts';
import { measureTrace } from './measure.ts';

const asked = process.argv.slice(2).map(Number);
const periods = asked.length > 0 ? asked : [10, 40, 160];
for (const shape of logShapes) {
  // The first measurement warms up and is not shown.
  const [, ...figures] = await measureTrace(shape, [periods[0] ?? 1, ...periods], () =>
    performance.now(),
  );
  for (const { records, recordsPerSecond, visited, keptStates, keptLines, verdict } of figures) {
    const ratio = recordsPerSecond / (figures[0]?.recordsPerSecond ?? 1);
    const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(
      `${shape}: ${records} records ${verdict}, ${recordsPerSecond} a second (ratio ${ratio.toFixed(2)}), ${(visited / records).toFixed(2)} states a record, at most ${keptStates} states and ${keptLines} lines kept, ${rssMb} MB at most so far`,
    );
  }
}
