/**
 * `npm run bench:reach:planted [-- TRIPLES SEEDS BUDGET]`: how many scenarios it takes to find routers that are wrong
 * only where one triple of situations is met, with goals and without. A router that is not found counts as `BUDGET` + 1
 * scenarios.
 */
import { findTriples, plantTriples } from './plantedTriples.ts';

const [tripleCount = 20, seedCount = 20, budget = 1500] = process.argv.slice(2).map(Number);
const planted = plantTriples('planted', tripleCount);
const arms: Record<'with' | 'without', number[][]> = { with: [], without: [] };
for (let seed = 1; seed <= seedCount; seed++)
  for (const arm of ['with', 'without'] as const) {
    const found = await findTriples(planted, `planted ${seed}`, budget, arm === 'with');
    arms[arm].push(found.map((each) => each ?? budget + 1));
  }

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};
const show = (count: number) => (count > budget ? `more than ${budget}` : String(count));
for (const [number, { name }] of planted.entries()) {
  const of = (arm: 'with' | 'without') => median(arms[arm].map((each) => each[number] as number));
  console.log(`${show(of('with'))} with, ${show(of('without'))} without: ${name}`);
}
const all = (arm: 'with' | 'without') => median(arms[arm].flat());
const sum = (arm: 'with' | 'without') =>
  median(arms[arm].map((each) => each.reduce((total, count) => total + count, 0)));
console.log(
  `all: ${show(all('with'))} with, ${show(all('without'))} without; one after the other ${sum('with')} with, ${sum('without')} without`,
);
