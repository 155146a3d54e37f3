/**
 * The benchmark of `--jobs`: `npm run bench:jobs`, `-- --runs 6000` for a shorter one, of which warming up is most. The
 * program as a user starts it, with one job and with two in turns; the ratio within one run is what counts, and only on
 * a machine with two idle cores.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '24000' } } });
const program = fileURLToPath(new URL('../properties/cli/partyline.mjs', import.meta.url));

/** In seconds, start-up among them. */
function timed(jobs: number): number {
  const words = ['check', '--seed', 'bench', '--runs', values.runs, '--report', 'json'];
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, ...words, '--jobs', `${jobs}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`check ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

const [load = 0] = loadavg();
const rounds = [1, 2].map(() => ({ one: timed(1), two: timed(2) }));
console.table(rounds);
const best = (key: 'one' | 'two') => Math.min(...rounds.map((round) => round[key]));
console.log(
  `--jobs 2 is ${(best('one') / best('two')).toFixed(2)} times as fast as --jobs 1: ${values.runs} runs, ${availableParallelism()} cores, load ${load.toFixed(1)} before`,
);
