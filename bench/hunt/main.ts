/**
 * `npm run bench:hunt [-- SECONDS SEEDS]`: runs the hunt and a check on 20 mutants that are found late. Both get the
 * same time limit and run in turns. In the medians, a seed for which nothing was found counts as longer than the limit.
 */
import type { Arm } from './compare.ts';
import { timeToFind, wrongRouters } from './compare.ts';

const [seconds = 60, seedCount = 5] = process.argv.slice(2).map(Number);
const limitMs = seconds * 1000;
const now = () => performance.now();
const arms: readonly Arm[] = ['check', 'hunt'];

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.POSITIVE_INFINITY;
const show = (ms: number) => (ms > limitMs ? `> ${seconds} s` : `${(ms / 1000).toFixed(1)} s`);

console.log(`| mutant | clause | ${arms.map((arm) => `${arm}: found | time`).join(' | ')} |`);
console.log('| --- | --- | ---: | ---: | ---: | ---: |');
const all: Record<Arm, number[]> = { check: [], hunt: [] };
for (const wrong of wrongRouters) {
  const times: Record<Arm, number[]> = { check: [], hunt: [] };
  for (let seed = 1; seed <= seedCount; seed++)
    for (const arm of seed % 2 === 0 ? arms : arms.toReversed())
      times[arm].push(
        (await timeToFind(arm, wrong, { seed: `hunt ${seed}`, limitMs, now })) ??
          Number.POSITIVE_INFINITY,
      );
  const cells = arms.map((arm) => {
    all[arm].push(...times[arm]);
    const found = times[arm].filter(Number.isFinite).length;
    return `${found} of ${seedCount} | ${show(median(times[arm]))}`;
  });
  console.log(`| \`${wrong.id}\` | ${wrong.clause} | ${cells.join(' | ')} |`);
}
const sums = arms.map(
  (arm) =>
    `${all[arm].filter(Number.isFinite).length} of ${all[arm].length} | ${show(median(all[arm]))}`,
);
console.log(`| all | | ${sums.join(' | ')} |`);
