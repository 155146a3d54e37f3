/**
 * Hunting: some wrong routers of the zoo by the scenarios of one seed, in this thread; what `partyline mutants` asks of
 * a worker at a time.
 */
import { zoo } from '#impl';
import type { KillRecord } from '../../mutationTesting/killRecord.ts';
import { findKill, ScenarioCache } from '../../mutationTesting/killRecord.ts';

export interface MutantBatch {
  readonly seed: string;
  readonly ids: readonly string[];
}

/** Scenarios are kept for the next errand of the same seed. */
let drawn = new ScenarioCache('');

/** A hunt for each id, in their order, as far as it comes before it is `over`. */
export async function testMutants(
  { seed, ids }: MutantBatch,
  isOver: () => boolean,
): Promise<KillRecord[]> {
  if (drawn.seed !== seed) drawn = new ScenarioCache(seed);
  const hunts: KillRecord[] = [];
  for (const id of ids) {
    if (isOver()) break;
    const wrong = zoo.find((each) => each.id === id);
    if (!wrong) throw new RangeError(`there is no mutant ${id}`);
    hunts.push(await findKill(wrong, drawn));
  }
  return hunts;
}
