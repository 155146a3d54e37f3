/**
 * `npm run bench:reach [-- COUNT ...]`: how many situations, pairs and triples so many drawn scenarios reach, with
 * goals and without.
 */
import { measureReach } from './measure.ts';

const counts = process.argv.slice(2).map(Number);
for (const count of counts.length > 0 ? counts : [2600])
  for (const goals of [false, true]) {
    const { reach, stepCount, drawMs } = measureReach('partyline/router', count, goals);
    const { counts: reached, reachable } = reach;
    const share = (name: keyof typeof reached) =>
      `${name} ${reached[name]} of ${reachable[name]} (${((100 * reached[name]) / reachable[name]).toFixed(1)} %)`;
    console.log(
      `${count} scenarios ${goals ? 'with' : 'without'} goals: ${share('situations')}, ${share('pairs')}, ${share('triples')}; ${stepCount} steps, drawn in ${(drawMs / 1000).toFixed(1)} s`,
    );
  }
