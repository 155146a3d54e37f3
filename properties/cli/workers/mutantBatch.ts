/**
 * A batch of mutants: tests some mutants on the scenarios of one seed, in this thread. The unit of
 * work that `partyline mutants` gives to a worker.
 */
import { allMutants } from '#impl';
import type { KillRecord, KillSearch } from '../../mutationTesting/killRecord.ts';
import { findKill, ScenarioCache } from '../../mutationTesting/killRecord.ts';

export interface MutantBatch {
  readonly seed: string;
  readonly ids: readonly string[];
  /** How far each is tested; by default all of them wholly. */
  readonly searches?: readonly KillSearch[];
}

/** The scenarios drawn so far. They are kept, because the next batch may have the same seed. */
let drawn = new ScenarioCache('');

/** Tests mutants. Returns a kill record for each id, in their order; stops early when `isOver` returns true. */
export async function testMutants(
  { seed, ids, searches }: MutantBatch,
  isOver: () => boolean,
): Promise<KillRecord[]> {
  if (drawn.seed !== seed) drawn = new ScenarioCache(seed);
  const records: KillRecord[] = [];
  for (const [at, id] of ids.entries()) {
    if (isOver()) break;
    const wrong = allMutants.find((each) => each.id === id);
    if (!wrong) throw new RangeError(`there is no mutant ${id}`);
    const record = await findKill(wrong, drawn, isOver, searches?.[at]);
    if (isOver()) break;
    records.push(record);
  }
  return records;
}
