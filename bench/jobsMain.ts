/**
 * `npm run bench:jobs`, `-- --runs 6000,24000` for other sizes: the packaged program with one job and
 * with two. Each thread warms up by itself, so the gain grows with the size. Compare only ratios
 * within one run, and only with two idle cores.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureJobs } from './jobs.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '6000,24000,96000' } },
});
const sizes = values.runs.split(',').map(Number);
if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
  const expected = 'expected whole numbers above 0, parted by commas, such as 6000,24000';
  console.error(`--runs ${values.runs}: ${expected}`);
  process.exit(2);
}
const program = fileURLToPath(new URL('../dist/properties/cli/partyline.mjs', import.meta.url));

/** Measures the seconds of one check, its start-up included. */
function timeCheck(runs: number, jobs: number): number {
  const words = [
    'check',
    '--router',
    'ours',
    '--seed',
    'bench',
    '--runs',
    `${runs}`,
    '--report',
    'json',
  ];
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, ...words, '--jobs', `${jobs}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`check ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

const [load = 0] = loadavg();
const { node, v8 } = process.versions;
console.log(`node ${node}, V8 ${v8}, ${availableParallelism()} cores, load ${load.toFixed(1)}`);
const formatSeconds = (seconds: readonly number[]) =>
  seconds.map((each) => each.toFixed(1)).join(' and ');
console.table(
  measureJobs(sizes, timeCheck).map(({ runs, oneJobSeconds, twoJobsSeconds, ratio }) => ({
    runs,
    'seconds with 1 job': formatSeconds(oneJobSeconds),
    'with 2': formatSeconds(twoJobsSeconds),
    'times as fast': ratio.toFixed(2),
  })),
);
