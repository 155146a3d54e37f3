/**
 * Hunting: some wrong routers of the zoo by the scenarios of one seed, in this thread; what `partyline mutants` asks of
 * a worker at a time.
 */
import { zoo } from '#impl';
import type { Hunt } from '../../mutationTesting/hunt.ts';
import { Drawn, hunt } from '../../mutationTesting/hunt.ts';

export interface Errand {
  readonly seed: string;
  readonly ids: readonly string[];
}

/** Scenarios are kept for the next errand of the same seed. */
let drawn = new Drawn('');

/** A hunt for each id, in their order, as far as it comes before it is `over`. */
export async function hunting({ seed, ids }: Errand, over: () => boolean): Promise<Hunt[]> {
  if (drawn.seed !== seed) drawn = new Drawn(seed);
  const hunts: Hunt[] = [];
  for (const id of ids) {
    if (over()) break;
    const wrong = zoo.find((each) => each.id === id);
    if (!wrong) throw new RangeError(`there is no mutant ${id}`);
    hunts.push(await hunt(wrong, drawn));
  }
  return hunts;
}
