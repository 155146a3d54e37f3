/**
 * `npm run bench:causes [-- PAIRS RUNS SEED]`: of pairs of planted bugs, of how many both are told; in a third of the pairs one's
 * trigger is part of the other's. With `PAIRS` 0: how many causes each planted bug alone is told as.
 */
import { mutants } from '#impl';
import { causesOf, drawPairs, tellPair } from './measure.ts';

const [pairCount = 30, runs = 500, seed = 1] = process.argv.slice(2).map(Number);

async function tellPairs(): Promise<void> {
  let toldCount = 0;
  const pairs = await drawPairs(seed, pairCount, Math.round(pairCount / 3));
  for (const pair of pairs) {
    const { ids, told, causes } = await tellPair(pair, runs);
    if (told.length === 2) toldCount++;
    console.log(`${ids.join(' and ')}: ${causes} causes, told ${told.join(' and ') || 'neither'}`);
  }
  console.log(`both told: ${toldCount} of ${pairs.length} pairs (seed ${seed}, ${runs} runs each)`);
}

async function tellSingles(): Promise<void> {
  const counts: number[] = [];
  for (const { id, kind } of mutants) {
    const { length } = await causesOf(kind, runs);
    if (length > 0) counts.push(length);
    if (length > 1) console.log(`${id}: ${length} causes`);
  }
  const [one, two] = [1, 2].map((count) => counts.filter((each) => each === count).length);
  console.log(
    `${one} of ${counts.length} mutants are one cause, ${two} are two (${runs} runs each)`,
  );
}

await (pairCount > 0 ? tellPairs() : tellSingles());
