/**
 * `npm run bench:explore`: the exploration of 614 656 states, without and with symmetry reduction, beside
 * SPIN on the same model where it is installed. Seconds are CPU time; compare only ratios within one run.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ExploreFigure } from './explore.ts';
import { measureExploration } from './explore.ts';
import type { SpinFigure } from './spin.ts';
import { generatePromela, hasSpin, runSpin } from './spin.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const size = { orcs: 4, lines: 3, countCap: 2 } as const;
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const rounds: ExploreFigure[] = [];
const shares: number[] = [];
for (let round = 0; round < 3; round++) {
  const whole = measureExploration(size, false, now);
  const reduced = measureExploration(size, true, now);
  rounds.push(whole, reduced);
  shares.push(reduced.seconds / whole.seconds);
}
console.table(rounds);
console.log(
  `with symmetry in ${shares.map((share) => `${(share * 100).toFixed(1)} %`).join(', ')} of the time; the first is cold`,
);

const theirs: SpinFigure[] = hasSpin()
  ? runSpin(generatePromela(size.orcs, size.lines, size.countCap, 2))
  : [];
if (theirs.length === 0) console.log('SPIN is not installed: nothing to compare with');
else {
  console.table(theirs);
  const whole = rounds.filter(({ symmetry }) => !symmetry).map(({ seconds }) => seconds);
  for (const { search, states, seconds } of theirs)
    console.log(
      `SPIN, ${search}, ${states} states: ${(seconds / Math.min(...whole)).toFixed(2)} times our time`,
    );
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ rounds, shares, spin: theirs }, null, 2)}\n`);
